"""Checks a catalogue: each finding has a rule, a severity, a place and how to mend it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.catalog.model import Catalog, Service

Severity = Literal["error", "warning", "info"]

MIN_EVERYDAY_NAMES = 8
MIN_SAMPLE_QUESTIONS = 12
MIN_FAQ = 3
PHONE = re.compile(r"^(?:\d{3,5}|(?:0\d{2,3}-?)?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})$")


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


Rule = Callable[[Service, Catalog], Iterator[tuple[str, str]]]


@dataclass(frozen=True)
class ServiceRule:
    """A check of one service; ``check`` yields (field, message)."""

    id: str
    severity: Severity
    mend: str
    check: Rule


def lint(catalog: Catalog) -> list[Finding]:
    """Gives every finding, worst first."""
    found = [
        finding
        for service in catalog.services.values()
        for finding in lint_service(service, catalog)
    ]
    found.extend(_shared_names(catalog))
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(found, key=lambda finding: (order[finding.severity], finding.service))


def lint_service(service: Service, catalog: Catalog) -> list[Finding]:
    """The findings of one service as it would stand in this catalogue."""
    return [
        Finding(rule.id, rule.severity, service.id, field, message, rule.mend)
        for rule in SERVICE_RULES
        for field, message in rule.check(service, catalog)
    ]


def _when_names(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    options = {q.id: {option.id for option in q.options} for q in service.questions}
    for field, part in service.conditionals():
        name = f"{field}.{getattr(part, 'id', getattr(part, 'name', ''))}"
        for question, allowed in part.when.items():
            if question not in options:
                yield name, f"`when` names question {question!r}, which the service does not ask"
                continue
            for option in allowed:
                if option not in options[question]:
                    yield name, f"`when` names option {question}.{option}, which does not exist"


def _question_order(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for question in service.questions:
        for needed in question.when:
            if needed not in seen:
                yield f"questions.{question.id}", f"depends on {needed!r}, which comes later"
        seen.add(question.id)


def _idle_questions(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    used = {question for _, part in service.conditionals() for question in part.when}
    for question in service.questions:
        if question.id not in used:
            yield f"questions.{question.id}", "no part depends on this question: it decides nothing"


def _always_true_when(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    options = {q.id: {option.id for option in q.options} for q in service.questions}
    conditional = {q.id for q in service.questions if q.when}
    for field, part in service.conditionals():
        for question, allowed in part.when.items():
            if question not in conditional and set(allowed) >= options.get(question, {""}):
                yield field, f"`when` lists every option of {question!r}, so it says nothing"


def _duplicate_ids(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for field in ("questions", "materials", "steps", "stages", "deadlines"):
        counts = Counter(part.id for part in getattr(service, field))
        for part_id, count in counts.items():
            if count > 1:
                yield field, f"id {part_id!r} stands {count} times"


def _dead_ids(service: Service, catalog: Catalog) -> Iterator[tuple[str, str]]:
    named = [("related", other) for other in service.related]
    named += [("next", follow.service) for follow in service.next]
    named += [("materials", m.obtained_by) for m in service.materials if m.obtained_by]
    named += [("results", r.renew_by) for r in service.results if r.renew_by]
    named += (
        [("validity", service.validity.superseded_by)] if service.validity.superseded_by else []
    )
    for outcome in service.outcomes:
        named += [("outcomes", outcome.go_to)] if outcome.go_to else []
        named += [("outcomes", i.service) for i in outcome.instead if i.service]
    for field, other in named:
        if other not in catalog.services:
            yield field, f"no service has the id {other!r}"


def _visits_without_reason(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for visits in service.visits:
        if visits.count > 0 and not visits.why:
            yield "visits", f"{visits.count} visit(s) without a reason"


def _promised_over_legal(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for limit in service.time_limits:
        legal, promised = limit.legal, limit.promised
        if legal and promised and legal.kind == promised.kind:
            if legal.days is not None and promised.days is not None and promised.days > legal.days:
                yield "time_limits", f"promised {promised.days} days, legal {legal.days}"


def _too_few(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for field, least in (
        ("everyday_names", MIN_EVERYDAY_NAMES),
        ("sample_questions", MIN_SAMPLE_QUESTIONS),
        ("faq", MIN_FAQ),
        ("keywords", 1), ("conditions", 1), ("steps", 1), ("channels", 1), ("time_limits", 1),
        ("fees", 1), ("visits", 1), ("results", 1), ("places", 1), ("hotlines", 1), ("basis", 1),
    ):  # fmt: skip
        count = len(getattr(service, field))
        if count < least:
            yield field, f"{count} given, at least {least} wanted"


def _missing_texts(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for field in ("offline", "source", "summary", "correction"):
        if not getattr(service, field):
            yield field, "is empty"


def _no_offline_way(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    ways = {way.kind for way in service.channels}
    if not service.offline and not ways & {"counter", "post", "phone"}:
        yield "channels", "no way without the internet"


def _closed_lists(service: Service, catalog: Catalog) -> Iterator[tuple[str, str]]:
    vocabulary = catalog.vocabulary
    if service.theme not in {theme.name for theme in vocabulary.themes}:
        yield "theme", f"{service.theme!r} is not in vocabulary.yml"
    if service.department not in {d.name for d in vocabulary.departments}:
        yield "department", f"{service.department!r} is not in vocabulary.yml"
    known = {tag.name for tag in vocabulary.tags}
    for tag in service.tags:
        if tag not in known:
            yield "tags", f"{tag!r} is not in vocabulary.yml"


def _phones(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for hotline in service.hotlines:
        if not PHONE.match(hotline.phone):
            yield "hotlines", f"{hotline.phone!r} does not look like a telephone number"
    for place in service.places:
        if place.phone and not PHONE.match(place.phone):
            yield "places", f"{place.phone!r} does not look like a telephone number"


def _unrecognisable_options(service: Service, _: Catalog) -> Iterator[tuple[str, str]]:
    for question in service.questions:
        for option in question.options:
            bounded = option.from_ is not None or option.to is not None
            if len(option.say) < (1 if bounded else 2):
                yield f"questions.{question.id}.{option.id}", "too few `say` phrases"


def _shared_names(catalog: Catalog) -> Iterator[Finding]:
    owners: dict[str, set[str]] = defaultdict(set)
    for service in catalog.services.values():
        for name in {service.name, *service.everyday_names}:
            owners[name].add(service.id)
    for name, ids in sorted(owners.items()):
        if len(ids) > 1:
            first, *others = sorted(ids)
            yield Finding(
                "C020", "warning", first, "everyday_names",
                f"{name!r} is also a name of {', '.join(others)}",
                "keep it with the service most people mean, or make each longer",
            )  # fmt: skip


SERVICE_RULES: tuple[ServiceRule, ...] = (
    ServiceRule("C001", "error", "name a question and option of this service", _when_names),
    ServiceRule("C002", "error", "put the question it depends on first", _question_order),
    ServiceRule("C003", "warning", "remove it, or let a part depend on it", _idle_questions),
    ServiceRule("C004", "warning", "leave that `when` out", _always_true_when),
    ServiceRule("C005", "error", "give each its own id", _duplicate_ids),
    ServiceRule("C006", "error", "use an id of the catalogue", _dead_ids),
    ServiceRule("C007", "error", "say why a person must come", _visits_without_reason),
    ServiceRule(
        "C008", "error", "the promised limit may not exceed the legal one", _promised_over_legal
    ),
    ServiceRule("C009", "warning", "add more", _too_few),
    ServiceRule("C010", "warning", "write it", _missing_texts),
    ServiceRule("C011", "error", "describe the way at a counter", _no_offline_way),
    ServiceRule("C012", "error", "choose one that is listed, or extend the list", _closed_lists),
    ServiceRule("C013", "warning", "write digits, with the area code where needed", _phones),
    ServiceRule("C014", "warning", "add the words people use for it", _unrecognisable_options),
)
