"""Runs Rasa's graph as the straight line it is.

Rasa's default runner plans every run anew with dask. The order of nodes for a target never
changes, so it is worked out once.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightGraphRunner(GraphRunner):
    """Instantiates every node once and calls them in order."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightGraphRunner:
        """Creates the runner with all its nodes (see Rasa's GraphRunner)."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    @property
    def components(self) -> tuple[Any, ...]:
        """What the nodes run, where it was made with them."""
        return tuple(node._component for node in self._nodes.values())

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Gives the output of every target."""
        wanted = tuple(targets or self._schema.target_names)
        done: dict[str, Any] = dict(inputs or {})
        for name in self._order(wanted):
            needs = self._schema.nodes[name].needs.values()
            _, done[name] = self._nodes[name](*((need, done[need]) for need in needs))
        return {name: done[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Every node the targets need, each after those it needs itself."""
        if targets not in self._orders:
            found: dict[str, None] = {}

            def visit(name: str) -> None:
                if name not in self._schema.nodes or name in found:
                    return
                for need in self._schema.nodes[name].needs.values():
                    visit(need)
                found[name] = None

            for target in targets:
                visit(target)
            self._orders[targets] = tuple(found)
        return self._orders[targets]
