"""Conversations by their handles: no id, which opens a conversation to anybody, reaches staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import Request

from bot.stores.handles import handles
from connectors.console.service import ConsoleService


async def named(conversation: str, request: Request) -> str:
    """The id behind the handle in a path; raises HandoffError."""
    return await behind(request.app.state.console, conversation)


async def behind(console: ConsoleService, handle: str) -> str:
    """The id behind a handle, none behind none; raises HandoffError."""
    sealed = await handles(console.gateway.engine.client)
    return sealed.conversation(handle) if handle else ""


async def by_handle(
    console: ConsoleService, rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Rows as staff see them: with a handle for ``conversation``, where they have one."""
    sealed = await handles(console.gateway.engine.client)
    return [
        {**row, "conversation": sealed.of(str(row["conversation"]))}
        if row.get("conversation")
        else dict(row)
        for row in rows
    ]
