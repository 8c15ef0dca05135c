"""The check: each rule finds what it names, says where and how to mend it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from bot.catalog.lint import RULES, Finding, lint
from bot.catalog.lint_facts import LONGEST_UNCHECKED
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.situation import Question
from bot.catalog.vocabulary import Department, Tag, Theme, Vocabulary
from tests import build

TODAY = date(2026, 11, 23)
VOCABULARY = Vocabulary(
    themes=(Theme(name="户籍身份"),),
    tags=(Tag(name="秒批", text="x"),),
    departments=(Department(name="公安", full_name="公安局"),),
)
Fields = Mapping[str, Any]
NOTHING: Fields = {}
BASIC = "440101007000"
CODE = f"11440000006939756B2{BASIC}"
STAY = build.question(
    "stay",
    {"id": "full", "label": "满了", "say": ["满一年", "够一年"]},
    {"id": "short", "label": "没满", "say": ["半年", "刚来"]},
)


def home(*, rented: Fields = NOTHING, owned: Fields = NOTHING, **fields: Any) -> Question:
    """The second question, with what a fault changes of it."""
    return build.question(
        "home",
        {"id": "rented", "label": "租", "say": ["租的", "租房"], **rented},
        {"id": "owned", "label": "买", "say": ["买的", "自有"], **owned},
        **{"when": {"stay": ["full"]}, **fields},
    )


HOME = home()
NOT_YET = {"when": {"stay": ["short"]}, "not_eligible": "没满", "instead": [{"do": "等"}]}
GOOD: dict[str, Any] = {
    "everyday_names": [f"居住证{at}" for at in range(8)],
    "sample_questions": [f"怎么办{at}" for at in range(12)],
    "faq": [{"q": f"q{at}", "a": "a"} for at in range(3)],
    "keywords": ["居住"],
    "conditions": [{"text": "住满一年"}],
    "questions": [STAY, HOME],
    "outcomes": [NOT_YET],
    "materials": [
        build.material("lease", when={"home": ["rented"]}),
        build.material("letter", holder="third_party", get_it="单位"),
    ],
    "steps": [build.step("submit")],
    "channels": [{"kind": "online", "name": "网站", "url": "https://www.gd.gov.cn/x?id=1"}],
    "offline": "到窗口",
    "correction": "打 12345",
    "time_limits": [{"legal": {"days": 20}, "promised": {"days": 20}}],
    "fees": [{"amount": 0}],
    "visits": [{"count": 1, "why": "采集指纹"}],
    "results": [{"name": "居住证"}],
    "places": [{"name": "大厅", "address": "福田区福中三路市民中心", "phone": "0755-12345678"}],
    "hotlines": [{"name": "热线", "phone": "12345"}],
    "basis": [{"title": "条例"}],
    "codes": {"basic": BASIC, "implementation": CODE, "handle": f"{CODE}01"},
    "source": "条例",
    "written_on": "2026-11-01",
    "checked_on": "2026-11-02",
    "tags": ["秒批"],
}


def checked(*services: Service) -> list[Finding]:
    whole = Catalog(version="t", services={s.id: s for s in services}, vocabulary=VOCABULARY)
    return lint(whole, today=TODAY)


def service(**fields: Any) -> Service:
    return build.service(**{**GOOD, **fields})


FAULTS = [
    pytest.param("C001", {"conditions": [{"text": "x", "when": {"no": ["a"]}}]}, "conditions",
                 id="when names no question"),
    pytest.param("C001", {"conditions": [{"text": "x", "when": {"stay": ["long"]}}]}, "conditions",
                 id="when names no option"),
    pytest.param("C002", {"questions": [HOME, STAY]}, "questions.home", id="question order"),
    pytest.param("C003", {"materials": []}, "questions.home", id="question decides nothing"),
    pytest.param("C004", {"conditions": [{"text": "x", "when": {"stay": ["full", "short"]}}]},
                 "conditions", id="when says nothing"),
    pytest.param("C005", {"steps": [build.step("a"), build.step("a")]}, "steps", id="same id"),
    pytest.param("C006", {"related": ["nowhere"]}, "related", id="dead related id"),
    pytest.param("C006", {"next": [{"service": "nowhere", "why": "x"}]}, "next",
                 id="dead next id"),
    pytest.param("C006", {"outcomes": [{"when": {"stay": ["short"]}, "go_to": "nowhere",
                                        "because": "x"}]}, "outcomes", id="dead outcome"),
    pytest.param("C007", {"visits": [{"count": 2}]}, "visits", id="visit without reason"),
    pytest.param("C008", {"time_limits": [{"legal": {"days": 5}, "promised": {"days": 6}}]},
                 "time_limits", id="promised over legal"),
    pytest.param("C009", {"everyday_names": ["居住证"]}, "everyday_names",
                 id="too few everyday names"),
    pytest.param("C010", {"source": ""}, "source", id="no source"),
    pytest.param("C011", {"offline": ""}, "channels", id="no offline way"),
    pytest.param("C012", {"theme": "别的"}, "theme", id="unknown theme"),
    pytest.param("C012", {"department": "别的"}, "department", id="unknown department"),
    pytest.param("C012", {"tags": ["别的"]}, "tags", id="unknown tag"),
    pytest.param("C013", {"hotlines": [{"name": "x", "phone": "12-34"}]}, "hotlines",
                 id="phone shape"),
    pytest.param("C013", {"places": [{"name": "x", "phone": "转 8"}]}, "places",
                 id="phone of a place"),
    pytest.param("C014", {"questions": [STAY, home(rented={"say": []})]},
                 "questions.home.rented", id="option without words"),
    pytest.param("C015", {"codes": {"basic": "12"}}, "codes.basic", id="basic code"),
    pytest.param("C015", {"codes": {"implementation": CODE.replace("756B", "756A")}},
                 "codes.implementation", id="check character"),
    pytest.param("C015", {"codes": {"implementation": CODE[:-1]}}, "codes.implementation",
                 id="code too short"),
    pytest.param("C015", {"codes": {"handle": f"{CODE}x1"}}, "codes.handle", id="handle code"),
    pytest.param("C016", {"materials": [
        build.material("lease", when={"home": ["rented"]}),
        build.material("letter", holder="third_party")]}, "materials.letter",
        id="paper of nobody"),
    pytest.param("C017", {"places": [{"name": "x", "address": "那边"}]}, "places",
                 id="address shape"),
    pytest.param("C017", {"channels": [{"kind": "online", "name": "x", "url": "gd.gov"}]},
                 "channels", id="web address"),
    pytest.param("C018", {"checked_on": "2026-10-01"}, "checked_on", id="checked before written"),
    pytest.param("C018", {"written_on": "2026-11-24", "checked_on": None}, "written_on",
                 id="written tomorrow"),
    pytest.param("C018", {"validity": {"superseded_by": "permit"}}, "validity",
                 id="replaced without last day"),
    pytest.param("C019", {"validity": {"effective_to": "2026-01-01"}}, "validity",
                 id="expired without a word"),
    pytest.param("C019", {"written_on": None, "checked_on": None}, "checked_on",
                 id="never checked"),
    pytest.param("C019", {"written_on": None,
                          "checked_on": TODAY - LONGEST_UNCHECKED - timedelta(days=1)},
                 "checked_on", id="long unchecked"),
    pytest.param("C021", {"steps": [build.step("submit"), build.step(
        "never", when={"stay": ["short"], "home": ["owned"]})]}, "steps.never",
        id="contradictory when"),
    pytest.param("C022", {"questions": [STAY, home(when={"stay": ["short"]})]},
                 "questions.home", id="question never reached"),
    pytest.param("C022", {"questions": [STAY, home(
        rented={"from": 3, "to": 9}, owned={"from": 4, "to": 5}, measure="years")]},
        "questions.home.owned", id="number taken by another option"),
    pytest.param("C022", {"questions": [STAY, home(rented={"from": 3, "to": 3}, measure="years")]},
                 "questions.home.rented", id="no such number"),
    pytest.param("C023", {"materials": [build.material("lease", when={"home": ["rented"]}),
                                        build.material("early", when={"stay": ["short"]})]},
                 "materials.early", id="orphan material"),
    pytest.param("C023", {"conditions": [{"text": "x", "when": {"stay": ["short"]}}]},
                 "conditions", id="orphan condition"),
    pytest.param("C023", {"outcomes": [NOT_YET, NOT_YET | {"not_eligible": "还是没满"}]},
                 "outcomes", id="outcome that never comes"),
]  # fmt: skip


def test_a_good_service_has_no_findings() -> None:
    assert checked(service()) == []


@pytest.mark.parametrize(("rule", "fields", "place"), FAULTS)
def test_rule(rule: str, fields: dict[str, Any], place: str) -> None:
    found = [f for f in checked(service(**fields)) if f.rule == rule]
    assert [(f.service, f.field) for f in found] == [("permit", place)]
    assert found[0].message and found[0].mend


def test_a_name_of_two_services_is_told_once() -> None:
    other = {"everyday_names": [f"别的{at}" for at in range(7)] + ["居住证0"]}
    found = checked(service(), build.service("renewal", **GOOD | other))
    assert [(f.rule, f.service) for f in found] == [("C020", "permit")]
    assert "'居住证0' is also a name of renewal" in found[0].message


def test_every_rule_is_tried_and_says_what_it_finds() -> None:
    tried = {str(param.values[0]) for param in FAULTS} | {"C020", "C024"}
    assert tried == {rule.id for rule in RULES}
    assert all(rule.finds.endswith(".") and rule.mend for rule in RULES)


def test_the_worst_comes_first() -> None:
    found = checked(service(related=["nowhere"], source="", theme="别的"))
    assert [f.severity for f in found] == ["error", "error", "warning"]


def test_the_shipped_catalogue_has_no_errors_and_no_warnings(catalog: Catalog) -> None:
    assert [str(f) for f in lint(catalog, today=TODAY)] == []


def test_an_answer_that_a_life_event_settles_must_exist() -> None:
    parts = [
        {"service": "permit", "why": "w", "given": [{"question": "stay", "option": "forever"}]}
    ]
    event = LifeEvent.parse_obj({"id": "move", "name": "搬家", "summary": "s", "services": parts})
    catalog = build.catalog(service()).copy(update={"life_events": {"move": event}})
    found = [f for f in lint(catalog, today=TODAY) if f.rule == "C024"]
    assert [f.field for f in found] == ["life_events.move"]
