"""Banshi in this process: `python -m benchmarks.workers.banshi`."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import uvloop

from bot import logs
from bot.settings import Settings

# Logging comes before Rasa, which reads it when it is imported; and nothing of Rasa is imported
# here, for what `banshi serve` leaves out (`bot/conversation/deferred.py`) would be loaded first.
logs.configure(Settings.from_env())

from benchmarks import storage  # noqa: E402
from benchmarks.talk import said_at, sample  # noqa: E402
from benchmarks.workers import layers, protocol  # noqa: E402
from bot import runtime  # noqa: E402
from bot.conversation.engine import Engine  # noqa: E402
from bot.nlu.guide_policy import RULES, GuidePolicy  # noqa: E402
from connectors import workers  # noqa: E402
from connectors.console.service import ConsoleService  # noqa: E402
from connectors.gateway import Gateway  # noqa: E402
from connectors.message import InboundMessage  # noqa: E402

LONG = "bench-long"
COPY = "copy_"


class Banshi:
    """Turns at a given length of conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.gateway = Gateway(engine)
        self._turns = 0
        self._made = 0

    async def prepare(self, turn: int) -> int:
        """Talks on until the conversation has one turn less than this."""
        if turn <= self._turns:
            await self._engine.personal.forget(LONG)
            self._turns = 0
        while self._turns < turn - 1:
            self._turns += 1
            await self._say(LONG, said_at(self._turns))
        return turn

    async def run(self, count: int, first: int) -> list[float]:
        """Milliseconds of turns one after the other, each in a copy of the prepared conversation.

        All copies are made first and dropped last: what that leaves in the caches is no turn's cost.
        """
        names = [await self._copied() for _ in range(count)]
        spent = [
            await _milliseconds(self._say(name, sample(first + at)))
            for at, name in enumerate(names)
        ]
        await storage.remove(self._engine.client, names)
        return spent

    async def bytes(self) -> dict[str, int]:
        """Bytes in Redis of the prepared conversation, by key."""
        return await storage.bytes_of(self._engine.client, LONG)

    async def layers(self, count: int) -> list[dict[str, float]]:
        """Milliseconds by layer of so many turns, and of bare trips to Redis."""
        with layers.watched(self._engine, self.gateway) as watch:
            spent = []
            for at in range(count):
                watch.clear()
                [whole] = await self.run(1, at)
                spent.append({**watch.read(), "whole turn": whole})
        return spent

    async def rules(self, times: int) -> int:
        """Makes the policy's rules so many times as many; gives how many there are."""
        policy = next(
            node._component
            for node in self._engine.agent.ready_processor.graph_runner._nodes.values()
            if isinstance(node._component, GuidePolicy)
        )
        own = {key: action for key, action in policy.lookup[RULES].items() if COPY not in key}
        copies = {
            key.replace('"intent": "', f'"intent": "{COPY}{number}_'): action
            for number in range(1, times)
            for key, action in own.items()
        }
        policy.lookup[RULES] = {**own, **copies}
        vars(policy).pop("_plain_rules", None)
        return len(policy.lookup[RULES])

    async def trip(self, count: int) -> list[float]:
        """Milliseconds of bare round trips to Redis."""
        return [await _milliseconds(self._engine.client.ping()) for _ in range(count)]

    async def _copied(self) -> str:
        self._made += 1
        name = f"bench-{self._made}"
        if self._turns:
            await storage.copy(self._engine.client, LONG, name)
        return name

    async def _say(self, conversation: str, text: str) -> None:
        reply = await self.gateway.take(InboundMessage("bench", conversation, text))
        if not reply["messages"] or reply["outcome"] == "failed":
            raise RuntimeError(f"Banshi had no answer to {text!r}")


async def _milliseconds(work: Any) -> float:
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1000


async def main() -> None:
    """Loads the engine and answers what is asked."""
    engine = await Engine.load(runtime.runtime())
    workers.freeze()
    banshi = Banshi(engine)
    # People at their desks, tickets and reports take part in every turn.
    await ConsoleService.start(banshi.gateway)
    names = ("prepare", "run", "bytes", "layers", "rules", "trip")
    await protocol.serve({name: getattr(banshi, name) for name in names})


if __name__ == "__main__":
    # The loop that serves (`banshi serve`): uvicorn takes it by itself.
    uvloop.install()
    asyncio.run(main())
