"""Every text the shipped assistant is trained on, for checks of overlap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.catalog.examples import Outside
from bot.catalog.model import Catalog


def trained_texts(catalog: Catalog, outside: Outside, nlu: Path) -> Iterator[str]:
    """Phrases, names and sample questions, sentences of no service, and the intents' examples."""
    for service in catalog.services.values():
        yield from (service.name, service.short_name, *service.everyday_names)
        yield from (*service.sample_questions, *service.phrases, *(faq.q for faq in service.faq))
    for event in catalog.life_events.values():
        yield from (event.name, *event.everyday_names, *event.sample_questions)
    yield from outside.ambiguous
    for texts in outside.nothing.values():
        yield from texts
    for path in sorted(nlu.glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = (line.strip() for line in block.get("examples", "").splitlines())
            yield from (line[2:].strip() for line in lines if line.startswith("- "))
