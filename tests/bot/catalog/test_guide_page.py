"""`docs/catalogue.md`, followed to the letter, adds a service that is found and ends well."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.lint import lint
from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog
from bot.catalog.search import SearchIndex
from bot.guidance.paths import overall, prove

NAME = "bicycle-registration"
WRITTEN = date(2026, 11, 26)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "catalogue.md").read_text("utf-8")


@pytest.fixture(scope="module")
def with_it(page: str, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalogue with the files of the page at the places it names."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("catalog", "phrases"):
        shutil.copytree(root / "data" / part, folder / "data" / part)
    for kind, place in (
        ("yaml", f"data/catalog/household/{NAME}.yml"),
        ("text", f"data/phrases/{NAME}.txt"),
    ):
        assert f"`{place}`" in page
        (folder / place).write_text(blocks(page, kind)[0], "utf-8")
    data = folder / "data"
    return load_catalog(data / "catalog", phrases=data / "phrases")


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


def test_the_check_finds_nothing(with_it: Catalog) -> None:
    assert [str(f) for f in lint(with_it, today=WRITTEN) if f.service == NAME] == []


def test_the_paths_are_those_the_page_shows(with_it: Catalog, page: str) -> None:
    reports = prove(with_it, [NAME])
    assert reports[0].dead_ends == ()
    assert overall(reports) in blocks(page, "console")[0]


def test_it_is_found_by_name_and_initials(with_it: Catalog) -> None:
    index = SearchIndex(with_it)
    assert [index.find(said)[0].service for said in ("单车登记", "zxcfddj")] == [NAME, NAME]
    assert with_it.services[NAME].phrases


def test_every_command_of_the_page_exists(page: str) -> None:
    from bot.cli.catalog import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    assert set(re.findall(r"catalog ([a-z]+)", "\n".join(blocks(page, "console")))) <= known
