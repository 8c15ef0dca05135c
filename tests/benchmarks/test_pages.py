"""The pages of figures say what the kept results say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import capacity, readme
from benchmarks.report import Result, Table, Target, markdown
from benchmarks.suite import MEASUREMENTS

RESULT = Result(
    name="turn",
    title="A turn",
    how="Said in turn.",
    tables=(Table("Times", ("turn", "ms"), ((1, 3.14159), (1000, 1234.5), ("p99", None))),),
    targets=(Target("median", 3.1, "at most", 4.0, "ms"), Target("ratio", 5.0, "at least", 6.0)),
    caveats=("A busy machine.",),
    figures={"b": 0.01},
)


def test_readme_is_what_the_results_render() -> None:
    text = readme.README.read_text("utf-8")
    assert readme.rendered(text, readme.results()) == text


def test_readme_has_a_place_for_every_measurement() -> None:
    text = readme.README.read_text("utf-8")
    assert set(readme.sections(text)) == {*MEASUREMENTS, *readme.LONG_RUNS}


def test_capacity_page_is_what_the_results_render() -> None:
    assert capacity.PAGE.read_text("utf-8") == capacity.page(readme.results())


def test_a_figure_typed_by_hand_is_noticed() -> None:
    text = "<!-- result: turn -->\nold\n<!-- end: turn -->"
    made = readme.rendered(text, {"turn": RESULT})
    assert readme.rendered(made.replace("3.14", "2.14"), {"turn": RESULT}) == made


def test_result_survives_its_file(tmp_path: Path) -> None:
    assert Result.load(RESULT.save(tmp_path)) == RESULT


@pytest.mark.parametrize("line", ["| 1 | 3.14 |", "| 1,000 | 1,234 |", "| p99 | – |", "**missed**"])
def test_markdown_shows(line: str) -> None:
    assert line in markdown(RESULT)


def test_json_of_other_shape_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "search.json").write_text('{"engines": []}', "utf-8")
    RESULT.save(tmp_path)
    assert set(readme.results(tmp_path)) == {"turn"}


def test_capacity_adds_processes_until_the_peak_is_carried() -> None:
    carried = {
        "turns_per_core": 100.0, "first_process_mb": 500.0, "further_process_mb": 100.0,
        "reply_bytes": 1000.0, "redis_share": 0.1,
    }  # fmt: skip
    found = {
        "throughput": Result("throughput", "", "", (), figures=carried),
        "growth": Result("growth", "", "", (), figures={"bytes_a_conversation": 1000}),
    }
    city = capacity.City(
        people=3600, share_a_day=1.0, turns=100, busiest_hour=1.0, peak=1.0, used_processor=0.5
    )
    assert "⌈100 ÷ (100 × 50%)⌉ + 1 = 3" in capacity.page(found, city)
