"""Several commands on the keys of one hash slot, all together: MULTI where there is none.

The client of a Redis Cluster has no transactions; a script is one everywhere.
"""

from __future__ import annotations

from typing import Any

import redis.asyncio

Command = tuple[str | bytes | int | float, ...]

_RUN = """
local results, at = {}, 1
while at <= #ARGV do
  local last = at + tonumber(ARGV[at])
  results[#results + 1] = redis.call(unpack(ARGV, at + 1, last))
  at = last + 1
end
return results
"""


class Together:
    """Runs commands as one."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._run = client.register_script(_RUN)

    async def run(self, *commands: Command) -> list[Any]:
        """What each command gave; every command names its key second."""
        flat = [part for command in commands for part in (len(command), *command)]
        names = list(dict.fromkeys(str(command[1]) for command in commands))
        found: list[Any] = await self._run(keys=names, args=flat)
        return found
