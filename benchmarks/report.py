"""What a measurement found: tables, targets and caveats, kept as JSON and shown as text."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Table:
    """One table; numbers stay numbers until it is shown."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Target:
    """A figure that was aimed at: ``relation`` is "at most" or "at least"."""

    what: str
    measured: float
    relation: str
    aim: float
    unit: str = ""

    @property
    def met(self) -> bool:
        """True where the measured value is within the aim."""
        return (
            self.measured <= self.aim if self.relation == "at most" else self.measured >= self.aim
        )


@dataclass(frozen=True)
class Result:
    """Everything one measurement found; ``figures`` are the numbers others derive from."""

    name: str
    title: str
    how: str
    tables: tuple[Table, ...]
    targets: tuple[Target, ...] = ()
    caveats: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def save(self, folder: Path = RESULTS) -> Path:
        """Writes the result as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, default=float)
        path.write_text(text + "\n", "utf-8")
        return path

    @classmethod
    def load(cls, path: Path) -> Result:
        """Reads what ``save`` wrote."""
        read = json.loads(path.read_text("utf-8"))
        read["tables"] = tuple(
            Table(t["title"], tuple(t["columns"]), tuple(tuple(row) for row in t["rows"]))
            for t in read["tables"]
        )
        read["targets"] = tuple(Target(**target) for target in read["targets"])
        read["caveats"] = tuple(read["caveats"])
        return cls(**read)


def markdown(result: Result) -> str:
    """The section of a result: how, tables, targets, caveats, machine."""
    parts = [result.how]
    for table in result.tables:
        head = f"| {' | '.join(table.columns)} |"
        rule = f"|{'|'.join('---' if not at else '---:' for at in range(len(table.columns)))}|"
        rows = [f"| {' | '.join(map(shown, row))} |" for row in table.rows]
        parts.append("\n".join((f"**{table.title}**", "", head, rule, *rows)))
    if result.targets:
        parts.append("\n".join(map(_target_line, result.targets)))
    if result.caveats:
        parts.append("\n".join(("Caveats:", "", *(f"- {caveat}" for caveat in result.caveats))))
    parts.append(f"*{_machine_line(result)}*")
    return "\n\n".join(parts)


def plain(result: Result) -> str:
    """The same for a terminal."""
    lines = [f"== {result.title} =="]
    for table in result.tables:
        lines += ["", table.title, *_columns(table)]
    lines += ["", *map(_target_line, result.targets)] if result.targets else []
    lines += ["", *(f"  note: {caveat}" for caveat in result.caveats)]
    return "\n".join((*lines, f"  ({_machine_line(result)})", ""))


def shown(value: Any) -> str:
    """A number with three significant digits, large ones whole; everything else as it is."""
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def _target_line(target: Target) -> str:
    verdict = "met" if target.met else "**missed**"
    return (
        f"- {target.what}: {shown(target.measured)} {target.unit}".rstrip()
        + f" (target: {target.relation} {shown(target.aim)}; {verdict})"
    )


def _machine_line(result: Result) -> str:
    about = ", ".join(f"{name} {value}" for name, value in result.machine.items())
    return f"measured in {shown(result.seconds)} s; {about}"


def _columns(table: Table) -> list[str]:
    cells = [table.columns, *(tuple(map(shown, row)) for row in table.rows)]
    widths = [max(_width(row[at]) for row in cells) for at in range(len(table.columns))]
    return [
        "  " + "  ".join(" " * (w - _width(cell)) + cell for cell, w in zip(row, widths))
        for row in cells
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
