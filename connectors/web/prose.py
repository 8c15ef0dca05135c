"""What was said, for the page without JavaScript: its lists as lists, its addresses to tap.

Links are found as `connectors/ui/src/shared/prose.ts` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup, escape

LINKS = re.compile(
    r"(?P<page>https?://[\w\-./?%&=#~+:@]+|/sheet/[\w\-./]+)"
    # 110, 119, 120 and 122 only where they are called: they are figures elsewhere.
    r"|(?P<phone>(?<=[打或] )(?:11[09]|12[02])(?!\d| ?[元平米岁天个])"
    r"|(?<!\d)(?:12[0-9]{3}|96110|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})(?!\d))",
    re.ASCII,
)
ITEM = re.compile(r"(?P<number>\d{1,3})\. (?P<text>.*)", re.DOTALL)
OUTSIDE = Markup(' target="_blank" rel="noopener noreferrer"')


def prose(text: str) -> Markup:
    """A text as paragraphs and numbered lists; what is indented belongs to the line before."""
    lines = [line for line in re.split(r"\n(?![ \t])", text) if line.strip()]
    blocks = [
        _numbered(group) if listed else _paragraphs(group)
        for listed, group in groupby(lines, lambda line: ITEM.match(line) is not None)
    ]
    return Markup("").join(blocks)


def linked(text: str) -> Markup:
    """A line with web addresses, our own pages and telephone numbers to tap."""
    made, last = Markup(""), 0
    for found in LINKS.finditer(text):
        made += escape(text[last : found.start()])
        address = found["page"] or f"tel:{found['phone']}"
        outside = OUTSIDE if found["page"] else ""
        made += Markup('<a href="{}"{}>{}</a>').format(address, outside, found[0])
        last = found.end()
    return made + escape(text[last:])


def _numbered(lines: Iterable[str]) -> Markup:
    items = [
        Markup('<li value="{}">{}</li>').format(found["number"], _broken(found["text"]))
        for found in map(ITEM.match, lines)
        if found
    ]
    return Markup("<ol>{}</ol>").format(Markup("").join(items))


def _paragraphs(lines: Iterable[str]) -> Markup:
    return Markup("").join(Markup("<p>{}</p>").format(_broken(line)) for line in lines)


def _broken(text: str) -> Markup:
    return Markup("<br>").join(linked(line.strip()) for line in text.split("\n"))
