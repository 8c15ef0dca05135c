"""The monthly report holds the month's numbers beside those of the month before."""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from bot.insight.figures import figures
from bot.insight.report import Health, report
from tests.bot.insight.said import turn

HEALTH = Health(129, 0, 3, 1, 129, (("退役军人", 71),))


def month(people: int) -> dict[str, Any]:
    """The figures of so many people who asked one thing each."""
    turns = [turn(f"c{i}", aspect="fee", service="id-card-renew") for i in range(people)]
    found = figures(turns, [], [])
    for row in (*found["heat"], *found["drop_off"]):
        row |= {"name": row["service"], "place": ""}
    return found


def test_every_number_of_the_overview_stands_beside_the_month_before() -> None:
    made = report(month(8), earlier=month(6), health=HEALTH, title="2026 年 11 月")
    document = Document(io.BytesIO(made))
    rows = {
        cells[0]: cells[1:]
        for table in document.tables
        for row in table.rows
        if (cells := [cell.text for cell in row.cells])
    }
    assert rows["会话"] == ["8", "6"]
    assert rows["费用"] == ["8"] and rows["网页"] == ["8"]
    assert rows["退役军人"] == ["71"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "共 8 次会话" in text and "没有收到评价" in text and "129 个事项" in text
