"""What an import did, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.catalog.model import Catalog, Service
from bot.errors import ImportFailed

Verdict = Literal["taken", "changed", "unchanged", "removed", "rejected", "noted"]
Progress = Callable[[int, int], None]

SHOWN = 40
"""Lines of a report shown on a terminal; the file has all."""


def silent(_done: int, _total: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Line:
    """One thing to know about one row; ``where`` is a line number, or sheet and row."""

    where: str
    what: str
    verdict: Verdict
    reason: str = ""

    def __str__(self) -> str:
        return "  ".join(filter(None, (f"{self.where}:", self.verdict, self.what, self.reason)))


@dataclass(frozen=True)
class Report:
    """How many rows were read, and a line for all that is worth saying."""

    read: int
    lines: tuple[Line, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """Lines of one verdict."""
        return sum(line.verdict == verdict for line in self.lines)

    def summary(self) -> str:
        """One line with all counts; a service may stand in many rows, and have many notes."""
        counts = Counter(line.verdict for line in self.lines)
        services = [f"{name} {counts[name]}" for name in _OF_SERVICES if counts[name]]
        parts = [f"services: {', '.join(services) or 'none taken'}"]
        parts += [f"rows rejected: {counts['rejected']}"] if counts["rejected"] else []
        parts += [f"notes: {counts['noted']}"] if counts["noted"] else []
        return "; ".join([f"rows read: {self.read}", *parts])

    def shown(self, *, most: int = SHOWN) -> Iterator[str]:
        """The lines worth showing: not those taken whole."""
        found = [line for line in self.lines if line.verdict not in ("taken", "unchanged")]
        found.sort(key=lambda line: _WORST_FIRST.index(line.verdict))
        yield from map(str, found[:most])
        if len(found) > most:
            yield f"… and {len(found) - most} more lines; --report FILE writes all"


_WORST_FIRST: tuple[Verdict, ...] = ("rejected", "removed", "changed", "noted")
_OF_SERVICES: tuple[Verdict, ...] = ("taken", "changed", "unchanged", "removed")


@dataclass(frozen=True)
class Imported:
    """Services read from a file, where each stood, and what was noticed.

    ``whole`` is the complete catalogue where the file holds one (a spreadsheet of ours).
    """

    services: dict[str, Service]
    places: dict[str, str]
    read: int
    lines: tuple[Line, ...] = ()
    whole: Catalog | None = None


@dataclass
class Gathering:
    """Gathers services while rows are read."""

    services: dict[str, Service] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def take(self, service: Service, where: str) -> None:
        """Takes a service; a second one of the same id is rejected and named."""
        if service.id in self.services:
            self.reject(
                where, service.name, f"the same id as {self.places[service.id]}: {service.id}"
            )
            return
        self.services[service.id] = service
        self.places[service.id] = where

    def reject(self, where: str, what: str, reason: str) -> None:
        """A row that is not taken."""
        self.lines.append(Line(where, what, "rejected", reason))

    def note(self, where: str, what: str, reason: str) -> None:
        """Something to look at in a row that is taken."""
        self.lines.append(Line(where, what, "noted", reason))

    def done(self, read: int) -> Imported:
        """Everything gathered."""
        return Imported(self.services, self.places, read, tuple(self.lines))


def refuse(problems: Iterable[str]) -> None:
    """Raises ImportFailed with every problem, where there is one."""
    found = list(problems)
    if found:
        more = [f"… and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        raise ImportFailed("\n".join([*found[:SHOWN], *more]))
