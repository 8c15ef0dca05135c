"""Tickets as files: a sheet and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

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


def _rows(tickets: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    rows = [[_cell(ticket.get(name, "")) for name in COLUMNS] for ticket in tickets]
    return [list(COLUMNS.values()), *rows]


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
