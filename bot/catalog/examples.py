"""What the linker learns from: every sentence with what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from bot.catalog.load import read_phrases
from bot.catalog.model import Catalog, LifeEvent, Service
from bot.catalog.named import has_sentences
from bot.text.lexicon import Lexicon

NOTHING = "-"
"""Labels that start with this mean no service of the catalogue."""

EVENT = "+"
"""Labels that start with this mean a life event: several services at once."""

FEW_PHRASES = 10
"""A service with fewer phrases (imported, say) also learns from its materials and conditions."""

MOST_EVENT_SERVICES = 5
ARROW = "→"


@dataclass(frozen=True)
class Outside:
    """Sentences that no single service owns.

    ``nothing`` are those that mean no service here, by kind (small talk, another city, a matter
    that is not in the catalogue …); ``ambiguous`` those that mean one of several services.
    """

    nothing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        """Everything as text, for a fingerprint."""
        for kind, texts in sorted(self.nothing.items()):
            yield from (f"{kind}\t{text}" for text in texts)
        for text, services in sorted(self.ambiguous.items()):
            yield f"{text}\t{' '.join(services)}"


def read_ambiguous(path: Path) -> dict[str, tuple[str, ...]]:
    """Lines ``sentence → service, service``; comments and blank lines are passed over."""
    found: dict[str, tuple[str, ...]] = {}
    for line in read_phrases(path):
        text, arrow, services = line.partition(ARROW)
        if arrow:
            found[text.strip()] = tuple(s.strip() for s in services.split(",") if s.strip())
    return found


def examples(
    catalog: Catalog, outside: Outside, *, lexicon: Lexicon
) -> tuple[list[str], list[str]]:
    """Plain texts and their labels; a sentence of several services stands once for each."""
    plain = lexicon.plain
    shared = {plain(text): ids for text, ids in outside.ambiguous.items()}
    pairs = {
        (text, service.id)
        for service in _learnt(catalog)
        for text in (*map(plain, _texts(service)), *_variants(service, lexicon))
        if text not in shared
    }
    pairs |= {
        (text, service)
        for text, ids in shared.items()
        for service in ids
        if service in catalog.services
    }
    pairs |= {
        (plain(text), f"{EVENT}{event.id}")
        for event in catalog.life_events.values()
        for text in (event.name, *event.everyday_names, *event.sample_questions)
    }
    pairs |= {
        (plain(text), f"{NOTHING}{kind}")
        for kind, texts in outside.nothing.items()
        for text in texts
    }
    ordered = sorted(pair for pair in pairs if pair[0])
    return [text for text, _ in ordered], [label for _, label in ordered]


def _learnt(catalog: Catalog) -> list[Service]:
    """Services with sentences; all of them where none has any."""
    services = list(catalog.services.values())
    return list(filter(has_sentences, services)) or services


def event_services(event: LifeEvent) -> tuple[str, ...]:
    """The services of a life event that are worth offering, in its order."""
    return tuple(part.service for part in event.services)[:MOST_EVENT_SERVICES]


def _texts(service: Service) -> Iterable[str]:
    yield service.name
    yield from filter(None, (service.short_name, service.summary))
    yield from service.everyday_names
    yield from service.sample_questions
    yield from service.phrases
    yield from (faq.q for faq in service.faq)
    if len(service.phrases) < FEW_PHRASES:
        yield from service.keywords
        yield from (condition.text for condition in service.conditions)
        yield from (f"{service.name} {material.name}" for material in service.materials)
        yield from (result.name for result in service.results)


def _variants(service: Service, lexicon: Lexicon) -> Iterable[str]:
    """Names in a frame that could stand around any."""
    for name in filter(None, (service.name, service.short_name, *service.everyday_names)):
        said = lexicon.plain(name)
        if lexicon.before and lexicon.after:
            turn = crc32(name.encode())
            before = lexicon.before[turn // 31 % len(lexicon.before)]
            yield f"{before}{said}{lexicon.after[turn % len(lexicon.after)]}"
