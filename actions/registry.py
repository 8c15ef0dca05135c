"""Actions by name: for an aspect that waits until a service is chosen, and for buttons."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import isabstract

from actions.base import GuideAction


def action_named(name: str) -> GuideAction | None:
    """The action with this name; None for any other name."""
    return next((made for kind in _kinds(GuideAction) if (made := kind()).name() == name), None)


def _kinds(base: type[GuideAction]) -> Iterator[type[GuideAction]]:
    for kind in base.__subclasses__():
        if not isabstract(kind):
            yield kind
        yield from _kinds(kind)
