"""One service in a form: what cannot be is named, the rest of the catalogue stays as it was."""

from __future__ import annotations

import json

import pytest

from bot.catalog.edit import read_service, with_service, with_words
from bot.catalog.lint import lint_service
from bot.catalog.model import Catalog
from bot.errors import UnknownServiceError
from bot.guidance.drawing import drawing
from bot.guidance.paths import prove_service

NAME = "residence-permit-apply"


def form(catalog: Catalog) -> dict:
    """The service as a browser sends it back."""
    return json.loads(catalog.services[NAME].json(by_alias=True, exclude={"phrases"}))


def test_sent_back_unchanged_it_is_the_same_service_with_its_phrases(catalog: Catalog) -> None:
    made, problems = read_service(form(catalog), catalog)
    assert (made, problems) == (catalog.services[NAME], ())


def test_what_cannot_be_is_named_by_its_place(catalog: Catalog) -> None:
    broken = form(catalog)
    broken["materials"][1]["need"] = "perhaps"
    made, problems = read_service(broken, catalog)
    assert made is None
    assert [problem.field for problem in problems] == ["materials.1.need"]


def test_a_required_text_that_was_cleared_is_missed(catalog: Catalog) -> None:
    cleared = form(catalog)
    cleared["name"], cleared["materials"][1]["name"], cleared["audience"] = " ", "", []
    made, problems = read_service(cleared, catalog)
    assert made is None
    assert {problem.field for problem in problems} == {"name", "materials.1.name", "audience"}
    assert {problem.message for problem in problems} == {"field required"}


def test_every_service_of_the_catalogue_can_be_sent_back(catalog: Catalog) -> None:
    for service in catalog.services.values():
        raw = json.loads(service.json(by_alias=True, exclude={"phrases"}))
        assert read_service(raw, catalog) == (service, ())


def test_findings_are_those_of_the_form_not_of_the_version_in_force(catalog: Catalog) -> None:
    changed = form(catalog)
    changed["questions"][0]["options"][0]["id"] = "renamed"
    made, _ = read_service(changed, catalog)
    assert made is not None
    assert "C001" in [finding.rule for finding in lint_service(made, catalog)]
    assert "C001" not in [f.rule for f in lint_service(catalog.services[NAME], catalog)]


def test_one_more_name_leaves_everything_else_alone(catalog: Catalog) -> None:
    after = with_words(catalog, NAME, "everyday_names", "绿本本")
    assert after.services[NAME].everyday_names[-1] == "绿本本"
    assert "绿本本" not in catalog.services[NAME].everyday_names
    assert with_service(after, catalog.services[NAME]) == catalog
    with pytest.raises(UnknownServiceError):
        with_words(catalog, "no-such", "everyday_names", "绿本本")


def test_every_path_that_is_proved_can_be_followed_in_the_drawing(catalog: Catalog) -> None:
    for service in list(catalog.services.values())[:40]:
        points = {point.id: point for point in drawing(service)}

        def ends(name: str, points: dict = points) -> int:
            ways = points[name].ways
            return sum(ends(way.to) for way in ways) if ways else 1

        assert ends("p0") == prove_service(service, catalog).paths, service.id
        assert all(point.text for point in points.values())
