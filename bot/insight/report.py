"""The monthly report: the figures of a month as a document to read, beside the month before."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document

from bot.insight.words import ASPECTS, CHANNELS, OUTCOMES

Figures = Mapping[str, Any]
MOST_ROWS = 20


@dataclass(frozen=True)
class Health:
    """How good the catalogue is; departments from the lowest score up."""

    services: int
    errors: int
    warnings: int
    expired: int
    unchecked: int
    departments: tuple[tuple[str, int], ...]


def report(figures: Figures, *, earlier: Figures, health: Health, title: str) -> bytes:
    """A docx; every number comes from the events, and small groups are left out."""
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(_summary(figures))
    document.add_paragraph("不到 5 人的分组不单列，以免认出个人。")
    _table(document, "总览", ("指标", "本月", "上月"), _overview(figures, earlier))
    for heading, name, words in (
        ("群众问得最多的事项", "services", {}),
        ("问什么", "aspects", ASPECTS),
        ("会话怎样结束", "endings", OUTCOMES),
        ("渠道", "channels", CHANNELS),
        ("区", "districts", {}),
    ):
        rows = [(words.get(r["name"], r["name"]), r["count"]) for r in figures[name][:MOST_ROWS]]
        _table(document, heading, (heading, "次数"), rows)
    stuck = [(r["name"], r["place"], r["count"]) for r in figures["drop_off"][:MOST_ROWS]]
    _table(document, "停在哪一问、哪一步", ("事项", "位置", "会话"), stuck)
    sore = [(r["name"] or "未定", r["place"] or "—", r["count"]) for r in figures["heat"]]
    _table(document, "槽点", ("事项", "环节", "投诉"), sore)
    document.add_heading("没答上来的", 1)
    for cluster in figures["unanswered"][:MOST_ROWS]:
        document.add_paragraph(f"{cluster['count']} 次：{cluster['examples'][0]}", "List Bullet")
    if not figures["unanswered"]:
        document.add_paragraph("没有够 5 人问的。")
    document.add_heading("目录质量", 1)
    document.add_paragraph(
        f"{health.services} 个事项；检查出错误 {health.errors} 条、提醒 {health.warnings} 条；"
        f"已失效 {health.expired} 个；还没有人核对过 {health.unchecked} 个。"
    )
    _table(document, "各部门得分", ("部门", "得分（满分 100）"), health.departments)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _summary(figures: Figures) -> str:
    waited = figures["waiting"]
    wait = (
        f"等人工的时间中位数 {waited['median']} 秒，最慢的一成超过 {waited['slow']} 秒"
        f"（{waited['count']} 次）。"
        if waited["median"] is not None
        else ""
    )
    votes = (
        f"评价 {figures['votes']} 份，其中“解决了” {figures['solved']} 份。"
        if figures["votes"]
        else "没有收到评价。"
    )
    return (
        f"共 {figures['conversations']} 次会话、{figures['turns']} 轮对话；"
        f"转人工 {figures['handed_off']} 次，登记工单 {figures['tickets']} 张。{wait}{votes}"
    )


def _overview(figures: Figures, earlier: Figures) -> list[tuple[Any, ...]]:
    named = (("会话", "conversations"), ("对话轮次", "turns"), ("转人工", "handed_off"),
             ("工单", "tickets"), ("评价", "votes"), ("“解决了”", "solved"))  # fmt: skip
    return [(title, figures[name], earlier[name]) for title, name in named]


def _table(document: Any, heading: str, columns: Sequence[str], rows: Sequence[Any]) -> None:
    document.add_heading(heading, 1)
    if not rows:
        document.add_paragraph("没有够 5 人的分组。")
        return
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Light Grid Accent 1"
    for cell, title in zip(table.rows[0].cells, columns):
        cell.text = title
    for row in rows:
        for cell, value in zip(table.add_row().cells, row):
            cell.text = str(value)
