"""Whoever knows the id of a web conversation is the person; ids of other channels open nothing."""

from __future__ import annotations

from fastapi import Path, Query

from bot.errors import MessageError
from connectors.message import of_web


def own(conversation: str) -> str:
    """The id again; raises MessageError for one that is not of the web."""
    if not of_web(conversation):
        raise MessageError("这不是网页上的对话")
    return conversation


def own_asked(conversation: str = Query(..., min_length=1, max_length=128)) -> str:
    """The id in a query."""
    return own(conversation)


def own_named(conversation: str = Path(..., max_length=128)) -> str:
    """The id in a path."""
    return own(conversation)
