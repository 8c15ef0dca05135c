"""The built front end: where its hashed files are, and the page's response headers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from mimetypes import guess_type
from os import PathLike, stat_result
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIST = Path(__file__).resolve().parent.parent / "ui" / "dist"
PAGE_ENTRY = "src/page/main.ts"
READING_ENTRY = "src/styles/reading.css"
PRINT_ENTRY = "src/reading/print.ts"


@dataclass(frozen=True)
class Bundle:
    """Files one kind of page loads, as paths under the site's root."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    """What the scripts import; named in the page, it comes without another round trip."""


CODINGS = (("br", ".br"), ("gzip", ".gz"))
"""How the build compressed each file, the smallest first."""


class HashedFiles(StaticFiles):
    """Files whose names change with their content, so browsers may keep them for good."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file in the best compression that the browser understands."""
        return packed(Path(full_path), Headers(scope=scope))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of the build (starlette, which breaks on a NUL in a path)."""
        if "\0" in path:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def mount(app: FastAPI, dist: Path = DIST) -> None:
    """Serves the built files; says once what to do where there are none."""
    if not (dist / "manifest.json").exists():
        print(
            "banshi: the web page is not built, a plain form is served: run `make setup`",
            flush=True,
        )
    files = HashedFiles(directory=dist / "assets", check_dir=False)
    app.mount("/assets", files, name="assets")


def packed(file: Path, asked: Headers) -> FileResponse:
    """A built file, compressed where the build did that and the browser understands it."""
    wanted = [part.strip() for part in asked.get("accept-encoding", "").split(",")]
    for coding, ending in CODINGS:
        smaller = file.with_name(file.name + ending)
        if coding in wanted and smaller.exists():
            headers = {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
            return FileResponse(smaller, media_type=guess_type(file.name)[0], headers=headers)
    return FileResponse(file, headers={"Vary": "Accept-Encoding"})


def bundle(entry: str, dist: Path = DIST) -> Bundle:
    """The files of one entry; empty where the front end has not been built."""
    try:
        manifest = json.loads((dist / "manifest.json").read_text())
    except FileNotFoundError:
        return Bundle()
    chunk = manifest.get(entry)
    if chunk is None:
        return Bundle()
    if entry.endswith(".css"):
        return Bundle(styles=(_path(chunk["file"]),))
    return Bundle((_path(chunk["file"]),), _styles(manifest, entry), _imported(manifest, entry))


def _imported(manifest: dict[str, dict[str, Any]], entry: str) -> tuple[str, ...]:
    """Scripts an entry imports, directly or through others, each once."""
    found: list[str] = []
    for key in manifest[entry].get("imports", []):
        found += [_path(manifest[key]["file"]), *_imported(manifest, key)]
    return tuple(dict.fromkeys(found))


def _styles(manifest: dict[str, dict[str, Any]], entry: str) -> tuple[str, ...]:
    """Style sheets of an entry and of everything it imports, what is imported first."""
    chunk = manifest[entry]
    found = [style for key in chunk.get("imports", []) for style in _styles(manifest, key)]
    found += [_path(file) for file in chunk.get("css", [])]
    return tuple(dict.fromkeys(found))


def _path(file: str) -> str:
    return f"/{file}"


def headers(frame_ancestors: str = "'none'") -> dict[str, str]:
    """Headers of every public page: only our own files run, and only named sites may frame it."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": frame_ancestors,
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
