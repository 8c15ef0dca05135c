"""Checks a catalogue: each finding has a rule, a severity, a place and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.catalog import lint_facts as facts
from bot.catalog import lint_situations as situations
from bot.catalog.lint_scope import Place, Scope
from bot.catalog.model import Catalog, Service
from bot.clock import china_today

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One thing to look at, where it stands and how to mend it."""

    rule: str
    severity: Severity
    service: str
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.service}.{self.field}" if self.field else self.service
        return f"{self.severity:7} {self.rule}  {place}: {self.message} → {self.mend}"


@dataclass(frozen=True)
class Rule:
    """A check of one service; the first line of ``check`` says what it finds."""

    id: str
    severity: Severity
    mend: str
    check: Callable[[Service, Scope], Iterator[Place]]

    @property
    def finds(self) -> str:
        """What the rule finds, in a sentence."""
        return (self.check.__doc__ or "").split("\n", 1)[0]


def lint(catalog: Catalog, *, today: date | None = None) -> list[Finding]:
    """Gives every finding as of a day (today when left out), worst first."""
    scope = Scope(catalog, today or china_today())
    found = [f for service in catalog.services.values() for f in _findings(service, scope)]
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda finding: (order[finding.severity], finding.service))


def lint_service(service: Service, catalog: Catalog, *, today: date | None = None) -> list[Finding]:
    """The findings of one service as it would stand in this catalogue."""
    return list(_findings(service, Scope(catalog, today or china_today())))


def _findings(service: Service, scope: Scope) -> Iterator[Finding]:
    for rule in RULES:
        for field, message in rule.check(service, scope):
            yield Finding(rule.id, rule.severity, service.id, field, message, rule.mend)


RULES: tuple[Rule, ...] = (
    Rule("C001", "error", "name a question and option of this service", situations.when_names),
    Rule("C002", "error", "put the question it depends on first", situations.question_order),
    Rule("C003", "warning", "remove it, or let a part depend on it", situations.idle_questions),
    Rule("C004", "warning", "leave that `when` out", situations.always_true_when),
    Rule("C005", "error", "give each its own id", facts.duplicate_ids),
    Rule("C006", "error", "use an id of the catalogue", facts.dead_ids),
    Rule("C007", "error", "say why a person must come", facts.visits_without_reason),
    Rule(
        "C008", "error", "the promised limit may not exceed the legal one",
        facts.promised_over_legal,
    ),
    Rule("C009", "warning", "add more", facts.too_few),
    Rule("C010", "warning", "write it", facts.missing_texts),
    Rule("C011", "error", "describe the way at a counter", facts.no_offline_way),
    Rule("C012", "error", "choose one that is listed, or extend the list", facts.closed_lists),
    Rule("C013", "warning", "write digits, with the area code where needed", facts.phones),
    Rule(
        "C014", "warning", "add the words people use for it",
        situations.unrecognisable_options,
    ),
    Rule("C015", "warning", "take the code from the catalogue it came from", facts.codes),
    Rule("C016", "warning", "fill `get_it` or `obtained_by`", facts.sources_of_papers),
    Rule("C017", "warning", "write the whole address, or leave it out", facts.addresses),
    Rule("C018", "error", "correct the dates", facts.dates_in_order),
    Rule("C019", "warning", "check it and set `checked_on`, or say what replaced it",
         facts.still_true),
    Rule(
        "C020", "warning", "keep it with the service most people mean, or make each longer",
        facts.shared_names,
    ),
    Rule("C021", "error", "correct the `when`: nobody can answer so",
         situations.contradictory_when),
    Rule("C022", "warning", "remove it, or correct what decides before it",
         situations.unreachable_options),
    Rule("C023", "warning", "correct its `when`, or remove it", situations.orphans),
    Rule("C024", "error", "name a question and option of this service", situations.given_answers),
)  # fmt: skip
