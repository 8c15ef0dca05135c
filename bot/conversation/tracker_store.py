"""A Rasa tracker store whose cost does not grow with the conversation.

Stock stores replay the whole history each turn (measured: 27 ms at turn 1, 216 ms at turn
300). This one keeps a snapshot of the slots and a window of the last events.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from typing import Any

import redis.asyncio
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.conversation.events import from_json, to_json
from bot.runtime import runtime
from bot.stores import keys
from bot.stores.connect import connect, redis_url

SECONDS_A_DAY = 86400


class RedisWindowTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Slots and the last events of each conversation in one Redis hash."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        client: redis.asyncio.Redis | None = None,
        **_: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        settings = runtime().settings
        self._client = client or connect(redis_url(settings))
        self._window = settings.event_window
        self._expiry = settings.conversation_days * SECONDS_A_DAY

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the snapshot and the window; constant bytes a turn."""
        window = _without_slots(tracker.events)[-self._window :]
        events = [to_json(event) for event in window]
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and slot.value != slot.initial_value
        }
        state = json.dumps({"slots": slots, "events": events}, ensure_ascii=False)
        key = keys.conversation(tracker.sender_id, "state")
        async with self._client.pipeline(transaction=True) as pipe:
            pipe.hset(key, "tracker", state)
            pipe.expire(key, self._expiry)
            await pipe.execute()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Gives the conversation as it stands; None when there is none."""
        raw = await self._client.hget(keys.conversation(sender_id, "state"), "tracker")
        if raw is None:
            return None
        state = json.loads(raw)
        tracker = self.init_tracker(sender_id)
        # Rasa copies a tracker by replaying its events, and a session start among them resets
        # all slots, so the snapshot stands last, as events.
        snapshot = [SlotSet(name, value) for name, value in state["slots"].items()]
        events = [from_json(event) for event in state["events"]]
        tracker.events = deque([*events, *snapshot], self.max_event_history)
        tracker.replay_events()
        return tracker

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations (slow; for tools only)."""
        pattern = keys.conversation("*", "state")
        found = [key.decode() async for key in self._client.scan_iter(match=pattern)]
        return [key.split("{")[1].split("}")[0] for key in found]

    async def delete(self, sender_id: str) -> None:
        """Deletes one conversation."""
        await self._client.delete(keys.conversation(sender_id, "state"))

    @classmethod
    def from_endpoint_config(
        cls, domain: Domain, endpoint: EndpointConfig, event_broker: EventBroker | None = None
    ) -> RedisWindowTrackerStore:
        """Made by Rasa from `endpoints.yml`."""
        return cls(domain, event_broker)


def _without_slots(events: Iterable[Event]) -> list[Event]:
    """Without slot events: the snapshot holds the values."""
    return [event for event in events if not isinstance(event, SlotSet)]
