"""In which script a person reads: what was said is kept simplified and changed on its way out."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from fastapi import Request

from bot.text.script import traditional

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
AS_IT_IS = frozenset({"say", "id", "field", "service_id", "obtained_by", "message_id"})
"""What comes back to the server and must be recognised there."""

Shown = TypeVar("Shown")


def displayed(value: Shown, language: Language) -> Shown:
    """JSON as this person reads it; what a button says stays as the assistant knows it."""
    return _converted(value) if language == "zh-Hant" else value


def _converted(value: Any) -> Any:
    if isinstance(value, str):
        return traditional(value)
    if isinstance(value, dict):
        return {k: v if k in AS_IT_IS else _converted(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_converted(part) for part in value]
    return value


def language_of(request: Request) -> Language:
    """The language the address asks for (`?lang=`), else the browser's first."""
    asked = request.query_params.get("lang", "")
    for language in LANGUAGES:
        if language == asked:
            return language
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    if first.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-Hant"
    return "en" if first.startswith("en") else "zh-Hans"
