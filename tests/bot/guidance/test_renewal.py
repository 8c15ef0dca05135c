"""A journey moves to a new version at a safe point, and only what matters is told."""

from __future__ import annotations

from bot.catalog.model import Catalog, Service
from bot.guidance.plan import Plan, ServicePlan
from bot.guidance.renewal import Renewed, renewed
from bot.guidance.situations import Situations
from bot.guidance.state import Dialogue, Journey
from tests import build

HOME = build.question("home", "rented", "owned")


class Version:
    """The plans of one small version."""

    def __init__(self, name: str, *services: Service) -> None:
        self.catalog: Catalog = build.catalog(*services).copy(update={"version": name})

    def plan(self, owner_id: str) -> Plan | None:
        service = self.catalog.services.get(owner_id)
        return ServicePlan(service, Situations(service)) if service else None


def permit(*, lease: str, photo: str = "photo") -> Service:
    materials = [
        build.material("lease", name=lease, when={"home": ["rented"]}),
        build.material("photo", name=photo),
    ]
    return build.service(questions=[HOME], materials=materials)


def moved(before: Version, after: Version, answer: str) -> Renewed:
    journey = Journey("permit", "old", answers={"home": answer})
    dialogue = Dialogue(journeys=(journey,))
    return renewed(dialogue, now=after, earlier=lambda _: before)


def test_a_paper_that_the_person_needs_is_told() -> None:
    found = moved(
        Version("old", permit(lease="租赁合同")), Version("new", permit(lease="租赁凭证")), "rented"
    )
    assert found.changes == ("材料增加：租赁凭证", "材料去掉：租赁合同")
    assert found.dialogue.journeys[0].version == "new"


def test_a_paper_of_other_people_is_not() -> None:
    found = moved(
        Version("old", permit(lease="租赁合同")), Version("new", permit(lease="租赁凭证")), "owned"
    )
    assert found.changes == ()
    assert found.dialogue.journeys[0].version == "new"


def test_a_service_that_is_gone_ends_the_journey() -> None:
    found = moved(Version("old", permit(lease="租赁合同")), Version("new"), "owned")
    assert found.gone
    assert found.dialogue.journey is None


def test_the_same_version_changes_nothing() -> None:
    version = Version("old", permit(lease="租赁合同"))
    dialogue = Dialogue(journeys=(Journey("permit", "old"),))
    assert renewed(dialogue, now=version, earlier=lambda _: version) == Renewed(dialogue)
