"""Everything the tools say in English is a Chinese sentence at the console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.catalog.edit import read_service
from bot.catalog.importers.files import read_files
from bot.catalog.lint import RULES, Finding, lint
from bot.catalog.model import Catalog
from bot.errors import ImportFailed
from connectors.console.chinese import line_of, line_of_impact, named, of_field, of_report, told
from connectors.console.sentences import FINDINGS
from tests.server import ROOT

WORDS = re.compile(r"[A-Za-z]{3,}")
ALLOWED = {"xlsx", "JSON", "CSV", "UTF", "bad", "Excel"}


def english(text: str) -> set[str]:
    """English words left in a text."""
    return set(WORDS.findall(text)) - ALLOWED


@pytest.mark.parametrize(
    "said",
    [
        "10 thing(s) get worse; mend them, or publish with --force --reason WHY",
        "nothing was published yet, so there is nothing to go back to",
        "--force needs --reason: it is recorded with the version",
        "bad.xlsx is damaged or cut off: File is not a zip file",
        "version 20261127-12345678 is in force already",
    ],
)
def test_an_error_is_chinese(said: str) -> None:
    assert english(told(said)) == set()


def test_a_broken_file_is_named_without_its_folder(tmp_path: Path) -> None:
    for name, data in (("bad.xlsx", b"PK\x03\x04cut"), ("bad.csv", b"<html>"), ("bad.json", b"{")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ImportFailed) as failed:
            read_files([tmp_path / name])
        said = told(str(failed.value))
        assert said.startswith(name.split(".")[0]) and english(said) - {"csv", "json"} == set()


def test_what_nobody_has_translated_still_says_that_it_failed() -> None:
    assert told("some new refusal") == "没有做成：some new refusal"


def test_every_rule_of_the_check_says_in_chinese_what_to_do(catalog: Catalog) -> None:
    known = catalog.services
    for rule in RULES:
        shown = line_of(
            Finding(rule.id, rule.severity, next(iter(known)), "x", "", rule.mend), known
        )
        assert english(shown) == set()
    for finding in lint(catalog):
        assert any(re.fullmatch(said, finding.message) for said, _ in FINDINGS), finding.message


def test_every_sentence_of_the_check_is_known() -> None:
    source = "".join(
        (ROOT / "bot" / "catalog" / name).read_text("utf-8")
        for name in ("lint_facts.py", "lint_situations.py")
    )
    for said in re.findall(r'yield [^,\n]+, f?"([^"]+)"', source):
        example = re.sub(r"\{[^}]*!r\}", "'x'", re.sub(r"\{[^}!]*\}", "3", said))
        assert any(re.fullmatch(pattern, example) for pattern, _ in FINDINGS), example


def test_problems_of_the_form_are_chinese(catalog: Catalog) -> None:
    raw = catalog.services["residence-permit-apply"].dict(by_alias=True)
    raw["fees"] = [{}]
    raw["materials"][0]["need"] = "perhaps"
    raw["validity"] = {"effective_from": "2026-02-01", "effective_to": "2026-01-01"}
    _, problems = read_service(raw, catalog)
    said = [of_field(problem.message) for problem in problems]
    assert len(said) >= 3 and english("".join(said)) == set()


def test_services_are_called_by_their_names(catalog: Catalog) -> None:
    services = catalog.services
    name = services["residence-permit-apply"].name
    assert named("~ x (residence-permit-apply)", services) == "~ x"
    line = line_of_impact("✗ 居住证：residence-permit-apply → （不答）", services)
    assert line == f"✗ 居住证：{name} → （不答）"
    assert "随附版本" in named("shipped → 20261127-abcdef12", services)
    error = "error   C010  residence-permit-apply.summary: is empty → write it"
    assert line_of_impact(error, services) == f"错误：{name}：没有写 → 补上"


def test_the_report_of_an_import_is_chinese() -> None:
    assert of_report("read 3: taken 2, changed 1") == "读了 3 行：新增 2, 修改 1"
