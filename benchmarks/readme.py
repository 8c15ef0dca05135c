"""Puts what was measured into `benchmarks/README.md`, each result between its markers."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.report import RESULTS, Result, markdown

README = Path(__file__).resolve().parent / "README.md"
LONG_RUNS = ("load", "chaos")
"""Kept by `make load` and `make chaos` (tests/faults), ten minutes each."""

_SECTION = re.compile(r"<!-- result: (?P<name>[\w-]+) -->\n.*?<!-- end: (?P=name) -->", re.S)


def results(folder: Path = RESULTS) -> dict[str, Result]:
    """Every kept result in the form of this suite, by name."""
    found = (Result.load(path) for path in sorted(folder.glob("*.json")) if _is_result(path))
    return {result.name: result for result in found}


def rendered(text: str, found: dict[str, Result]) -> str:
    """The text with every section as its result says; one without a result says so."""

    def section(match: re.Match[str]) -> str:
        name = match["name"]
        command = name if name in LONG_RUNS else "bench"
        body = markdown(found[name]) if name in found else f"Not measured yet: `make {command}`."
        return f"<!-- result: {name} -->\n{body}\n<!-- end: {name} -->"

    return _SECTION.sub(section, text)


def sections(text: str) -> tuple[str, ...]:
    """The results the text has a place for."""
    return tuple(match["name"] for match in _SECTION.finditer(text))


def refresh(path: Path = README, folder: Path = RESULTS) -> None:
    """Writes the page anew from the kept results."""
    text = path.read_text("utf-8")
    path.write_text(rendered(text, results(folder)), "utf-8")


def _is_result(path: Path) -> bool:
    """Measurements of other areas keep JSON of their own shape beside ours."""
    start = path.read_text("utf-8")
    return all(f'"{field}":' in start for field in ("how", "tables", "targets", "caveats"))
