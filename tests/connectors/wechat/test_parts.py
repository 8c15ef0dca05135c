"""Where a long text is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.walker import Walker
from bot.runtime import Runtime
from connectors.wechat import words
from connectors.wechat.parts import LONGEST_BYTES, TAP, size, split
from connectors.wechat.render import texts
from tests.connectors.wechat.talks import as_reply, every_turn

SOURCE = f"来源：某条例（示例数据）。不方便上网可到窗口，或打 12345；{words.FOOTER_END}"


@pytest.fixture(scope="module")
def in_parts(assistant: Runtime) -> list[list[str]]:
    """Every answer about every service that comes in several parts."""
    walker = Walker(assistant.guide)
    said = (s for owner in assistant.guide.catalog.services for s in every_turn(walker, owner))
    cut = [texts(as_reply(walker, one), assistant.guide.catalog) for one in said]
    return [parts for parts in cut if len(parts) > 1]


def test_no_part_ends_in_the_middle_of_a_line(in_parts: list[list[str]]) -> None:
    assert in_parts
    ends = {part[-1] for parts in in_parts for part in parts}
    assert not ends & set("▸：，、（")


def test_a_source_is_never_cut_and_never_alone(in_parts: list[list[str]]) -> None:
    for parts in in_parts:
        assert all(part.count("来源：") == part.count(words.FOOTER_END) for part in parts)
        assert len(parts[-1].split("\n")) > 1 or not parts[-1].startswith("来源：")


def test_choices_stand_in_one_part(in_parts: list[list[str]]) -> None:
    """With what they answer, wherever they fit."""
    for parts in in_parts:
        lines = "\n".join(parts).split("\n")
        taps = [place for place, line in enumerate(lines) if TAP in line]
        # With the question above and the source below, which never stands alone.
        choices = "\n".join(lines[taps[0] - 1 :]) if taps else ""
        if size(choices) <= LONGEST_BYTES:
            assert sum(TAP in part for part in parts) <= 1
            assert all(not part.startswith(("▸", "1. <a")) for part in parts)


def test_a_question_comes_whole_after_what_was_said_before_it() -> None:
    long, question = "清单。" * 150, "您是？\n1. 是\n2. 不是"
    assert split(f"{long}\n\n{question}", limit=1360) == [long, question]


def test_a_paper_keeps_the_line_below_it() -> None:
    papers = "\n".join(f"{i}. 身份证\n   可用电子证照代替" for i in range(1, 60))
    assert all(part.split("\n")[-1].strip() == "可用电子证照代替" for part in split(papers))


def test_a_source_too_long_for_its_part_takes_the_line_above_along() -> None:
    body = "\n".join(f"第{i}行" for i in range(40))
    *_, last = split(f"{body}\n\n{SOURCE}", limit=len(body.encode()) + 20)
    assert last == f"第39行\n\n{SOURCE}"


@given(st.text(alphabet=st.sampled_from("办事。！：\n <a>x好"), max_size=3000))
def test_no_part_is_too_long_and_nothing_is_lost(text: str) -> None:
    parts = split(text)
    assert all(len(part.encode()) <= LONGEST_BYTES for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
