"""Finding a service: what is not there, and lists of services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from actions import drafts
from actions.base import GuideAction, Result, Turn
from actions.context import on_date
from actions.flow import open_plan, resume_hint
from bot.catalog.attributes import bears, papers
from bot.catalog.model import Service
from bot.catalog.vocabulary import Tag
from bot.guidance.buttons import HANDOFF, theme_tapped
from bot.guidance.state import Offer
from bot.guidance.target import ACT, MOST_CHOICES, NEAR, only_asks, target
from bot.guidance.validity import in_force
from bot.replies import Choice, Draft
from bot.text.normalise import normalise

MOST_LISTED = 12
MOST_PAPERS = 8

_ASKS_FOR_MANY = re.compile(r"哪些|哪几|哪种|什么|有没有|列|都有|几[个样种]")
_PAPERS = re.compile(r"材料|证件|证明|资料|原件|文件|纸")


def not_one_service(turn: Turn) -> Result:
    """「哪些材料可以免提交」 is about no single service: an attribute it names is listed."""
    said = normalise(turn.reading.text)
    tag = _tag_named(turn, said) if _ASKS_FOR_MANY.search(said) else None
    return tagged(turn, tag) if tag else nothing_found(turn)


def nothing_found(turn: Turn) -> Result:
    """Says plainly that nothing fits, and offers themes and a person."""
    themes = turn.guide.catalog.vocabulary.themes
    offers = tuple(Offer("theme", theme.name, theme.name) for theme in themes)
    facts = {"themes": "、".join(theme.name for theme in themes)}
    options = (*(Choice(t.name, t.name) for t in themes[:8]), HANDOFF.choice)
    card = {"themes": [{"name": t.name, "text": t.text} for t in themes]}
    draft = Draft("utter_out_of_catalog", "notice", "out_of_catalog", facts, card, options)
    if only_asks(turn.reading):
        draft = replace(draft, response="utter_which_matter", outcome="clarified")
    hint = resume_hint(turn, turn.dialogue)
    if hint:
        return Result((draft, *hint), turn.dialogue)
    return Result((draft,), replace(turn.dialogue, offers=offers))


class ActionList(GuideAction):
    """Lists services by attribute (秒批, 不见面 …) or theme."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list"

    def act(self, turn: Turn) -> Result:
        """Lists what was named by attribute or theme; a service that is clearly meant is opened."""
        said = normalise(turn.reading.text)
        vocabulary = turn.guide.catalog.vocabulary
        tapped = theme_tapped(said)
        for theme in vocabulary.themes if tapped else ():
            if normalise(theme.name) == tapped:
                return themed(turn, theme.name)
        found = target(turn.reading, turn.dialogue, turn.guide)
        tag = _tag_named(turn, said)
        if tag:
            return tagged(turn, tag)
        if found.kind == "service":
            return open_plan(turn, turn.dialogue, found.services[0])
        if found.kind == "choices" and turn.reading.several >= ACT:
            return drafts.choices(turn, turn.dialogue, found.services)
        for theme in vocabulary.themes:
            if any(normalise(word) in said for word in (theme.name, *theme.say)):
                return themed(turn, theme.name)
        return _some_that_may_fit(turn)


def _some_that_may_fit(turn: Turn) -> Result:
    """「能领什么钱」 names no service: what comes nearest, where anything does."""
    if turn.reading.no_service >= ACT:
        return nothing_found(turn)
    near = [g.service for g in turn.reading.services if g.score >= NEAR][:MOST_CHOICES]
    if len(near) == 1:
        return open_plan(turn, turn.dialogue, near[0])
    return drafts.choices(turn, turn.dialogue, near) if near else nothing_found(turn)


def _tag_named(turn: Turn, said: str) -> Tag | None:
    for tag in turn.guide.catalog.vocabulary.tags:
        if any(normalise(word) in said for word in (tag.name, *tag.say)):
            return tag
    return None


def tagged(turn: Turn, tag: Tag) -> Result:
    """The services with an attribute; before them the papers it is about, where those are asked."""
    found = [service for service in _in_force(turn) if bears(service, tag)]
    result = _listed(turn, tag.name, found)
    common = papers(found, tag) if _PAPERS.search(normalise(turn.reading.text)) else []
    if not common:
        return result
    shown = "\n".join(f"· {name}（{count} 个事项）" for name, count in common[:MOST_PAPERS])
    facts = {"title": tag.name, "meaning": tag.text, "papers": shown}
    card = {"title": tag.name, "papers": [{"name": name, "services": n} for name, n in common]}
    lead = Draft("utter_papers_of", "materials", "answered", facts, card)
    return Result((lead, *result.drafts), result.dialogue)


def themed(turn: Turn, theme: str) -> Result:
    """The services of a theme."""
    return _listed(turn, theme, [s for s in _in_force(turn) if s.theme == theme])


def _in_force(turn: Turn) -> Iterator[Service]:
    """What is over, or has not begun, is not listed as if it could be done."""
    day = on_date(turn.dialogue)
    services = turn.guide.catalog.services.values()
    return (service for service in services if in_force(service, day) == "in_force")


def _listed(turn: Turn, title: str, found: list[Service]) -> Result:
    """A list of services to choose from."""
    if not found:
        return nothing_found(turn)
    shown = found[:MOST_LISTED]
    offers = tuple(Offer("service", s.id, s.name) for s in shown)
    facts = {
        "title": title,
        "count": len(found),
        "choices": "\n".join(f"{i}. {s.name}" for i, s in enumerate(shown, 1)),
    }
    card = {
        "title": title,
        "choices": [{"id": s.id, "label": s.name, "summary": s.summary} for s in found],
    }
    options = tuple(Choice(s.name, s.name) for s in shown)
    draft = Draft("utter_list", "choices", "answered", facts, card, options)
    return Result((draft,), replace(turn.dialogue, offers=offers))


class ActionOtherCity(GuideAction):
    """A matter of another city."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_other_city"

    def act(self, turn: Turn) -> Result:
        """Says that only Shenzhen's services are known here."""
        facts = {"city": turn.reading.city or "其他城市"}
        draft = Draft("utter_other_city", "notice", "out_of_catalog", facts)
        return Result((draft, *resume_hint(turn, turn.dialogue)), turn.dialogue)
