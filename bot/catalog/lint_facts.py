"""What can be wrong with the facts of a service: lists, limits, dates, codes, ways, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bot.catalog.codes import basic_faults, implementation_faults
from bot.catalog.lint_scope import Place, Scope
from bot.catalog.model import Service

MIN_EVERYDAY_NAMES = 8
MIN_SAMPLE_QUESTIONS = 12
MIN_FAQ = 3
LONGEST_UNCHECKED = timedelta(days=365)
PHONE = re.compile(r"^(?:\d{3,5}|(?:0\d{2,3}-?)?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})$")
ADDRESS = re.compile(r"[路街道巷号栋座楼层村园区大厦广场中心]")
SHORTEST_ADDRESS = 5
WEB = re.compile(r"^https?://[^\s/.]+\.[^\s/]*[^\s/.](?:[/:?#]\S*)?$")


def duplicate_ids(service: Service, _: Scope) -> Iterator[Place]:
    """Two parts of one list have the same id."""
    for field in ("questions", "materials", "steps", "stages", "deadlines"):
        counts = Counter(part.id for part in getattr(service, field))
        for part_id, count in counts.items():
            if count > 1:
                yield field, f"id {part_id!r} stands {count} times"


def dead_ids(service: Service, scope: Scope) -> Iterator[Place]:
    """A related service does not exist."""
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
        if other not in scope.catalog.services:
            yield field, f"no service has the id {other!r}"


def visits_without_reason(service: Service, _: Scope) -> Iterator[Place]:
    """A visit has no reason."""
    for visits in service.visits:
        if visits.count > 0 and not visits.why:
            yield "visits", f"{visits.count} visit(s) without a reason"


def promised_over_legal(service: Service, _: Scope) -> Iterator[Place]:
    """The promised limit is longer than the legal one."""
    for limit in service.time_limits:
        legal, promised = limit.legal, limit.promised
        if legal and promised and legal.kind == promised.kind:
            if legal.days is not None and promised.days is not None and promised.days > legal.days:
                yield "time_limits", f"promised {promised.days} days, legal {legal.days}"


def too_few(service: Service, _: Scope) -> Iterator[Place]:
    """There are too few names, questions, steps and so on."""
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


def missing_texts(service: Service, _: Scope) -> Iterator[Place]:
    """A text everybody needs is empty."""
    for field in ("offline", "source", "summary", "correction"):
        if not getattr(service, field):
            yield field, "is empty"


def no_offline_way(service: Service, _: Scope) -> Iterator[Place]:
    """There is no way without the internet."""
    ways = {way.kind for way in service.channels}
    if not service.offline and not ways & {"counter", "post", "phone"}:
        yield "channels", "no way without the internet"


def closed_lists(service: Service, scope: Scope) -> Iterator[Place]:
    """A theme, department or tag is not in the closed list."""
    vocabulary = scope.catalog.vocabulary
    if service.theme not in {theme.name for theme in vocabulary.themes}:
        yield "theme", f"{service.theme!r} is not in vocabulary.yml"
    if service.department not in {d.name for d in vocabulary.departments}:
        yield "department", f"{service.department!r} is not in vocabulary.yml"
    known = {tag.name for tag in vocabulary.tags}
    for tag in service.tags:
        if tag not in known:
            yield "tags", f"{tag!r} is not in vocabulary.yml"


def phones(service: Service, _: Scope) -> Iterator[Place]:
    """A telephone number does not look like one."""
    for hotline in service.hotlines:
        if not PHONE.match(hotline.phone):
            yield "hotlines", f"{hotline.phone!r} does not look like a telephone number"
    for place in service.places:
        if place.phone and not PHONE.match(place.phone):
            yield "places", f"{place.phone!r} does not look like a telephone number"


def addresses(service: Service, _: Scope) -> Iterator[Place]:
    """An address of a place or on the net does not look like one."""
    for place in service.places:
        if place.address and not (
            len(place.address) >= SHORTEST_ADDRESS and ADDRESS.search(place.address)
        ):
            yield "places", f"{place.address!r} names no road, building or number"
    for way in service.channels:
        if way.url and not WEB.match(way.url):
            yield "channels", f"{way.url!r} is no web address"


def codes(service: Service, _: Scope) -> Iterator[Place]:
    """A code is not built as the national catalogue says (31 = 18 + 1 + 12, check character)."""
    named = service.codes
    for fault in basic_faults(named.basic) if named.basic else ():
        yield "codes.basic", fault
    for field in ("implementation", "handle"):
        code = getattr(named, field)
        for fault in implementation_faults(code, basic=named.basic) if code else ():
            yield f"codes.{field}", fault


def sources_of_papers(service: Service, _: Scope) -> Iterator[Place]:
    """A paper that others make out does not say where to get it."""
    for paper in service.materials:
        told = paper.get_it or paper.obtained_by or paper.waived or paper.electronic
        if paper.holder == "third_party" and not told:
            yield f"materials.{paper.id}", "is made out by others, it is not said by whom"


def dates_in_order(service: Service, scope: Scope) -> Iterator[Place]:
    """A date lies after one it must precede, or in the future."""
    written, checked = service.written_on, service.checked_on
    if written and checked and checked < written:
        yield "checked_on", f"checked on {checked}, before it was written on {written}"
    for field, day in (("written_on", written), ("checked_on", checked)):
        if day and day > scope.today:
            yield field, f"{day} is still to come"
    if service.validity.superseded_by and service.validity.effective_to is None:
        yield "validity", f"replaced by {service.validity.superseded_by}, but with no last day"


def still_true(service: Service, scope: Scope) -> Iterator[Place]:
    """The service is over and does not say what now, or nobody has looked at it for a year."""
    validity = service.validity
    if validity.effective_to and validity.effective_to < scope.today:
        if not (validity.superseded_by or validity.note):
            yield "validity", f"over since {validity.effective_to}, and nothing says what now"
        return
    last = service.checked_on or service.written_on
    if last is None:
        yield "checked_on", "neither says when it was written nor when it was checked"
    elif scope.today - last > LONGEST_UNCHECKED:
        yield "checked_on", f"last looked at on {last}"


def shared_names(service: Service, scope: Scope) -> Iterator[Place]:
    """A name or everyday name belongs to another service too."""
    for name in sorted({service.name, *service.everyday_names}):
        others = [owner for owner in scope.owners[name] if owner != service.id]
        # Told once, with the first of its owners.
        if others and service.id < min(others):
            yield "everyday_names", f"{name!r} is also a name of {', '.join(sorted(others))}"
