"""A Redis Cluster as the client of any other Redis: the same commands, errors and listening.

redis-py's own client does the routing and follows redirections. It lacks publish/subscribe,
forgets the addresses it was given once they did not answer, has errors outside redis-py's
tree, and says ASKING on one connection to send the command by another; that is made up for here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import redis
import redis.asyncio
from redis.asyncio.client import PubSub
from redis.asyncio.cluster import ClusterNode, PipelineCommand, RedisCluster
from redis.exceptions import RedisClusterException
from typing_extensions import Self

Place = tuple[str, int]


class ClusterClient(RedisCluster):  # type: ignore[type-arg]
    """An asyncio client of a whole cluster."""

    def __init__(self, places: Sequence[Place], **options: Any) -> None:
        nodes = [ClusterNode(host, port) for host, port in places]
        super().__init__(startup_nodes=nodes, **options)
        self._places = tuple(places)
        self._options = options

    async def initialize(self) -> Self:
        """Asks the nodes for the layout; nodes that were away are asked again."""
        if self._initialize:  # type: ignore[attr-defined]
            for node in self._given():
                self.nodes_manager.startup_nodes.setdefault(node.name, node)
        try:
            return await super().initialize()
        except RedisClusterException as error:
            raise redis.ConnectionError(str(error)) from error

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Sends a command where its key lives."""
        try:
            return await super().execute_command(*args, **kwargs)
        except RedisClusterException as error:
            raise redis.ConnectionError(str(error)) from error

    def get_node(
        self, host: str | None = None, port: int | None = None, node_name: str | None = None
    ) -> Any:
        """A known node; redis-py asks by name for the one an ASK names."""
        found = super().get_node(host, port, node_name)
        return _Asked(found) if found and node_name else found

    async def close(self, close_connection_pool: bool | None = None) -> None:
        """Closes every connection; there is no pool apart from them."""
        await super().close()

    def pubsub(self, **kwargs: Any) -> PubSub:
        """Listens at one node: nodes tell each other of every message."""
        node = random.choice(self.get_nodes() or self._given())
        alone = redis.asyncio.Redis(host=node.host, port=int(node.port), **self._options)
        return _Listening(alone.connection_pool, **kwargs)

    def _given(self) -> list[ClusterNode]:
        return [ClusterNode(host, port, **self.connection_kwargs) for host, port in self._places]


class _Asked:
    """A node that takes a hash slot over: each command goes with its ASKING by one connection."""

    def __init__(self, node: ClusterNode) -> None:
        self.name = node.name
        self._node = node

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        if args == ("ASKING",):
            return True
        asking, command = PipelineCommand(0, "ASKING"), PipelineCommand(1, *args, **kwargs)
        await self._node.execute_pipeline([asking, command])
        if isinstance(command.result, Exception):
            raise command.result
        return command.result


class _Listening(PubSub):
    """Takes its connection with it when it ends."""

    async def __aexit__(self, *error: Any) -> None:
        await super().__aexit__(*error)
        await self.connection_pool.disconnect()
