"""No sequence of control acts leaves a journey in an impossible state or loses an answer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.evaluation.walker import Said, Walker
from bot.guidance.state import MAX_JOURNEYS, Dialogue
from bot.runtime import Runtime

ACTS = {
    "next": "下一步", "previous": "上一步", "skip": "跳过这步", "dont_know": "不知道",
    "repeat": "再说一遍", "status": "到哪一步了", "resume": "继续刚才的", "done": "做完了",
    "affirm": "好的", "deny": "不是", "ask_fee": "要多少钱", "ask_duration": "要多久",
    "checklist": "看材料清单", "by_counter": "我想去窗口办", "by_online": "我想网上办",
    "by_post": "我想邮寄办", "did_at_counter": "我已经在窗口交了", "rejected": "被退回了",
    "have_material": "身份证有了", "lack_material": "没有身份证", "simplify": "说简单点",
    "normal_mode": "正常说话", "list_journeys": "我在办哪些", "complaint": "交过三遍了",
    "human": "转人工", "change_answer": "刚才选错了", "cancel": "不办了", "start_over": "从头来",
    "choose": "1", "ask_materials": "要什么材料", "ask_process": "流程是什么",
}  # fmt: skip
SERVICES = (
    "residence-permit-apply",
    "id-card-renew",
    "food-license",
    "newborn",
    "elderly-allowance",
)
TAKE_BACK = {"previous", "change_answer", "cancel", "start_over"}

acts = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(sorted(ACTS))),
    st.tuples(st.just("option"), st.integers(0, 5)),
    st.tuples(st.just("open"), st.sampled_from(SERVICES)),
)


@pytest.fixture(scope="module")
def walker(assistant: Runtime) -> Walker:
    """The assistant, its reading of free text given."""
    return Walker(assistant.guide)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(acts, min_size=1, max_size=14))
def test_every_state_is_possible_and_no_answer_is_lost(
    walker: Walker, sequence: list[tuple[str, object]]
) -> None:
    said = walker.open(SERVICES[0])
    for kind, value in sequence:
        before = said.dialogue
        said = _do(walker, said, kind, value)
        _is_possible(walker, said)
        if value not in TAKE_BACK:
            _keeps_answers(before, said.dialogue)


def _do(walker: Walker, said: Said, kind: str, value: object) -> Said:
    if kind == "open":
        return walker.open(str(value), said.dialogue)
    if kind == "act":
        return walker.say(ACTS[str(value)], said.dialogue, intent=_intent(str(value)))
    labels = [choice.say for choice in said.last.options] or ["1"]
    assert isinstance(value, int)
    return walker.say(labels[value % len(labels)], said.dialogue)


def _intent(name: str) -> str:
    return {"human": "handoff", "list_journeys": "list_journeys"}.get(name, name)


def _is_possible(walker: Walker, said: Said) -> None:
    assert said.drafts, "nothing was said"
    for draft in said.drafts:
        assert draft.outcome != "failed"
        assert walker.words(draft).strip()
    dialogue = said.dialogue
    services = [journey.service for journey in dialogue.journeys]
    assert len(services) == len(set(services)) <= MAX_JOURNEYS
    assert Dialogue.from_slot(dialogue.to_slot()) == dialogue
    for journey in dialogue.journeys:
        plan = walker.guide.plan(journey.service)
        assert plan is not None
        assert not set(journey.done) & set(journey.skipped), "a step is both done and skipped"
        if journey.step and not journey.ended:
            order = [step.id for step in plan.steps(journey.answers, journey.way)]
            assert journey.step in order
            assert journey.step not in (*journey.done, *journey.skipped)
    if dialogue.asked and dialogue.journey:
        plan = walker.guide.plan(dialogue.journey.service)
        assert plan is not None
        question = plan.progress(dialogue.journey.answers).question
        assert question is not None
        assert question.id == dialogue.asked


def _keeps_answers(before: Dialogue, after: Dialogue) -> None:
    now = {journey.service: journey.answers for journey in after.journeys}
    for journey in before.journeys[: MAX_JOURNEYS - 1]:
        for question, option in journey.answers.items():
            assert question in now[journey.service], f"{question} of {journey.service} was lost"
            assert now[journey.service][question] == option
