"""Closed lists of the catalogue in words: every channel, the console and the workbook say them."""

from __future__ import annotations

HOLDERS = {"self": "自备", "government": "政府核发", "third_party": "他处开具"}
NEEDS = {"required": "必要", "deferrable": "容缺后补", "optional": "可选"}
NEED_MARKS = {**NEEDS, "required": ""}
"""On a list of what to bring it goes without saying that a paper is needed."""

WAY_NAMES = {
    "online": "网上",
    "counter": "窗口",
    "post": "邮寄",
    "terminal": "自助机",
    "phone": "电话",
}
DAY_KINDS = {"working": "个工作日", "calendar": "日"}
