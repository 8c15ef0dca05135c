"""`banshi catalog …` as staff type it: what a bad file does, and what a good one leaves."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.catalog.importers.source import OLE
from bot.catalog.importers.workbook_write import write_workbook
from bot.cli import app
from bot.library import Library
from bot.settings import Settings
from bot.stores.catalog import CatalogStore
from bot.stores.connect import connect_sync
from tests import build

pytestmark = pytest.mark.redis
Banshi = Callable[..., Result]
ROW = {
    "TASK_CODE": "11440000006939756B2440101007000", "TASK_NAME": "提价申报",
    "DEPT_NAME": "发展和改革委员会",
}  # fmt: skip


@pytest.fixture
def library(redis_url: str, settings: Settings) -> Library:
    """No version is kept."""
    client = connect_sync(redis_url)
    for key in client.scan_iter("banshi:{catalog}:*"):
        client.delete(key)
    return Library(settings, CatalogStore(client))


@pytest.fixture
def banshi(
    library: Library, redis_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Banshi:
    """Runs the command line against the Redis of the tests."""
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("BANSHI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr("bot.runtime._runtime", None)
    return lambda *words: CliRunner().invoke(app, ["catalog", *map(str, words)])


@pytest.fixture(scope="module")
def workbook() -> bytes:
    """Two services as `catalog export` writes them."""
    paper = build.material("lease")
    return write_workbook(build.catalog(build.service(materials=[paper]), build.service("other")))


def edited(data: bytes, sheet: str, cell: str, value: str) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def merged_cells(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book["材料"].merge_cells("A1:B1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bomb(_: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


BAD = [
    pytest.param("x.pdf", lambda _: b"%PDF-1.7\x00", "is not a text file", id="wrong type"),
    pytest.param("x.xlsx", lambda book: book[: len(book) // 2], "damaged", id="truncated"),
    pytest.param("x.xlsx", lambda _: OLE + bytes(99), "password", id="password-protected"),
    pytest.param("x.json", lambda _: b"\xff" * 9, "neither UTF-8 nor GB18030", id="encoding"),
    pytest.param("x.csv", lambda _: b"a,b\n1,2\n", "this is not", id="missing columns"),
    pytest.param("x.xlsx", lambda b: edited(b, "事项", "B2", "=A1"), "is a formula", id="formula"),
    pytest.param("x.xlsx", merged_cells, "are merged", id="merged cells"),
    pytest.param("x.xlsx", bomb, "would unpack to", id="zip bomb"),
    pytest.param(
        "x.xlsx", lambda b: edited(b, "事项", "A3", "permit"),
        "stands in 事项 row 2 already", id="duplicate id",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "said"), BAD)
def test_a_bad_file_ends_in_a_clear_word_and_changes_nothing(
    banshi: Banshi, workbook: bytes, tmp_path: Path,
    name: str, make: Callable[[bytes], bytes], said: str,
) -> None:  # fmt: skip
    path = tmp_path / name
    path.write_bytes(make(workbook))
    done = banshi("import", path)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert banshi("versions").stdout == "* shipped\n"


def test_a_file_of_200_mb_is_refused_unread(banshi: Banshi, tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    done = banshi("import", path)
    assert (done.exit_code, "has 200 MB" in done.stderr) == (1, True)
    assert banshi("versions").stdout == "* shipped\n"


def test_gb18030_is_read_and_the_version_kept_is_not_in_force(
    banshi: Banshi, tmp_path: Path
) -> None:
    path, report = tmp_path / "gd.json", tmp_path / "report.jsonl"
    path.write_bytes(json.dumps(ROW, ensure_ascii=False).encode("gb18030"))
    done = banshi("import", path, "--report", report)
    assert (done.exit_code, "taken 1" in done.stdout) == (0, True), done.stderr
    (row,) = [r for r in map(json.loads, report.read_text("utf-8").splitlines())
              if r["verdict"] == "taken"]  # fmt: skip
    assert row["where"] == "line 1"
    assert row["what"].startswith("提价申报")
    kept, shipped = banshi("versions").stdout.splitlines()
    assert (kept[:2], shipped) == ("  ", "* shipped")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("[1, 2]", "Found: values without names of columns", id="numbers"),
        pytest.param("[]", "Found: no rows", id="an empty list"),
        pytest.param("{}", "Found: no columns", id="an empty object"),
        pytest.param("null", "Found: a single value", id="null"),
        pytest.param('{"a": [1', "line 1 is not JSON from character 9 on", id="cut off"),
    ],
)
def test_a_wrong_file_is_described_in_words(
    banshi: Banshi, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, "utf-8")
    done = banshi("import", path)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr


def test_only_a_workbook_is_exported(banshi: Banshi, tmp_path: Path) -> None:
    done = banshi("export", tmp_path / "all.csv")
    assert (done.exit_code, "name it all.xlsx" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_exported_workbook_comes_back_unchanged(
    banshi: Banshi, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "all.xlsx"
    name = library.keep(build.catalog(build.service(), build.service("other")), by="a", note="")
    assert banshi("export", path, "--version", name).exit_code == 0
    done = banshi("import", path, "--onto", name, "--dry-run")
    assert done.stdout.splitlines()[-1] == "rows read: 2; services: unchanged 2"
    assert [about.name for about in library.store.versions()] == [name]


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped folder of two services."""
    made = tmp_path / "catalog"
    (made / "household").mkdir(parents=True)
    for name in ("vocabulary.yml", "shared_questions.yml"):
        shutil.copy(root / "data" / "catalog" / name, made)
    for name in ("dog-registration", "residence-permit-apply"):
        shutil.copy(root / "data" / "catalog" / "household" / f"{name}.yml", made / "household")
    monkeypatch.setenv("BANSHI_CATALOG_DIR", str(made))
    return made


def test_the_folder_is_published_as_it_is_now(
    banshi: Banshi, library: Library, folder: Path, tmp_path: Path
) -> None:
    asked, changed = tmp_path / "none.jsonl", folder / "household" / "dog-registration.yml"
    asked.touch()
    first = banshi("publish", "--questions", asked)
    name = library.current()
    assert (first.exit_code, f"{name} is in force" in first.stdout) == (0, True), first.stderr
    again = banshi("publish", "--questions", asked)
    assert (again.exit_code, "nothing to do" in again.stdout) == (0, True)
    text = changed.read_text("utf-8")
    changed.write_text(re.sub("(?m)^summary: .*$", "summary: 给狗上牌", text), "utf-8")
    done = banshi("publish", "--questions", asked)
    assert (done.exit_code, "修改 1" in done.stdout) == (0, True), done.stderr
    assert library.current() not in (name, "shipped")
    assert banshi("rollback").stdout == f"{library.store.history()[1].version} → {name}\n"
    assert banshi("rollback", "shipped").exit_code == 0
    assert library.current() == "shipped"


def test_an_unknown_service_is_named(banshi: Banshi) -> None:
    done = banshi("show", "nowhere")
    assert (done.exit_code, "'nowhere'" in done.stderr) == (1, True)


def test_paths_and_check_of_the_shipped_catalogue(banshi: Banshi) -> None:
    proved, found = banshi("paths"), banshi("lint")
    assert (proved.exit_code, found.exit_code) == (0, 0)
    assert "shortest" in proved.stdout.splitlines()[-1]
    assert "0 error(s)" in found.stdout


def test_quality_is_shown_by_service_and_department(banshi: Banshi) -> None:
    lines = banshi("lint", "--quality").stdout.splitlines()
    assert any("(residence-permit-apply)" in line and "指南准确" in line for line in lines)
    assert any("部门 公安" in line for line in lines)
