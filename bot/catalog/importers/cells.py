"""Values of the model as cells, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, get_origin

from pydantic.fields import ModelField

from bot.catalog.importers.layout import WORDS, is_many

LONGEST = 32767
"""Characters a cell holds (Excel specifications)."""

MEANINGS = {word: code for code, word in WORDS.items()}
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SPECIAL = re.compile(r"[=|;\n]")


class CellError(ValueError):
    """A value that cannot be written to a cell, or read from one."""


def to_cell(field: ModelField, value: Any) -> str | int | float | None:
    """A value of this field as a cell; None leaves it empty."""
    if field.name == "when":
        return _when_text(value) or None
    if is_many(field):
        words = _is_closed(field)
        return _checked("\n".join(WORDS[v] if words else _line(v) for v in value)) or None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) or value is None:
        return value
    return _checked(WORDS.get(value, value) if _is_closed(field) else str(value)) or None


def from_cell(field: ModelField, value: Any) -> Any:
    """The raw value of a filled cell; the model checks what it means. Raises CellError."""
    if field.name == "when":
        return _when(str(value))
    if is_many(field):
        return _many(field, str(value))
    return _single(field, value)


def _many(field: ModelField, text: str) -> list[str]:
    lines = [_unline(line) for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    return [_meaning(line) for line in lines] if _is_closed(field) else lines


def _single(field: ModelField, value: Any) -> Any:
    if _is_closed(field):
        return _meaning(_text(value))
    return next(read for kind, read in _READERS if issubclass(field.type_, kind))(value)


def _is_closed(field: ModelField) -> bool:
    return get_origin(field.type_) is Literal


def _meaning(text: str) -> str:
    return MEANINGS.get(text, text)


def _text(value: Any) -> str:
    """Excel turns digits into numbers; they are read as they were typed."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _bool(value: Any) -> bool:
    text = str(value).strip().lower()
    if text in ("是", "true", "1", "1.0"):
        return True
    if text in ("否", "false", "0", "0.0"):
        return False
    raise CellError(f"{value!r} is neither 是 nor 否")


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError as error:
        raise CellError(f"{value!r} is not a date; write 2026-01-31") from error


def _number(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        return float(str(value).strip())
    except ValueError as error:
        raise CellError(f"{value!r} is not a number") from error


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, _bool), (date, _date), (str, _text), (int, _number), (float, _number),
)  # fmt: skip
"""The first that fits; bool stands before int, of which it is one."""


def _when_text(when: Mapping[str, tuple[str, ...]]) -> str:
    for name in (*when, *(option for options in when.values() for option in options)):
        if _SPECIAL.search(name):
            raise CellError(f"id {name!r} holds one of = | ; and cannot stand in 适用情形")
    return "; ".join(f"{question}={'|'.join(options)}" for question, options in when.items())


def _when(text: str) -> dict[str, list[str]]:
    """「问题=选项|选项; 问题=选项」"""
    found: dict[str, list[str]] = {}
    for part in re.split(r"[;；\n]", text):
        if not part.strip():
            continue
        question, sign, options = part.partition("=")
        if not sign or not question.strip() or question.strip() in found:
            raise CellError(f"{text!r} is not 问题=选项|选项; 问题=选项")
        found[question.strip()] = [o.strip() for o in re.split(r"[|｜]", options) if o.strip()]
    return found


def _line(text: str) -> str:
    """One line for one text, whatever it holds."""
    return text.replace("\\", "\\\\").replace("\n", "\\n") if text else "\\0"


def _unline(line: str) -> str:
    if line == "\\0":
        return ""
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], line)


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise CellError(f"{len(text)} characters; a cell holds {LONGEST}")
    if _UNWRITABLE.search(text):
        raise CellError("control characters cannot stand in a cell")
    return text
