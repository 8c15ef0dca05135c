"""The workbook: nothing is lost on the way out and back, and bad files change nothing."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from bot.catalog.importers.layout import SHEETS
from bot.catalog.importers.source import OLE
from bot.catalog.importers.workbook_read import read_workbook
from bot.catalog.importers.workbook_write import write_workbook
from bot.catalog.model import CONDITIONAL_FIELDS, Catalog, Service
from bot.errors import ImportFailed
from tests import build

TRICKY = build.service(
    summary="=1+1",
    everyday_names=["0755", "+86", "带\n换行", "反斜\\杠n"],
    questions=[build.question("home", "rented", "owned")],
    outcomes=[
        {"when": {"home": ["owned"]}, "not_eligible": "x", "instead": [{"do": "y"}, {"do": "z"}]}
    ],
    materials=[build.material("lease", when={"home": ["rented", "owned"]}, copies={"copy": 2})],
    fees=[{"amount": 0}, {"unknown": True}],
    time_limits=[{"legal": {"days": 20}}],
    validity={"effective_from": "2025-01-01"},
)


@pytest.fixture(scope="module")
def written() -> bytes:
    return write_workbook(build.catalog(TRICKY, build.service("other")))


def edited(data: bytes, change: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> Catalog:
    whole = read_workbook(data, name="x.xlsx").whole
    assert whole is not None
    return whole


def test_shipped_catalogue_comes_back_the_same(catalog: Catalog) -> None:
    back = read(write_workbook(catalog))
    assert back.copy(update={"version": catalog.version}) == catalog


def test_tricky_texts_come_back_the_same(written: bytes) -> None:
    assert read(written).services["permit"] == TRICKY


def test_every_list_of_a_service_has_a_sheet() -> None:
    assert {sheet.field for sheet in SHEETS if sheet.owned} >= set(CONDITIONAL_FIELDS)
    assert any(sheet.kind is Service for sheet in SHEETS)


def test_numbers_and_dates_typed_in_excel_are_read(written: bytes) -> None:
    def change(book: Workbook) -> None:
        page = book["常用名"]
        page["B2"].value, page["B2"].number_format = 12333, "General"

    assert read(edited(written, change)).services["permit"].everyday_names[0] == "12333"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            lambda book: book["事项"].__setitem__("B2", "=A1"), "事项 row 2: 名称 is a formula",
            id="formula",
        ),
        pytest.param(
            lambda book: book["材料"].merge_cells("A1:B1"), "cells A1:B1 are merged", id="merged"
        ),
        pytest.param(
            lambda book: book["事项"].__setitem__("A3", "permit"),
            "事项 row 3: id 'permit' stands in 事项 row 2 already", id="duplicate id",
        ),
        pytest.param(
            lambda book: book["材料"].delete_cols(2), "材料: column 适用情形 is missing",
            id="missing column",
        ),
        pytest.param(
            lambda book: book.remove(book["依据"]), "sheet 依据 is missing", id="missing sheet"
        ),
        pytest.param(
            lambda book: book["材料"].__setitem__("A2", "nobody"),
            "材料 row 2: 事项编号 'nobody' is on no sheet", id="orphan row",
        ),
        pytest.param(
            lambda book: book["时限"].__setitem__("C2", "二十"),
            "时限 row 2: 法定天数: '二十' is not a number",
            id="no number",
        ),
        pytest.param(
            lambda book: book["材料"].__setitem__("F2", "随便"), "材料 row 2: materials.0.holder",
            id="not of the closed list",
        ),
    ],
)  # fmt: skip
def test_what_staff_get_wrong_is_named_by_sheet_and_row(
    written: bytes, change: Callable[[Workbook], None], said: str
) -> None:
    with pytest.raises(ImportFailed) as caught:
        read(edited(written, change))
    assert said in str(caught.value)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


def strings() -> bytes:
    """Texts that weigh nothing in the file, in a part of any name, beside noise that does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/any.xml", b"<si/>" * 4_000_000 + random.Random(1).randbytes(200_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(OLE + b"\x00" * 100, "password-protected", id="encrypted"),
        pytest.param(b"PK\x03\x04broken", "damaged or cut off", id="not a zip"),
        pytest.param(bomb(), "would unpack to", id="zip bomb"),
        pytest.param(strings(), "tags; that is no workbook", id="millions of texts"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ImportFailed, match=said):
        read(data)


def test_a_workbook_cut_off_is_refused(written: bytes) -> None:
    with pytest.raises(ImportFailed, match="damaged or cut off"):
        read(written[: len(written) // 2])


@pytest.mark.parametrize("place", [200, 900, 2000, 4000])
def test_a_workbook_with_wrong_bytes_inside_is_refused_or_read(written: bytes, place: int) -> None:
    spoilt = bytearray(written)
    spoilt[place : place + 40] = bytes(40)
    with pytest.raises(ImportFailed, match=r"damaged|cannot be|missing|not an"):
        read(bytes(spoilt))


def test_entities_that_unfold_without_end_are_refused(written: bytes) -> None:
    entities = "".join(
        f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "x" * 10}">' for at in range(9)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, body = text.split(b"<worksheet", 1)
                text = head + f"<!DOCTYPE x [{entities}]>".encode() + b"<worksheet" + body
                text = text.replace(b"<t>", b"<t>&e8;", 1)
            new.writestr(name, text)
    with pytest.raises(ImportFailed):
        read(out.getvalue())


def test_another_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(ImportFailed, match="but not an"):
        read(out.getvalue())
