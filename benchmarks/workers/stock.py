"""Stock Rasa in this process: `python -m benchmarks.workers.stock MODEL`."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from benchmarks.talk import TALK, said_at, sample
from benchmarks.workers import protocol

LONG = "long"


class Stock:
    """Turns at a given length of conversation."""

    def __init__(self, model: str) -> None:
        self._agent = Agent.load(model)
        store = self._agent.tracker_store
        while not isinstance(store, InMemoryTrackerStore):
            store = store._tracker_store
        self._store: InMemoryTrackerStore = store
        self._made = 0

    async def prepare(self, turn: int) -> int:
        """Makes a conversation that has one turn less than this; gives its events."""
        for at in range(1, min(turn, len(TALK) + 1)):
            await self._say("short", said_at(at))
        self._store.store.pop(LONG, None)
        if turn > 1:
            await self._lengthen(turn - 1)
        self._store.store.pop("short", None)
        return turn

    async def _lengthen(self, turns: int) -> None:
        short = await self._store.retrieve("short")
        if short is None:
            raise RuntimeError("the conversation was not stored")
        events = protocol.repeated(
            list(short.events), turns, is_message=lambda event: isinstance(event, UserUttered)
        )
        domain: Domain | None = self._agent.domain
        if domain is None:
            raise RuntimeError("no model is loaded")
        tracker = DialogueStateTracker.from_events(LONG, events, domain.slots)
        self._store.store[LONG] = self._store.serialise_tracker(tracker)

    async def run(self, count: int, first: int) -> list[float]:
        """Milliseconds of turns, each in a copy of the prepared conversation."""
        return [await self._timed(sample(first + at)) for at in range(count)]

    async def _timed(self, text: str) -> float:
        self._made += 1
        name = f"copy-{self._made}"
        if LONG in self._store.store:
            self._store.store[name] = self._store.store[LONG]
        started = time.perf_counter()
        await self._say(name, text)
        spent = time.perf_counter() - started
        self._store.store.pop(name, None)
        return spent * 1000

    async def _say(self, conversation: str, text: str) -> None:
        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, conversation, input_channel="bench")
        await self._agent.handle_message(message)


def quiet() -> None:
    """No debug lines: they would cost the peer more than its work."""
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("rasa").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


async def main(model: str) -> None:
    """Loads the model and answers what is asked."""
    stock = Stock(model)
    await stock.prepare(3)
    handlers: dict[str, Any] = {"prepare": stock.prepare, "run": stock.run}
    await protocol.serve(handlers)


if __name__ == "__main__":
    quiet()
    asyncio.run(main(sys.argv[1]))
