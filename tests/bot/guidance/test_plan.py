"""A life event as one journey: shared questions once, papers merged, services in order."""

from __future__ import annotations

from bot.catalog.model import LifeEvent, Service
from bot.guidance.event_plan import EventPlan
from bot.guidance.plan import ServicePlan
from bot.guidance.situations import Situations
from tests.build import material, question, service, step


def _event(*services: Service, **fields: object) -> EventPlan:
    parts = fields.pop("services", [{"service": s.id, "why": "w"} for s in services])
    event = LifeEvent.parse_obj(
        {"id": "event", "name": "e", "summary": "s", "services": parts, **fields}
    )
    made: dict[str, Situations] = {}

    def situations(owner: Service | LifeEvent) -> Situations:
        return made.setdefault(owner.id, Situations(owner))

    return EventPlan(event, {s.id: s for s in services}, situations)


def _asking(
    service_id: str, question_id: str, *, shared: bool = False, ask: str = "为什么办？"
) -> Service:
    papers = [material(f"{service_id}-paper", when={question_id: ["a"]}), material("id-card")]
    asked = question(question_id, "a", "b", shared=shared).dict(by_alias=True)
    return service(
        service_id, questions=[{**asked, "ask": ask}], materials=papers, steps=[step("go")]
    )


def test_a_shared_question_is_asked_once() -> None:
    plan = _event(_asking("one", "home", shared=True), _asking("two", "home", shared=True))
    first = plan.progress({})
    assert first.question is not None
    assert first.question.id == "home"
    assert plan.progress({"home": "a"}).question is None


def test_a_question_in_the_same_words_is_asked_once() -> None:
    plan = _event(_asking("one", "reason"), _asking("two", "reason"))
    first = plan.progress({}).question
    assert first is not None
    assert first.id == "one.reason"
    assert plan.progress({"one.reason": "a"}).question is None
    assert [own for _, own in plan.members({"one.reason": "a"})] == [{"reason": "a"}] * 2


def test_questions_of_the_same_name_in_other_words_are_two() -> None:
    plan = _event(_asking("one", "reason"), _asking("two", "reason", ask="为什么换？"))
    assert plan.progress({}).remaining == 2
    then = plan.progress({"one.reason": "a"}).question
    assert then is not None
    assert then.id == "two.reason"


def test_papers_are_merged_and_the_saving_is_known() -> None:
    plan = _event(_asking("one", "home", shared=True), _asking("two", "home", shared=True))
    found = plan.checklist({"home": "a"})
    assert [item.material.id for item in found.items] == ["one-paper", "id-card", "two-paper"]
    assert found.before_merging == 4


def test_services_come_after_those_they_need() -> None:
    parts = [{"service": "two", "why": "w", "after": ["one"]}, {"service": "one", "why": "w"}]
    plan = _event(_asking("one", "x"), _asking("two", "y"), services=parts)
    assert [s.id for s, _ in plan.members({})] == ["one", "two"]
    assert [s.id for s in plan.steps({}, "")] == ["one.go", "two.go"]


def test_a_service_the_person_cannot_have_is_left_out_with_its_reason() -> None:
    refused = service(
        "no",
        questions=[question("ok", "yes", "no").dict(by_alias=True)],
        outcomes=[{"when": {"ok": ["no"]}, "not_eligible": "太小", "instead": [{"do": "等"}]}],
        materials=[material("never")],
    )
    plan = _event(refused, _asking("one", "x"))
    answers = {"no.ok": "no", "one.x": "b"}
    assert [s.id for s, _ in plan.members(answers)] == ["one"]
    assert [(s.id, o.not_eligible) for s, o in plan.not_possible(answers)] == [("no", "太小")]


def test_remaining_never_grows_while_questions_are_answered() -> None:
    asked = question("kind", "x", "y").dict(by_alias=True)
    parts = [
        {"service": "one", "why": "w", "when": {"kind": ["x"]}},
        {"service": "two", "why": "w", "when": {"kind": ["y"]}},
    ]
    plan = _event(_asking("one", "p"), _asking("two", "q"), questions=[asked], services=parts)
    before = plan.progress({}).remaining
    assert plan.progress({"kind": "x"}).remaining < before


def test_an_idle_answer_is_kept_and_counts_again() -> None:
    made = service(
        questions=[
            question("kind", "x", "y").dict(by_alias=True),
            question("more", "a", "b", when={"kind": ["x"]}).dict(by_alias=True),
        ],
        materials=[material("p", when={"kind": ["x"], "more": ["a"]})],
    )
    plan = ServicePlan(made, Situations(made))
    answers = {"kind": "y", "more": "a"}
    assert plan.relevant(answers) == {"kind": "y"}
    assert [i.material.id for i in plan.checklist({**answers, "kind": "x"}).items] == ["p"]
