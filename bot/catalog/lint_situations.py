"""What can be wrong with the situations of a service: questions, options and ``when``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from bot.catalog.lint_scope import Place, Scope
from bot.catalog.model import Service
from bot.catalog.part import Conditional, When
from bot.catalog.situation import Question

MOST_WAYS = 20_000
"""Services with more combinations of answers are checked on so many of them."""


def when_names(service: Service, _: Scope) -> Iterator[Place]:
    """A `when` names a question or option that the service does not have."""
    options = {q.id: {option.id for option in q.options} for q in service.questions}
    for field, part in service.conditionals():
        name = _part(field, part)
        for question, allowed in part.when.items():
            if question not in options:
                yield name, f"`when` names question {question!r}, which the service does not ask"
                continue
            for option in allowed:
                if option not in options[question]:
                    yield name, f"`when` names option {question}.{option}, which does not exist"


def question_order(service: Service, _: Scope) -> Iterator[Place]:
    """A question depends on one that comes later."""
    seen: set[str] = set()
    for question in service.questions:
        for needed in question.when:
            if needed not in seen:
                yield f"questions.{question.id}", f"depends on {needed!r}, which comes later"
        seen.add(question.id)


def idle_questions(service: Service, _: Scope) -> Iterator[Place]:
    """A question decides nothing."""
    used = {question for _, part in service.conditionals() for question in part.when}
    for question in service.questions:
        if question.id not in used:
            yield f"questions.{question.id}", "no part depends on this question: it decides nothing"


def always_true_when(service: Service, _: Scope) -> Iterator[Place]:
    """A `when` lists every option, so it says nothing."""
    options = {q.id: {option.id for option in q.options} for q in service.questions}
    conditional = {q.id for q in service.questions if q.when}
    for field, part in service.conditionals():
        for question, allowed in part.when.items():
            if question not in conditional and set(allowed) >= options.get(question, {""}):
                yield field, f"`when` lists every option of {question!r}, so it says nothing"


def unrecognisable_options(service: Service, _: Scope) -> Iterator[Place]:
    """An option cannot be recognised in what people say."""
    for question in service.questions:
        for option in question.options:
            bounded = option.from_ is not None or option.to is not None
            if len(option.say) < (1 if bounded else 2):
                yield f"questions.{question.id}.{option.id}", "too few `say` phrases"


def contradictory_when(service: Service, _: Scope) -> Iterator[Place]:
    """A `when` can never hold: it contradicts the one of a question it names."""
    questions = {question.id: question for question in service.questions}
    for field, part in service.conditionals():
        for name, allowed in _demands(part.when, questions):
            if name in part.when and not set(part.when[name]) & set(allowed):
                yield _part(field, part), f"needs another answer to {name!r} than its own question"


def unreachable_options(service: Service, _: Scope) -> Iterator[Place]:
    """An option can never be chosen."""
    asked = {question for way in _ways(service) for question in way}
    for question in service.questions:
        if question.id not in asked:
            yield f"questions.{question.id}", "is never asked: earlier answers always decide"
        yield from _unreachable_by_number(question)


def _unreachable_by_number(question: Question) -> Iterator[Place]:
    lowest, highest = float("-inf"), float("inf")
    earlier: list[tuple[float, float]] = []
    for option in question.options:
        if option.from_ is None and option.to is None:
            continue
        start = lowest if option.from_ is None else option.from_
        end = highest if option.to is None else option.to
        place = f"questions.{question.id}.{option.id}"
        if start >= end:
            yield place, f"no number lies from {start:g} to below {end:g}"
        elif any(first <= start and end <= last for first, last in earlier):
            yield place, "an option before it takes all of its numbers"
        earlier.append((start, end))


def orphans(service: Service, _: Scope) -> Iterator[Place]:
    """A part (material, condition, step …) belongs to no combination of answers."""
    whole = list(_ways(service))
    if len(whole) >= MOST_WAYS:
        return
    ended = [next((o for o in service.outcomes if _holds(o.when, way)), None) for way in whole]
    open_ways = [way for way, outcome in zip(whole, ended) if outcome is None]
    for field, part in service.conditionals():
        if field == "questions" or not part.when:
            continue
        if field == "outcomes":
            belongs = any(part is outcome for outcome in ended)
        else:
            belongs = any(_holds(part.when, way) for way in open_ways)
        if not belongs:
            yield _part(field, part), "belongs to no combination of answers"


def given_answers(service: Service, scope: Scope) -> Iterator[Place]:
    """A life event settles (`given`) a question or option that the service does not have."""
    options = {q.id: {option.id for option in q.options} for q in service.questions}
    for event in scope.catalog.life_events.values():
        for part in event.services:
            for given in part.given if part.service == service.id else ():
                if given.option not in options.get(given.question, ()):
                    yield f"life_events.{event.id}", f"no answer {given.question}.{given.option}"


def _ways(service: Service) -> Iterator[dict[str, str]]:
    """Combinations of answers; a way ends where an outcome is certain."""
    return islice(_answered(service, {}, service.questions), MOST_WAYS)


def _answered(
    service: Service, answers: dict[str, str], left: tuple[Question, ...]
) -> Iterator[dict[str, str]]:
    if not left or any(_holds(outcome.when, answers) for outcome in service.outcomes):
        yield answers
        return
    first, *others = left
    if not _holds(first.when, answers):
        yield from _answered(service, answers, tuple(others))
        return
    for option in first.options:
        yield from _answered(service, {**answers, first.id: option.id}, tuple(others))


def _holds(when: When, answers: Mapping[str, str]) -> bool:
    return all(answers.get(question) in options for question, options in when.items())


def _demands(
    when: When, questions: Mapping[str, Question]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What must be answered so that the questions a `when` names are asked at all."""
    for name in when:
        yield from (questions[name].when if name in questions else {}).items()


def _part(field: str, part: Conditional) -> str:
    return f"{field}.{getattr(part, 'id', getattr(part, 'name', ''))}".rstrip(".")
