"""Reading the catalogue: what is wrong is named with file, line and field."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from bot.catalog.load import folder_version, load_catalog, read_phrases, unowned_phrases
from bot.catalog.model import Catalog
from bot.errors import CatalogFileError, FileProblem

GOOD = """\
id: permit
name: 居住证申领
theme: 户籍身份
department: 公安
audience: [individual]
summary: 领居住证
"""
SHARED = """\
home:
  ask: 住哪里？
  options:
    - {id: owned, label: 自己的房子}
    - {id: rented, label: 租的房子}
"""


class Folder:
    """A catalogue folder that a test fills."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("household/permit.yml", GOOD)

    def write(self, name: str, text: str | bytes) -> None:
        """Writes one file, its folder included."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def load(self, *, phrases: Path | None = None) -> Catalog:
        """Loads it."""
        return load_catalog(self.path, phrases=phrases)

    def problems(self) -> list[tuple[str, int, str]]:
        """(file name, line, field) of everything the loader finds wrong."""
        with pytest.raises(CatalogFileError) as caught:
            self.load()
        return [(Path(p.file).name, p.line, p.field) for p in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A folder with one good service."""
    return Folder(tmp_path / "catalog")


def test_a_good_service_is_read(folder: Folder) -> None:
    assert folder.load().services["permit"].name == "居住证申领"


def test_a_shared_question_is_filled_in_and_may_be_overridden(folder: Folder) -> None:
    folder.write("shared_questions.yml", SHARED)
    folder.write("household/permit.yml", GOOD + "questions:\n  - {use: home, ask: 您住哪里？}\n")
    (asked,) = folder.load().services["permit"].questions
    assert (asked.id, asked.ask, asked.shared) == ("home", "您住哪里？", True)
    assert [option.id for option in asked.options] == ["owned", "rented"]


def test_only_true_and_false_are_booleans(folder: Folder) -> None:
    options = "[{id: yes, label: 是}, {id: no, label: 否}]"
    asked = f"questions:\n  - {{id: new, ask: 是首次吗, options: {options}}}\n"
    folder.write("household/permit.yml", GOOD + asked)
    assert [o.id for o in folder.load().services["permit"].questions[0].options] == ["yes", "no"]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        pytest.param(GOOD.replace("summary: 领居住证\n", ""), 1, "summary", id="a missing field"),
        pytest.param(GOOD + "colour: red\n", 7, "colour", id="an unknown field"),
        pytest.param(
            GOOD.replace("individual", "people"), 5, "audience.0", id="a word not in the list"
        ),
        pytest.param(
            GOOD + "fees:\n  - {item: 工本费}\n", 8, "fees.0", id="a fee without an amount"
        ),
        pytest.param(GOOD + "rules: []\n", 7, "rules", id="a key that Rasa takes"),
        pytest.param(
            GOOD + "questions:\n  - {use: home}\n",
            8,
            "questions.0.use",
            id="no such shared question",
        ),
        pytest.param(GOOD + "name: [unclosed\n", 8, "-", id="broken YAML"),
        pytest.param("just a sentence\n", 1, "-", id="no fields at all"),
        pytest.param("- a list\n", 1, "-", id="a list instead of fields"),
        pytest.param(GOOD.encode("gbk"), 0, "-", id="not UTF-8"),
        pytest.param(
            GOOD.replace("permit", "other"), 1, "id", id="an id that is not the file's name"
        ),
        pytest.param(GOOD.replace("permit", "Permit"), 1, "id", id="an id with a capital"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_field(
    folder: Folder, text: str | bytes, line: int, field: str
) -> None:
    folder.write("household/permit.yml", text)
    named = {(n, at, what.removesuffix(".__root__")) for n, at, what in folder.problems()}
    assert ("permit.yml", line, field) in named


def test_an_empty_file_is_reported(folder: Folder) -> None:
    folder.write("household/empty.yml", "")
    assert [name for name, _, _ in folder.problems()] == ["empty.yml"]


def test_a_key_that_stands_twice_is_reported_with_its_line(folder: Folder) -> None:
    folder.write("household/permit.yml", GOOD + "summary: again\n")
    assert [(name, line) for name, line, _ in folder.problems()] == [
        ("permit.yml", GOOD.count("\n") + 1)
    ]


def test_all_files_are_reported_at_once(folder: Folder) -> None:
    folder.write("household/permit.yml", GOOD + "colour: red\n")
    folder.write("traffic/licence.yml", GOOD.replace("permit", "licence") + "size: big\n")
    assert folder.problems() == [("permit.yml", 7, "colour"), ("licence.yml", 7, "size")]


def test_two_files_with_one_id_are_refused(folder: Folder) -> None:
    folder.write("traffic/permit.yml", GOOD)
    assert folder.problems() == [("permit.yml", 1, "id")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogFileError, match="nowhere"):
        load_catalog(tmp_path / "nowhere")


def test_phrases_are_read_beside_the_services(folder: Folder, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases"
    phrases.mkdir()
    (phrases / "permit.txt").write_text("# 说法\n办居住证\n\n  暂住证  \n办居住证\n", "utf-8")
    assert folder.load(phrases=phrases).services["permit"].phrases == ("办居住证", "暂住证")


def test_a_service_without_a_phrase_file_has_none(tmp_path: Path) -> None:
    assert read_phrases(tmp_path / "permit.txt") == ()


def test_a_label_that_is_none_is_named_with_its_line(folder: Folder, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases"
    phrases.mkdir()
    (phrases / "permit.txt").write_text("办居住证\n要掏腰包不\tfee\n要掏钱不\tfees\n", "utf-8")
    (phrases / "_asked_more.txt").write_text("多久\tlong\n", "utf-8")
    with pytest.raises(CatalogFileError) as caught:
        load_catalog(folder.path, phrases=phrases)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{phrases}/permit.txt:3: -: no label 'fees'; there are: channel, ")
    assert second.startswith(f"{phrases}/_asked_more.txt:1: -: no label 'long'")


def test_what_cannot_be_read_is_named(folder: Folder, tmp_path: Path) -> None:
    phrases = tmp_path / "phrases"
    phrases.mkdir()
    (phrases / "permit.txt").write_bytes(b"\xff")
    (folder.path / "household" / "other.yml").mkdir()
    with pytest.raises(CatalogFileError) as caught:
        load_catalog(folder.path, phrases=phrases)
    assert str(caught.value).splitlines() == [
        f"{folder.path}/household/other.yml:0: -: a folder, not a file",
        f"{phrases}/permit.txt:0: -: not UTF-8 at byte 0; save the file as UTF-8",
    ]


def test_phrases_of_no_service_are_found(tmp_path: Path) -> None:
    (tmp_path / "extra").mkdir()
    for name in ("permit.txt", "_none.txt", "premit.txt", "extra/permit.txt", "extra/gone.txt"):
        (tmp_path / name).touch()
    found = [path.name for path in unowned_phrases(tmp_path, {"permit"})]
    assert found == ["gone.txt", "premit.txt"]


def test_the_version_follows_content_and_names_only(folder: Folder) -> None:
    before = folder_version([folder.path])
    folder.write("notes.md", "not part of the catalogue")
    assert folder_version([folder.path]) == before
    folder.write("household/permit.yml", GOOD + "# mended\n")
    assert folder_version([folder.path]) != before


def test_every_id_of_the_shipped_catalogue_is_its_file_name(root: Path, catalog: Catalog) -> None:
    files = {p.stem for p in (root / "data" / "catalog").glob("*/*.yml")}
    assert files == set(catalog.services) | set(catalog.life_events)


def test_what_is_broken_reads_the_same_in_another_process() -> None:
    problem = FileProblem("a.yml", 3, "name", "缺名称")
    error = CatalogFileError((problem, problem))
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == f"{problem}\n{problem}"
