"""Whoever is in danger is heard, and nobody else taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.questions import read_questions
from bot.guidance.danger import danger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("救命啊", "violence"),
        ("老公打我，我躲在厕所里", "violence"),
        ("他在踹门", "violence"),
        ("我被家暴了想离婚", "violence"),
        ("我不想活了", "suicide"),
        ("活着没意思", "suicide"),
        ("着火了楼上有人", "fire"),
        ("屋裡聞到煤氣味", "fire"),
        ("我妈晕倒了", "medical"),
        ("老婆羊水破了", "medical"),
        ("孩子走丢了怎么办", "missing"),
        ("刚才转账给骗子了", "fraud"),
    ],
)
def test_danger_is_heard(text: str, kind: str) -> None:
    assert danger(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "他打我电话了",
        "这是救命的钱",
        "房贷压得喘不过气，能提公积金吗",
        "去年家里着火，户口本烧没了怎么补",
        "我爸失踪很多年，法院宣告死亡，怎么销户口",
        "上班时突然晕倒，住院花了五万",
        "跳楼价的房子要交多少税",
        "想死你了",
        "身份证丢了",
    ],
)
def test_what_is_no_danger_is_none(text: str) -> None:
    assert danger(text) is None


def test_no_service_is_taken_for_a_danger() -> None:
    questions = read_questions(sorted(Path("data/questions").glob("*.jsonl")))
    taken = [q.text for q in questions if q.kind == "service" and danger(q.text)]
    # Violence at home comes before the lawyer who is asked for.
    assert [text for text in taken if "打我" not in text] == []
    assert len(taken) * 500 < len(questions)
