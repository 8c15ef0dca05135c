"""Runs Rasa's graph as the straight line it is.

Rasa's default runner plans every run anew with dask, and every node looks again at what it is
given. The order of nodes for a target never changes, so it is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException


class StraightGraphRunner(GraphRunner):
    """Instantiates every node once and calls their components in order."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._lines: dict[tuple[str, ...], tuple[_Step, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightGraphRunner:
        """Creates the runner with all its nodes (see Rasa's GraphRunner).

        Raises ValueError for hooks, which watch a training; this runner answers messages.
        """
        if hooks:
            raise ValueError("StraightGraphRunner runs graphs of prediction, which have no hooks")
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context)
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
        line = self._lines.get(wanted)
        if line is None:
            line = self._lines[wanted] = self._line(wanted)
        done: dict[str, Any] = dict(inputs or {})
        for step in line:
            done[step.name] = step.run(done)
        return {name: done[name] for name in wanted}

    def _line(self, targets: tuple[str, ...]) -> tuple[_Step, ...]:
        """Every node the targets need, each after those it needs itself."""
        found: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in self._schema.nodes or name in found:
                return
            for need in self._schema.nodes[name].needs.values():
                visit(need)
            found[name] = None

        for target in targets:
            visit(target)
        return tuple(_Step.of(name, self._nodes[name]) for name in found)


class _Step(NamedTuple):
    """One component, with what its arguments are called and which nodes give them."""

    name: str
    call: Callable[..., Any]
    needs: Mapping[str, str]

    @classmethod
    def of(cls, name: str, node: GraphNode) -> _Step:
        return cls(name, getattr(node._component, node._fn_name), node._inputs)

    def run(self, done: Mapping[str, Any]) -> Any:
        """What the component gives; what it raises is wrapped as GraphNode wraps it."""
        try:
            return self.call(**{argument: done[need] for argument, need in self.needs.items()})
        except RasaException:
            raise
        except Exception as error:
            raise GraphComponentException(
                f"Error running graph component for node {self.name}."
            ) from error
