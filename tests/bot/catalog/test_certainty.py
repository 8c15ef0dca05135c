"""How far a ranking can be trusted: what is learnt, kept and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalog.certainty import OUTCOMES, Certainty, CertaintyModel, Ranking
from bot.errors import ModelError

CLEAR = Ranking(
    scores=(0.97, 0.01, 0.01),
    margins=(0.6, -0.6, -0.8),
    nothing=(-1.0, -1.0, -1.0, -1.0),
    none=0.01,
    event=0.0,
    event_margin=-1.0,
    known=0.95,
    length=12,
    clauses=1,
    bare=False,
)
TORN = replace(CLEAR, scores=(0.4, 0.38, 0.1), margins=(-0.2, -0.22, -0.5))
MISTAKEN = replace(CLEAR, scores=(0.6, 0.1, 0.05), margins=(-0.3, -0.6, -0.7), known=0.5)
FOREIGN = replace(
    CLEAR, scores=(0.1, 0.05), margins=(-0.7, -0.8), none=0.8, nothing=(-0.1, 0.2, -0.5, -0.9)
)


@pytest.fixture(scope="module")
def learnt() -> CertaintyModel:
    """A model of four kinds of rankings, a hundred of each."""
    kinds = (
        *((CLEAR, "right"),) * 100,
        *((TORN, "several"),) * 100,
        *((MISTAKEN, "missed"),) * 100,
        *((FOREIGN, "none"),) * 90,
        *((FOREIGN, "talk"),) * 10,
    )
    shaken = [replace(ranking, length=8 + place % 9) for place, (ranking, _) in enumerate(kinds)]
    return CertaintyModel.fit(shaken, [outcome for _, outcome in kinds])


def test_each_kind_of_ranking_is_told_from_the_others(learnt: CertaintyModel) -> None:
    assert learnt.judge(CLEAR).right > 0.9
    assert learnt.judge(TORN).several > 0.5
    assert learnt.judge(MISTAKEN).missed > 0.5
    assert learnt.judge(FOREIGN).none > 0.9


def test_the_chances_sum_to_one(learnt: CertaintyModel) -> None:
    chances = learnt.judge(TORN)
    total = chances.right + chances.missed + chances.several + chances.none
    assert total == pytest.approx(1)


def test_a_written_model_judges_as_before(learnt: CertaintyModel, tmp_path: Path) -> None:
    learnt.write(tmp_path / "certainty.json")
    read = CertaintyModel.read(tmp_path / "certainty.json")
    assert read.judge(CLEAR).right == pytest.approx(learnt.judge(CLEAR).right, abs=0.01)


def test_a_broken_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "certainty.json").write_text("{}")
    with pytest.raises(ModelError, match="banshi calibrate"):
        CertaintyModel.read(tmp_path / "certainty.json")


def test_the_shipped_model_fits_the_code(root: Path) -> None:
    shipped = CertaintyModel.read(root / "data" / "certainty.json")
    assert shipped.weights.shape == (len(OUTCOMES), len(CLEAR.traits()))
    assert shipped.judge(CLEAR).right > 0.8
    assert shipped.judge(FOREIGN).none > shipped.judge(CLEAR).none


def test_what_makes_the_first_surer_leaves_the_rest_their_proportions() -> None:
    unsure = Certainty(right=0.2, several=0.3, none=0.4)
    surer = unsure.at_least(0.6)
    assert surer.right == 0.6
    assert surer.several / surer.none == pytest.approx(0.75)
    assert surer.right + surer.several + surer.none + surer.missed == pytest.approx(1)
    assert unsure.at_least(0.1) == unsure
