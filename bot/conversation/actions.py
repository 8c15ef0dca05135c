"""Runs the actions in this process, through Rasa's own action-endpoint interface."""

from __future__ import annotations

from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

ACTIONS_PACKAGE = "actions"


class LocalActionEndpoint(EndpointConfig):
    """An action endpoint that calls the executor instead of an HTTP server."""

    def __init__(self) -> None:
        super().__init__(url="local://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(ACTIONS_PACKAGE)

    async def request(self, *_: Any, **kwargs: Any) -> Any:
        """Runs the action named in ``json`` and gives the action server's answer."""
        return await self._executor.run(kwargs["json"])
