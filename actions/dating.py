"""A word before an answer for another day: what held then, or will hold, may not hold today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from actions import lines
from bot.catalog.model import Catalog, Service
from bot.guidance.validity import in_force
from bot.replies import Draft


def on_another_day(drafts: Iterable[Draft], catalog: Catalog, *, today: date) -> tuple[Draft, ...]:
    """The word for the first service answered for another day than today; mostly none."""
    for draft in drafts:
        card = draft.card or {}
        service = catalog.services.get(str(card.get("service_id", "")))
        if service is not None and card.get("as_of") and draft.outcome != "expired":
            word = _word(service, date.fromisoformat(card["as_of"]), today)
            return (word,) if word else ()
    return ()


def _word(service: Service, day: date, today: date) -> Draft | None:
    validity, now = service.validity, in_force(service, today)
    if day == today or in_force(service, day) != "in_force":
        return None
    facts = {"service": service.name, "day": lines.day(day)}
    if now == "expired" and validity.effective_to:
        facts["until"] = lines.day(validity.effective_to)
        return Draft("utter_as_of_ended", "notice", "controlled", facts)
    if now == "not_yet" and validity.effective_from:
        facts["since"] = lines.day(validity.effective_from)
        return Draft("utter_as_of_not_begun", "notice", "controlled", facts)
    return Draft("utter_as_of_later", "notice", "controlled", facts) if day > today else None
