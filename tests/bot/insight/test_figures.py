"""The dashboard's numbers against counts made by hand from the same events."""

from __future__ import annotations

from bot.insight.events import SUPPRESSED, Filter, conversations
from bot.insight.figures import figures
from tests.bot.insight.said import turn

TICKET = {"service": "a", "step": "c", "same": 4, "status": "open"}


def test_every_count_is_the_count_of_the_run() -> None:
    events = [turn(f"c{i}", service="residence-permit-apply") for i in range(7)]
    events += [turn("c0", outcome="handed_off"), {"kind": "suggestion", "verdict": "edited"}]
    notes = [{"verdict": "solved"}, {"verdict": "unsolved"}, {"verdict": "wrong"}]
    found = figures(
        events, [{"service": "a", "step": "b", "same": 6, "status": "open"}, TICKET], notes
    )
    assert (found["turns"], found["conversations"], found["handed_off"]) == (8, 7, 1)
    assert (found["votes"], found["solved"], found["suggestions"]) == (2, 1, {"edited": 1})
    assert found["services"] == [{"name": "residence-permit-apply", "count": 7}]
    assert found["heat"] == [{"service": "a", "step": "b", "count": 6}]


def test_a_group_under_five_is_never_named() -> None:
    events = [turn(f"c{i}", district="宝安区") for i in range(5)]
    events += [
        turn(f"d{i}", district=name) for i, name in enumerate(["盐田区"] * 4 + ["坪山区"] * 3)
    ]
    rows = figures(events, [], [])["districts"]
    assert rows == [{"name": "宝安区", "count": 5}, {"name": SUPPRESSED, "count": 7}]


def test_alike_questions_without_an_answer_are_one_cluster() -> None:
    texts = [
        "怎么养鸵鸟",
        "养鸵鸟怎么办证",
        "怎么养鸵鸟啊",
        "怎么养鸵鸟呢",
        "想问怎么养鸵鸟",
        "买火车票",
    ]
    events = [turn(f"c{i}", outcome="out_of_catalog", text=text) for i, text in enumerate(texts)]
    (only,) = figures(events, [], [])["unanswered"]
    assert only["count"] == 5


def test_one_person_who_says_it_five_times_is_no_group() -> None:
    events = [turn("c0", district="宝安区", outcome="out_of_catalog", text="养鸵鸟")] * 6
    found = figures(events, [], [])
    assert (found["districts"], found["unanswered"]) == ([], [])
    assert found["days"][0]["turns"] is None
    assert conversations(events, limit=9) == []


def test_a_filter_counts_what_fits_and_nothing_where_that_is_few() -> None:
    events = [turn(f"c{i}", district="宝安区", service="a" if i else "b") for i in range(7)]
    found = figures(events, [], [], only=Filter(district="宝安区", service="a"))
    assert (found["turns"], found["services"]) == (6, [{"name": "a", "count": 6}])
    few = figures(events, [], [], only=Filter(service="b"))
    assert (few["turns"], few["conversations"], few["days"]) == (0, 0, [])


def test_waiting_is_the_median_of_those_who_were_taken() -> None:
    claims = [{"kind": "claim", "seconds": seconds} for seconds in (1, 2, 30, 4, 500)]
    assert figures(claims, [], [])["waiting"] == {"count": 5, "median": 4, "slow": 500}
