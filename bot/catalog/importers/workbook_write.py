"""Writes a catalogue as a workbook that staff can edit and that reads back without loss."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.catalog.importers.cells import CellError, to_cell
from bot.catalog.importers.layout import (
    EVENT_MARK,
    OWNER,
    PARENT,
    SHARED_OWNER,
    SHEETS,
    Column,
    Sheet,
    columns,
)
from bot.catalog.model import Catalog
from bot.catalog.part import Part
from bot.errors import ImportFailed

Cells = list[Any]


def write_workbook(catalog: Catalog) -> bytes:
    """The whole catalogue, one sheet a kind of part; raises ImportFailed on what no cell holds."""
    book = Workbook(write_only=True)
    owners = _owners(catalog)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        _append(page, header(sheet), bold=True)
        for cells in _rows(sheet, catalog, owners):
            _append(page, cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def header(sheet: Sheet) -> list[str]:
    """The names of all columns of a sheet."""
    own = [column.label for column in columns(sheet)] or ["内容"]
    return [*([OWNER] if sheet.owned else []), *([PARENT] if sheet.parent else []), *own]


def _owners(catalog: Catalog) -> list[tuple[str, Any]]:
    events = [(EVENT_MARK + event.id, event) for event in catalog.life_events.values()]
    return [*catalog.services.items(), *events]


def _rows(sheet: Sheet, catalog: Catalog, owners: list[tuple[str, Any]]) -> Iterator[Cells]:
    if not sheet.owned:
        parts: Any = getattr(catalog, sheet.field, None)
        parts = getattr(catalog.vocabulary, sheet.field, ()) if parts is None else parts
        listed = parts.values() if isinstance(parts, dict) else parts
        for part in listed:
            yield _cells(part, columns(sheet), sheet.title)
        return
    for owner, thing in owners:
        yield from _owned(sheet, owner, thing)
    if sheet.field == "questions":
        for question in catalog.shared_questions.values():
            yield [SHARED_OWNER, *_cells(question, columns(sheet), sheet.title)]
    if sheet.field == "options":
        for question in catalog.shared_questions.values():
            yield from _under(sheet, SHARED_OWNER, question.id, question)


def _owned(sheet: Sheet, owner: str, thing: Any) -> Iterator[Cells]:
    if sheet.parent:
        above = next(s for s in SHEETS if s.title == sheet.parent)
        for number, part in zip(count(1), getattr(thing, above.field, ())):
            yield from _under(sheet, owner, getattr(part, "id", str(number)), part)
        return
    if sheet.field == "services" and not owner.startswith(EVENT_MARK):
        return
    for part in getattr(thing, sheet.field, ()):
        yield [owner, *(_cells(part, columns(sheet), sheet.title) if sheet.kind else [part])]


def _under(sheet: Sheet, owner: str, parent: str, part: Any) -> Iterator[Cells]:
    for inner in getattr(part, sheet.field):
        yield [owner, parent, *_cells(inner, columns(sheet), sheet.title)]


def _cells(part: Part, wanted: Iterable[Column], title: str) -> Cells:
    raw = part.dict(by_alias=True)
    cells = []
    for column in wanted:
        value: Any = raw
        for name in column.path:
            value = None if value is None else value[name]
        try:
            cells.append(None if value is None else to_cell(column.field, value))
        except CellError as error:
            name = raw.get("id") or raw.get("name") or ""
            raise ImportFailed(f"{title} {name} {column.label}: {error}") from error
    return cells


def _append(page: WriteOnlyWorksheet, cells: Cells, *, bold: bool = False) -> None:
    page.append([_cell(page, value, bold) if isinstance(value, str) else value for value in cells])


def _cell(page: WriteOnlyWorksheet, value: str, bold: bool) -> Any:
    """A text stays a text: a leading = must not become a formula, 0755 not a number."""
    cell: Any = WriteOnlyCell(page, value="")
    cell._value, cell.data_type, cell.number_format = value, "s", "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
