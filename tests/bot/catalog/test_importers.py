"""Imports of other catalogues: every row is taken or named, and files are looked at first."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.codes import check_character, implementation_faults
from bot.catalog.importers import source
from bot.catalog.importers.cleaning import clean
from bot.catalog.importers.files import read_files
from bot.catalog.importers.merge import merged
from bot.errors import ImportFailed
from tests import build

EXPORT = Path(__file__).parents[4] / "shared/data/gd_service_catalog/policy.json"
CODE = "11440000006939756B2440101007000"

ROW = {
    "TASK_CODE": CODE, "CATAID": "440101007000", "TASK_NAME": "提价&amp;amp;申报<br>一\x07",
    "DEPT_NAME": "广东省发展和改革委员会", "ONLINECHECK": "1", "visit_number": "0",
    "handle_time": "30(工作日)", "handle_time_limit": "7(工作日)", "matter_daily": "涨价申报,提价",
    "material_intro": ["申请报告"], "service_object_name": ["自然人", "企业法人"],
}  # fmt: skip


def write(tmp_path: Path, *rows: Any, name: str = "x.json") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_the_whole_guangdong_export_is_taken() -> None:
    if not EXPORT.exists():
        pytest.skip(f"{EXPORT} is not on this machine")
    found = read_files([EXPORT])
    assert (found.read, len(found.services)) == (2262, 2262)
    after, report = merged(build.catalog(build.service()), found)
    assert len(after.services) == 2263
    assert (report.count("taken"), report.count("rejected")) == (2262, 0)
    reasons = " ".join(line.reason for line in report.lines)
    assert "should end in 'A' (check character)" in reasons
    assert "the same name as line" in reasons


def test_a_row_becomes_a_service(tmp_path: Path) -> None:
    (service,) = read_files([write(tmp_path, ROW)]).services.values()
    assert service.name == "提价&申报\n一"
    assert service.everyday_names == ("涨价申报", "提价")
    assert service.audience == ("individual", "company")
    assert service.tags == ("不见面",)
    (limit,) = service.time_limits
    assert limit.legal and limit.promised
    assert (limit.legal.days, limit.promised.days) == (30, 7)


def test_rows_that_cannot_be_taken_are_named_with_their_line(tmp_path: Path) -> None:
    found = read_files([write(tmp_path, ROW, ROW, {**ROW, "TASK_NAME": "无"}, [1])])
    assert len(found.services) == 1
    rejected = [(line.where, line.reason) for line in found.lines if line.verdict == "rejected"]
    assert rejected == [
        ("line 2", f"the same id as line 1: gd-{CODE.lower()}"),
        ("line 3", "without TASK_NAME"),
        ("line 4", "not an object with fields"),
    ]


def test_importing_again_changes_nothing_and_an_edit_says_which_field(tmp_path: Path) -> None:
    base, _ = merged(build.catalog(), read_files([write(tmp_path, ROW)]))
    again, report = merged(base, read_files([write(tmp_path, ROW)]))
    assert (again, report.count("unchanged")) == (base, 1)
    _, report = merged(base, read_files([write(tmp_path, {**ROW, "handle_time": "9(工作日)"})]))
    changed = [line for line in report.lines if line.verdict == "changed"]
    assert [line.reason for line in changed] == ["time_limits"]


NATIONAL = {"taskName": "食品经营许可", "taskCode": CODE, "deptName": "市场监管局", "rowGuid": "g1",
            "planCancelDate": "2027-01-31", "limitSceneNum": "1"}  # fmt: skip


def test_national_json_with_its_tables(tmp_path: Path) -> None:
    tables = {
        "up_task_general_basic": [NATIONAL],
        "up_task_general_material": [
            {"task_guid": "g1", "material_name": "申请书", "is_need": "3", "source_type": "20"}
        ],
        "up_task_general_questions": [{"task_guid": "g1", "question": "多久", "answer": "三天"}],
    }
    (service,) = read_files([write(tmp_path, tables)]).services.values()
    (material,) = service.materials
    assert (material.name, material.need, material.holder) == ("申请书", "deferrable", "government")
    assert service.faq[0].a == "三天"
    assert str(service.validity.effective_to) == "2027-01-31"


def test_national_csv_in_gb18030(tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, NATIONAL)
    writer.writeheader()
    writer.writerow(NATIONAL)
    path = tmp_path / "basic.csv"
    path.write_bytes(out.getvalue().encode("gb18030"))
    (service,) = read_files([path]).services.values()
    assert service.name == "食品经营许可"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"%PDF-1.7\x00\x00", "not a text file", id="pdf"),
        pytest.param(b"<html></html>", "looks like a web page", id="html"),
        pytest.param(b'[{"TASK_CODE": "1"', "may be cut off", id="truncated"),
        pytest.param(b'{"TASK_CODE": "1"}\n{"TASK', "line 2 is not JSON", id="truncated lines"),
        pytest.param(b'{"a": 1}', "this is not the Guangdong export", id="other fields"),
        pytest.param(b"\xff\xff\xff\xff", "neither UTF-8 nor GB18030", id="encoding"),
        pytest.param(b"a,b\n1,2,3\n", "more cells than columns", id="ragged csv"),
        pytest.param(b"[" * 100_000, "cannot be read as JSON", id="nested without end"),
        pytest.param(b'[{"TASK_CODE": ' + b"1" * 5000, "cannot be read as JSON", id="huge number"),
        pytest.param(
            b"taskName,taskCode\n" + b"a" * 200_000 + b",1\n", "field larger", id="huge cell"
        ),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(ImportFailed, match=said) as caught:
        read_files([path])
    assert str(tmp_path) not in str(caught.value), "staff who upload learn no path of the server"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(ImportFailed, match="has 200 MB; at most"):
        read_files([path])


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot read"):
        source.read_bytes(tmp_path / "none")


def test_half_a_character_is_dropped_so_that_the_version_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({**ROW, "TASK_NAME": "\ud800提价"}), "utf-8")
    (service,) = read_files([path]).services.values()
    assert service.name == "提价"


def test_a_national_date_that_is_none_is_named(tmp_path: Path) -> None:
    found = read_files([write(tmp_path, {**NATIONAL, "planCancelDate": "2027-13-45"})])
    assert [line.reason for line in found.lines if "plan_cancel_date" in line.reason]


def test_long_imports_tell_how_far_they_are(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = [{**ROW, "TASK_CODE": f"{CODE}{at:02}"} for at in range(40)]
    read_files([write(tmp_path, *rows)], progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (40, 40)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_codes() -> None:
    assert list(implementation_faults(CODE, basic="440101007000")) == []
    assert check_character("11440000006939756") == "B"
    assert "should end in 'B'" in next(implementation_faults(CODE.replace("756B", "756A")))
    assert "31 or 33" in next(implementation_faults(CODE[:-1]))


@pytest.mark.parametrize(
    ("dirty", "plain"),
    [
        ("a&amp;lt;b&amp;gt;c", "ac"), ("x<br/>y", "x\ny"), ("1 < 2", "1 < 2"),
        ("\x00甲\u200b\x85", "甲"), ("无", ""), (None, ""),
    ],
)  # fmt: skip
def test_cleaning(dirty: str | None, plain: str) -> None:
    assert clean(dirty) == plain
