"""Where the time of a turn goes: the steps of its path, each without what it calls."""

from __future__ import annotations

import contextlib
import inspect
import time
from collections.abc import Callable, Iterator
from typing import Any

from bot.conversation.actions import LocalAction
from bot.conversation.collector import Collector
from bot.conversation.engine import Engine
from bot.privacy import pieces
from bot.replies import Reply
from connectors.gateway import Gateway

REST = "Rasa around it"


class Watch:
    """Adds up the time of layers; one turn at a time."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._inside: list[float] = []

    def clear(self) -> None:
        """Starts anew."""
        self._spent = dict.fromkeys(self._spent, 0.0)

    def read(self) -> dict[str, float]:
        """Milliseconds by layer since ``clear``."""
        return {layer: seconds * 1000 for layer, seconds in self._spent.items()}

    def over(self, layer: str, step: Callable[..., Any]) -> Callable[..., Any]:
        """The same step, watched."""
        self._spent.setdefault(layer, 0.0)
        if inspect.iscoroutinefunction(step):

            async def slow(*args: Any, **kwargs: Any) -> Any:
                with self._entered(layer):
                    return await step(*args, **kwargs)

            return slow

        def quick(*args: Any, **kwargs: Any) -> Any:
            with self._entered(layer):
                return step(*args, **kwargs)

        return quick

    @contextlib.contextmanager
    def _entered(self, layer: str) -> Iterator[None]:
        self._inside.append(0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            whole = time.perf_counter() - started
            self._spent[layer] += whole - self._inside.pop()
            if self._inside:
                self._inside[-1] += whole


@contextlib.contextmanager
def watched(engine: Engine, gateway: Gateway) -> Iterator[Watch]:
    """Watches the path of a message in this process until left."""
    watch = Watch()
    processor, store = engine.agent.ready_processor, engine.agent.tracker_store
    steps: list[tuple[str, Any, str]] = [
        ("mask", gateway, "_text"),
        ("mask", pieces, "read"),
        ("lock and Redis", engine.turns, "open"),
        ("lock and Redis", engine.turns, "commit"),
        ("state read and written", store, "retrieve"),
        ("state read and written", store, "save"),
        (REST, processor, "handle_message"),
        ("NLU", processor, "parse_message"),
        ("policy", processor, "_predict_next_with_tracker"),
        ("action", LocalAction, "run"),
        ("render", processor.nlg, "generate"),
        ("render", Collector, "send_response"),
        ("render", Reply, "as_dict"),
    ]
    before = [(owner, name, vars(owner).get(name)) for _, owner, name in steps]
    for layer, owner, name in steps:
        setattr(owner, name, watch.over(layer, getattr(owner, name)))
    try:
        yield watch
    finally:
        for owner, name, own in before:
            if own is None:
                delattr(owner, name)
            else:
                setattr(owner, name, own)
