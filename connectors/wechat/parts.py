"""Texts cut into parts that WeChat takes, where a reader would cut them.

A text reply over 2,047 bytes of UTF-8 is silently dropped (measured by others:
dodgepudding/wechat-php-sdk #363), so nothing is sent that is over 2,000, suffixes included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from connectors.wechat import words

TAP = "weixin://bizmsgmenu"
"""Begins the address of a link that says something when it is tapped."""

LONGEST_SENT = 2000
LONGEST_BYTES = LONGEST_SENT - len(f"\n{words.MORE}".encode())
"""Of a part, so that how to get the next one fits below it."""

_SENTENCES = re.compile(r"<a [^>]*>.*?</a>|[^。！？；\n<]*(?:[。！？；\n]|(?=<)|$)|<", re.S)


def split(text: str, *, limit: int = LONGEST_BYTES) -> list[str]:
    """Cuts a text into parts of at most ``limit`` bytes, never inside a link or a character.

    What fits into a part is kept together: a message, then its choices or a line with what is
    below it, then a sentence. A source never stands alone.
    """
    parts = [""]
    for piece in _fitting(text, limit, (_paragraphs, _blocks, _lines, _sentences)):
        if size(parts[-1] + piece) > limit:
            parts.append("")
        parts[-1] += piece
    return [part for part in map(str.strip, parts) if part]


def fetched(parts: Sequence[str]) -> list[str]:
    """Parts the person has to ask for: each but the last says how."""
    return [*(f"{part}\n{words.MORE}" for part in parts[:-1]), *parts[-1:]]


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def _fitting(
    text: str, limit: int, cuts: Sequence[Callable[[str], Iterable[str]]]
) -> Iterator[str]:
    """The largest pieces that fit; a sentence that is too long is cut between characters."""
    if size(text) <= limit:
        yield text
    elif cuts:
        for piece in cuts[0](text):
            yield from _fitting(piece, limit, cuts[1:])
    else:
        while text:
            head = text.encode()[:limit].decode("utf-8", "ignore")
            yield head
            text = text[len(head) :]


def _paragraphs(text: str) -> list[str]:
    found: list[str] = []
    for piece in re.split(r"(?<=\n\n)", text):
        if found and _is_source(piece):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _blocks(text: str) -> list[str]:
    """All choices with what they answer are one block; so is a line with what is below it."""
    lines = text.splitlines(keepends=True)
    taps = [index for index, line in enumerate(lines) if TAP in line]
    choices = range(taps[0], taps[-1] + 1) if taps else range(0)
    return _joined(lines, lambda i: i in choices or lines[i - 1].rstrip().endswith("："))


def _lines(text: str) -> list[str]:
    return _joined(text.splitlines(keepends=True), lambda _: False)


def _joined(lines: Sequence[str], belongs: Callable[[int], bool]) -> list[str]:
    """Lines with those that belong to the line above: also blank, indented ones and a source."""
    found: list[str] = []
    for index, line in enumerate(lines):
        below = not line.strip() or line[0].isspace() or _is_source(line)
        if found and (below or belongs(index)):
            found[-1] += line
        else:
            found.append(line)
    return found


def _is_source(text: str) -> bool:
    return "\n" not in text.strip() and text.rstrip().endswith(words.FOOTER_END)


def _sentences(text: str) -> list[str]:
    return [piece for piece in _SENTENCES.findall(text) if piece]
