"""Finds out what a file is, by its content, and reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.catalog.importers.guangdong import is_guangdong, read_guangdong
from bot.catalog.importers.national import is_national, read_national
from bot.catalog.importers.report import Imported, Progress, silent
from bot.catalog.importers.source import OLE, csv_rows, decode, json_rows, read_bytes
from bot.catalog.importers.workbook_read import read_workbook
from bot.errors import ImportFailed

ZIP = b"PK"
KNOWN = "the Guangdong export, the national up_task_* tables, or a workbook of `catalog export`"


def read_files(paths: Sequence[Path], *, progress: Progress = silent) -> Imported:
    """What one file, or several tables that belong together, hold; raises ImportFailed."""
    contents = [(path, read_bytes(path)) for path in paths]
    books = [path for path, data in contents if data.startswith((ZIP, OLE)) or _says_xlsx(path)]
    if books and len(contents) > 1:
        raise ImportFailed(f"{books[0].name} is a workbook; import it by itself")
    if books:
        return read_workbook(contents[0][1], name=paths[0].name, progress=progress)
    tables = [(path.name, _rows(path, data)) for path, data in contents]
    first = next((row for _, rows in tables for _, row in rows), None)
    if is_guangdong(first):
        return read_guangdong([row for _, rows in tables for row in rows], progress=progress)
    if is_national(first):
        return read_national(tables, progress=progress)
    raise ImportFailed(f"{paths[0].name}: this is not {KNOWN}. Found: {_in_words(first)}")


def _in_words(first: object) -> str:
    """What the first row is, for whoever gave another file than they meant."""
    if isinstance(first, dict):
        return f"the columns {', '.join(map(str, list(first)[:8]))}" if first else "no columns"
    return "no rows" if first is None else "values without names of columns"


def _says_xlsx(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm", ".xls")


def _rows(path: Path, data: bytes) -> Sequence[tuple[int, Any]]:
    text = decode(data, name=path.name)
    if text.lstrip()[:1] in ("{", "["):
        return json_rows(text, name=path.name)
    if text.strip() == "null" or text.lstrip()[:1] == '"':
        raise ImportFailed(f"{path.name}: this is not {KNOWN}. Found: a single value")
    if text.lstrip()[:1] == "<":
        raise ImportFailed(f"{path.name} looks like a web page; this is not {KNOWN}")
    return csv_rows(text, name=path.name)
