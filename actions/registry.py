"""Aspect actions by name, for a question that waits until a service is chosen."""

from __future__ import annotations

from actions import answers


def aspect_action(name: str) -> answers.AspectAction | None:
    """The aspect action with this name; None for any other name."""
    for kind in answers.AspectAction.__subclasses__():
        action = kind()
        if action.name() == name:
            return action
    return None
