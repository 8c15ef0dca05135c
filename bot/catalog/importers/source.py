"""Reads files of unknown origin: size, encoding and shape are checked before anything else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import ImportFailed

MOST_BYTES = 64 * 1024 * 1024
"""The largest export met has 4 MB; a file beyond this is a mistake."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old .xls files and password-protected .xlsx files begin so ([MS-CFB] 2.2)."""

Row = Mapping[str, Any]


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises ImportFailed when it is absent, empty or far too large."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ImportFailed(f"{path.name} is a folder; name a file")
        if size > MOST_BYTES:
            raise ImportFailed(
                f"{path.name} has {size >> 20} MB; at most {MOST_BYTES >> 20} MB are read. "
                "Split the export, or export services only"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ImportFailed(f"cannot read {path.name}: {error.strerror}") from error
    if not data.strip():
        raise ImportFailed(f"{path.name} is empty")
    return data


def decode(data: bytes, *, name: str) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, or GB18030; raises ImportFailed."""
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ImportFailed(f"{name} is not a text file; JSON, CSV and xlsx can be read")
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFailed(f"{name} is neither UTF-8 nor GB18030; save it as UTF-8")


def json_rows(text: str, *, name: str) -> list[tuple[int, Any]]:
    """Values with their line: of a JSON document (then line 1 on), or one a line (JSON lines)."""
    stripped = text.lstrip()
    if stripped.startswith("["):
        return list(enumerate(_whole(text, name), 1))
    try:
        return [(1, json.loads(text))]
    except (ValueError, RecursionError):
        return list(_json_lines(text, name))


def _whole(text: str, name: str) -> list[Any]:
    try:
        found: list[Any] = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportFailed(
            f"{name}: line {error.lineno}, column {error.colno}: {error.msg}; "
            "the file may be cut off"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ImportFailed(f"{name} cannot be read as JSON: {error}") from error
    return found


def _json_lines(text: str, name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ImportFailed(
                f"{name}: line {number} is not JSON{_where(error)}; the file may be cut off"
            ) from error


def _where(error: ValueError | RecursionError) -> str:
    """Where in a line JSON ends to be JSON."""
    return f" from character {error.pos + 1} on" if isinstance(error, json.JSONDecodeError) else ""


def csv_rows(text: str, *, name: str) -> list[tuple[int, Row]]:
    """Rows with their line, by the names in the first row; raises ImportFailed."""
    sample = text[:4096]
    delimiter = max(",\t;", key=sample.split("\n", 1)[0].count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        if len(columns) < 2:
            raise ImportFailed(f"{name}: the first row must name the columns")
        if len(set(columns)) != len(columns):
            raise ImportFailed(f"{name}: a column stands twice in the first row")
        rows: list[tuple[int, Row]] = []
        for row in reader:
            if None in row:
                raise ImportFailed(f"{name}: line {reader.line_num} has more cells than columns")
            rows.append((reader.line_num, {key.strip(): value for key, value in row.items()}))
    except csv.Error as error:
        raise ImportFailed(f"{name}: line {reader.line_num}: {error}") from error
    return rows
