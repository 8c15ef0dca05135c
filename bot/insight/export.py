"""Tickets and figures as files: a sheet, CSV, and a report to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from openpyxl import Workbook

COLUMNS = {
    "number": "工单号", "opened": "登记", "due": "最迟答复", "status": "状态", "owner": "承办",
    "service": "事项", "step": "环节", "material": "材料", "district": "区", "channel": "渠道",
    "same": "同类", "words": "内容", "reason": "处理结果",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by spreadsheet programs (OWASP: CSV injection)."""


def sheet(tickets: Sequence[Mapping[str, Any]]) -> bytes:
    """Tickets as xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    page = book.create_sheet("工单")
    for row in _rows(tickets):
        page.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def table(tickets: Sequence[Mapping[str, Any]]) -> bytes:
    """Tickets as CSV that Excel opens with the right characters."""
    made = io.StringIO()
    csv.writer(made).writerows(_rows(tickets))
    return made.getvalue().encode("utf-8-sig")


def report(figures: Mapping[str, Any], *, title: str) -> bytes:
    """The figures of a period as a document; every number comes from the events."""
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(
        f"共 {figures['turns']} 轮对话，{figures['conversations']} 次会话；"
        f"转人工 {figures['handed_off']} 次，登记工单 {figures['tickets']} 张。"
        f"评价 {figures['votes']} 份，其中“解决了” {figures['solved']} 份。"
    )
    document.add_paragraph("少于 5 的分组不单列，以免认出个人。")
    for heading, name in (("事项", "services"), ("结果", "outcomes"), ("渠道", "channels"),
                          ("区", "districts")):  # fmt: skip
        document.add_heading(heading, 1)
        page = document.add_table(rows=1, cols=2)
        page.rows[0].cells[0].text, page.rows[0].cells[1].text = heading, "次数"
        for row in figures[name]:
            cells = page.add_row().cells
            cells[0].text, cells[1].text = str(row["name"]), str(row["count"])
    document.add_heading("没答上来的", 1)
    for cluster in figures["unanswered"]:
        document.add_paragraph(f"{cluster['count']} 次：{cluster['examples'][0]}", "List Bullet")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _rows(tickets: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    rows = [[_cell(ticket.get(name, "")) for name in COLUMNS] for ticket in tickets]
    return [list(COLUMNS.values()), *rows]


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
