"""Question files, and the scores made of what was understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import QuestionFileError
from bot.evaluation.question_scores import report
from bot.evaluation.questions import Question, Understood, read_questions, strangers


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "x"}',
        "not json",
        '{"text": "x", "kind": "guess"}',
        '["x"]',
        '{"text": 3, "kind": "service"}',
        '{"text": "x", "kind": "service", "service": "a"}',
    ],
    ids=["no kind", "no JSON", "unknown kind", "no object", "no text", "no list"],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"text": "好", "kind": "dialogue"}}\n{line}\n', "utf-8")
    with pytest.raises(QuestionFileError, match=r"questions\.jsonl:2"):
        read_questions([path])


def test_what_is_missing_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"text": "x"}\n', "utf-8")
    with pytest.raises(QuestionFileError) as caught:
        read_questions([path])
    assert "kind is missing" in str(caught.value)
    assert "Error" not in str(caught.value)


def test_services_that_the_catalogue_lacks_are_found() -> None:
    asked = [Question("问", "service", ("a", "b")), Question("问", "service", ("c",))]
    assert strangers(asked, {"b"}) == ("a", "c")


def _understood(kind: str, decision: str, top: str, *, aspect: str = "guide") -> Understood:
    question = Question("问", kind, ("a",) if kind == "service" else (), aspect)
    return Understood(question, ((top, 0.9), ("c", 0.1)), decision, "channel")


def test_scores_count_what_they_say() -> None:
    measured = report(
        [
            _understood("service", "answer", "a", aspect="location"),
            _understood("service", "answer", "b"),
            _understood("service", "clarify", "a"),
            _understood("out_of_catalog", "answer", "b"),
        ],
        configuration={},
    )
    overall = measured.overall
    assert overall.top1 == pytest.approx(2 / 3, abs=1e-4)
    assert overall.decision == 0.5
    assert overall.wrong_answers == pytest.approx(1 / 3, abs=1e-4)
    assert overall.answered_without_service == 1.0
    assert overall.aspect == pytest.approx(1 / 3, abs=1e-4)
    assert measured.confusions == (("a", "b", 1),)
