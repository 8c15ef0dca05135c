"""Actions by name: for an aspect that waits until a service is chosen, and for buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from inspect import isabstract

from actions.base import GuideAction


def action_named(name: str) -> GuideAction | None:
    """The action with this name; None for any other name."""
    return next(
        (made for made in _actions(GuideAction.__subclasses__()) if made.name() == name), None
    )


def _actions(kinds: Iterable[type[GuideAction]]) -> Iterator[GuideAction]:
    for kind in kinds:
        if not isabstract(kind):
            yield kind()
        yield from _actions(kind.__subclasses__())
