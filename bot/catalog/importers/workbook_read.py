"""Reads a workbook that `catalog export` wrote and staff edited: all of it, or nothing."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from pydantic import ValidationError

from bot.catalog.importers.cells import CellError, from_cell
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
from bot.catalog.importers.report import Imported, Progress, refuse, silent
from bot.catalog.importers.source import OLE
from bot.catalog.importers.workbook_write import header
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.part import Part
from bot.catalog.situation import Question
from bot.catalog.vocabulary import Vocabulary
from bot.errors import ImportFailed

MOST_UNPACKED = 64 * 1024 * 1024
MOST_TAGS = 3_000_000
"""Elements and their ends in all parts, by whatever name openpyxl finds them: cells, texts, styles.
130 services have 740,000 and 16 MB; what an element costs is far more than its bytes."""

MOST_RATIO = 300
"""XML of a workbook shrinks about tenfold; far more is a bomb."""

MOST_ROWS = 1_000_000
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
ERRORS = (
    zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, SyntaxError, EOFError, TypeError,
)  # fmt: skip
"""What openpyxl lets through of a damaged file."""


@dataclass
class _Book:
    """Rows of all sheets while they are sorted under their owners."""

    raw: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[tuple[Any, ...], str] = field(default_factory=dict)
    top: dict[str, list[tuple[str, dict[str, Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    problems: list[str] = field(default_factory=list)
    read: int = 0


def read_workbook(data: bytes, *, name: str, progress: Progress = silent) -> Imported:
    """The whole catalogue of a workbook; raises ImportFailed with every problem found."""
    _check_archive(data, name)
    book = _Book()
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    except ERRORS as error:
        raise ImportFailed(f"{name} cannot be opened as a workbook: {error}") from error
    missing = [sheet.title for sheet in SHEETS if sheet.title not in workbook.sheetnames]
    refuse(
        [f"{name}: sheet {title} is missing; export again and keep all sheets" for title in missing]
    )
    for done, sheet in enumerate(SHEETS, 1):
        try:
            page = workbook[sheet.title]
            page.reset_dimensions()
            _read_sheet(book, sheet, page.iter_rows())
        except ERRORS as error:
            raise ImportFailed(f"{name}: sheet {sheet.title} cannot be read: {error}") from error
        progress(done, len(SHEETS))
    workbook.close()
    refuse(book.problems)
    catalog = _catalog(book)
    refuse(book.problems)
    places = {key: book.places[key,] for key in catalog.services}
    return Imported(catalog.services, places, book.read, whole=catalog)


def _check_archive(data: bytes, name: str) -> None:
    if data.startswith(OLE):
        raise ImportFailed(
            f"{name} is password-protected or an old .xls; remove the password and save as .xlsx"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            unpacked = sum(info.file_size for info in infos)
            if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 1):
                raise ImportFailed(
                    f"{name} would unpack to {unpacked >> 20} MB; that is no workbook of ours"
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise ImportFailed(f"{name} is an archive, but not an .xlsx workbook")
            tags = sum(archive.read(info).count(b"<") for info in infos)
            if tags > MOST_TAGS:
                raise ImportFailed(f"{name} has {tags} tags; that is no workbook of ours")
            sheets = [i for i in infos if i.filename.startswith("xl/worksheets/")]
            merged = {i.filename: _MERGED.findall(archive.read(i)) for i in sheets}
    except (*ERRORS, RuntimeError) as error:
        raise ImportFailed(f"{name} is damaged or cut off: {error}") from error
    refuse(
        f"{name}: {sheet.rpartition('/')[2]}: cells {ref.decode()} are merged; unmerge them"
        for sheet, refs in merged.items()
        for ref in refs
    )


def _read_sheet(book: _Book, sheet: Sheet, rows: Iterator[Any]) -> None:
    first = [str(cell.value or "").strip() for cell in next(rows, ())]
    while first and not first[-1]:
        first.pop()
    faults = [
        f"{sheet.title}: column {label} is missing" for label in header(sheet) if label not in first
    ]
    faults += [
        f"{sheet.title}: column {label or '?'!r} is unknown"
        for label in first
        if label not in header(sheet)
    ]
    faults += [f"{sheet.title}: a column stands twice"] if len(set(first)) < len(first) else []
    book.problems += faults
    if faults:
        return
    known = {column.label: column for column in columns(sheet)}
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise ImportFailed(f"{sheet.title}: more than {MOST_ROWS} rows")
        cells = {first[i]: c for i, c in enumerate(row[: len(first)]) if c.value not in (None, "")}
        if cells:
            book.read += 1
            _read_row(book, sheet, f"{sheet.title} row {number}", cells, known)


def _read_row(
    book: _Book, sheet: Sheet, where: str, cells: dict[str, Any], known: dict[str, Column]
) -> None:
    values: dict[str, Any] = {}
    for label, cell in cells.items():
        if cell.data_type == "f":
            book.problems.append(f"{where}: {label} is a formula; paste its value instead")
        elif cell.data_type == "e":
            book.problems.append(f"{where}: {label} is an error value {cell.value}")
        elif label in known:
            _put(book, f"{where}: {label}", known[label], cell.value, values)
    owner = str(cells[OWNER].value).strip() if OWNER in cells else ""
    parent = str(cells[PARENT].value).strip() if PARENT in cells else ""
    if sheet.owned and not owner:
        book.problems.append(f"{where}: {OWNER} is empty")
    elif sheet.owned:
        text = str(cells["内容"].value) if sheet.kind is None and "内容" in cells else None
        _hang(book, sheet, where, (owner, parent), values if sheet.kind else text)
    else:
        book.top[sheet.title].append((where, values))
        _own(book, sheet, where, values)


def _put(book: _Book, where: str, column: Column, value: Any, values: dict[str, Any]) -> None:
    try:
        read = from_cell(column.field, value)
    except CellError as error:
        book.problems.append(f"{where}: {error}")
        return
    target = values
    for name in column.path[:-1]:
        target = target.setdefault(name, {})
    target[column.path[-1]] = read


def _own(book: _Book, sheet: Sheet, where: str, values: dict[str, Any]) -> None:
    """Rows that others hang under: services and life events."""
    if sheet.kind not in (Service, LifeEvent):
        return
    key = (EVENT_MARK if sheet.kind is LifeEvent else "") + str(values.get("id", ""))
    if key in book.raw:
        book.problems.append(f"{where}: id {key!r} stands in {book.places[key,]} already")
        return
    book.raw[key], book.places[key,] = values, where


def _hang(book: _Book, sheet: Sheet, where: str, keys: tuple[str, str], values: Any) -> None:
    owner, parent = keys
    book.top[sheet.title].append((where, {"owner": owner, "parent": parent, "values": values}))


def _catalog(book: _Book) -> Catalog:
    shared: dict[str, dict[str, Any]] = {SHARED_OWNER: {}}
    for sheet in SHEETS:
        if sheet.owned:
            for where, row in book.top[sheet.title]:
                _attach(book, sheet, where, row, shared[SHARED_OWNER])
    made = _Maker(book)
    services = made.many(
        Service, {k: v for k, v in book.raw.items() if not k.startswith(EVENT_MARK)}
    )
    events = made.many(LifeEvent, {k: v for k, v in book.raw.items() if k.startswith(EVENT_MARK)})
    questions = {
        raw["id"]: question
        for raw in shared[SHARED_OWNER].get("questions", [])
        if (question := made.one(Question, raw, (SHARED_OWNER, "questions", raw.get("id"))))
        is not None
    }
    lists = {
        sheet.field: [raw for _, raw in book.top[sheet.title]]
        for sheet in SHEETS
        if sheet.title in ("主题", "标签", "部门")
    }
    vocabulary = made.one(Vocabulary, lists, ("主题、标签、部门",))
    return Catalog(
        version="workbook",
        services=made.many(Service, services),
        life_events=made.many(LifeEvent, events),
        vocabulary=vocabulary or Vocabulary(),
        shared_questions={key: part for key, part in questions.items() if part is not None},
    )


def _attach(
    book: _Book, sheet: Sheet, where: str, row: dict[str, Any], shared: dict[str, Any]
) -> None:
    """Hangs a row under its owner, or under the parent row inside it."""
    owner = shared if row["owner"] == SHARED_OWNER else book.raw.get(row["owner"])
    if owner is None:
        book.problems.append(f"{where}: {OWNER} {row['owner']!r} is on no sheet 事项 or 一件事")
        return
    target = owner
    if sheet.parent:
        above = next(s for s in SHEETS if s.title == sheet.parent)
        parents = owner.get(above.field, [])
        found = [
            part for n, part in enumerate(parents, 1) if str(part.get("id", n)) == row["parent"]
        ]
        if not found:
            book.problems.append(
                f"{where}: {PARENT} {row['parent']!r} is not on sheet {sheet.parent}"
            )
            return
        target = found[0]
    listed = target.setdefault(sheet.field, [])
    book.places[row["owner"], sheet.field, len(listed)] = where
    listed.append(row["values"])


class _Maker:
    """Builds parts of the model and turns what pydantic refuses into sheet and row."""

    def __init__(self, book: _Book) -> None:
        self._book = book

    def many(self, kind: type[Any], raws: dict[str, dict[str, Any]]) -> dict[str, Any]:
        made = {key: self.one(kind, raw, (key,)) for key, raw in raws.items()}
        return {part.id: part for part in made.values() if part is not None}

    def one(self, kind: type[Part], raw: dict[str, Any], place: tuple[Any, ...]) -> Any:
        try:
            return kind.parse_obj(raw)
        except ValidationError as error:
            for detail in error.errors():
                self._book.problems.append(self._say(place, detail["loc"], detail["msg"]))
            return None

    def _say(self, place: tuple[Any, ...], loc: tuple[Any, ...], message: str) -> str:
        places = self._book.places
        where = places.get((place[0], *loc[:2])) or places.get(place[:1]) or str(place[0])
        path = ".".join(str(part) for part in loc if part != "__root__")
        return f"{where}: {path}: {message}"
