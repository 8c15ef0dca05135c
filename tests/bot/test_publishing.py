"""Publishing: what it would change is shown first, and what gets worse is blocked or recorded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.catalog.model import Catalog
from bot.errors import CatalogError, PublishBlocked
from bot.publishing import Review, Reviews, publish, review
from bot.runtime import Runtime
from bot.settings import Settings
from bot.stores.catalog import SHIPPED

pytestmark = pytest.mark.redis
FEW = ("residence-permit-apply", "dog-registration", "driver-license-replace", "company-cancel")
QUESTIONS = (
    ("居住证怎么申领", "residence-permit-apply"),
    ("给金毛办狗证要什么", "dog-registration"),
    ("驾驶证丢了怎么补", "driver-license-replace"),
)


@pytest.fixture(scope="module")
def made(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    settings = Settings(
        _env_file=None, redis_url=redis_url, data_dir=tmp_path_factory.mktemp("publishing")
    )
    return Runtime(settings, lambda: date(2026, 11, 23))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "few.jsonl"
    rows = ({"text": text, "kind": "service", "service": [name]} for text, name in QUESTIONS)
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def cut(catalog: Catalog, *names: str) -> Catalog:
    services = {name: catalog.services[name] for name in names}
    return catalog.copy(update={"services": services, "life_events": {}})


@pytest.fixture(scope="module")
def reviews(made: Runtime, catalog: Catalog, asked: Path, no_versions: None) -> dict[str, Review]:
    """Of versions beside one with a few services that is in force: worse, and merely changed."""
    before = made.library.keep(cut(catalog, *FEW), by="a", note="")
    made.library.publish(before, expected=SHIPPED, by="a")
    lost = made.library.keep(cut(catalog, *FEW[1:]), by="a", note="")
    dog = catalog.services[FEW[1]]
    later = dog.copy(update={"fees": (), "related": ("nowhere",)})
    broken = cut(catalog, *FEW).copy(
        update={"services": {**cut(catalog, *FEW).services, dog.id: later}}
    )
    named = {"lost": lost, "broken": made.library.keep(broken, by="a", note="")}
    return {kind: review(made, name, questions=[asked]) for kind, name in named.items()}


def test_a_question_that_loses_its_answer_is_named(reviews: dict[str, Review]) -> None:
    impact = reviews["lost"].impact
    (worse,) = [answer for answer in impact.answers if answer.worse]
    assert (worse.text, worse.before) == (QUESTIONS[0][0], FEW[0])
    report = "\n".join(impact.lines())
    assert "删除 1" in report
    assert f"✗ {QUESTIONS[0][0]}" in report
    assert "测评问题：3 个" in report


def test_paths_and_errors_that_are_new_are_named(reviews: dict[str, Review]) -> None:
    impact = reviews["broken"].impact
    assert [path.service for path in impact.paths if path.worse] == [FEW[1]]
    assert any("C006" in error and "nowhere" in error for error in impact.new_errors)
    (changed,) = impact.changes
    assert any("收费" in line or "费" in line for line in changed.lines)


def test_what_gets_worse_is_blocked(made: Runtime, reviews: dict[str, Review]) -> None:
    before = made.library.current()
    for reviewed in reviews.values():
        with pytest.raises(PublishBlocked, match="get worse"):
            publish(made, reviewed, by="a")
        with pytest.raises(PublishBlocked, match="needs --reason"):
            publish(made, reviewed, by="a", force=True, reason=" ")
    assert made.library.current() == before


def test_a_review_is_made_once_until_something_else_is_in_force(
    made: Runtime, reviews: dict[str, Review], asked: Path
) -> None:
    kept, name = Reviews(made, questions=[asked]), reviews["lost"].name
    first = kept.of(name)
    assert kept.of(name) is first
    made.library.publish(reviews["broken"].name, expected=first.expected, by="a")
    assert kept.of(name).expected == reviews["broken"].name
    made.library.rollback(by="a")
    assert kept.of(name) is first


def test_forced_it_goes_on_and_the_reason_is_recorded(
    made: Runtime, reviews: dict[str, Review]
) -> None:
    publish(made, reviews["lost"], by="lin", force=True, reason="事项已取消")
    record = made.library.store.history()[0]
    assert (record.version, record.by) == (reviews["lost"].name, "lin")
    assert (record.forced, record.reason) == (True, "事项已取消")
    before, after = made.library.rollback(by="lin")
    assert (before, made.library.current()) == (reviews["lost"].name, after)


def test_questions_that_cannot_be_read_are_named(made: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{", "utf-8")
    with pytest.raises(CatalogError, match=r"bad\.jsonl holds no evaluation questions"):
        review(made, made.library.current(), questions=[path])
