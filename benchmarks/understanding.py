"""Which service is meant: our linker beside its peers, same texts, same test questions.

    .venv/bin/python -m benchmarks.understanding [--all] [--no-curve] [--only PEER]

Every peer learns from the same sentences (names, sample questions and phrases of the catalogue)
and answers the `service` questions of data/questions/test.jsonl. Only aggregates are shown.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import spacy
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from spacy.training import Example

from bot.catalog.linker import Linker
from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog, Service
from bot.evaluation.questions import Question, read_questions
from bot.runtime import NLU_FOLDER, know_names, outside
from bot.settings import Settings
from bot.text.features import features
from bot.text.lexicon import Lexicon
from bot.text.normalise import normalise
from bot.text.segment import words

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "understanding.json"
README = ROOT / "benchmarks" / "README.md"
BEGIN, END = "<!-- understanding -->", "<!-- /understanding -->"
TEST = ROOT / "data" / "questions" / "test.jsonl"
CURVE = (5, 10, 20, 40, 0)
SEED = 7
DIET_EPOCHS = 100
SLOW = ("spaCy textcat", "Rasa DIET")
"""Peers that learn for many minutes, one of them for an hour; measured with `--all` or `--only`,
and until then the row of their last run stands with the sentences it was learnt from."""

SPACY_EPOCHS = 4

Rank = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Row:
    """What one peer scored."""

    name: str
    top1: float
    top3: float
    fit_seconds: float
    milliseconds: float
    sentences: int


def sentences(catalog: Catalog) -> tuple[list[str], list[str]]:
    """The texts every peer learns from, normalised, with their services."""
    pairs = sorted(
        {
            (normalise(text), service.id)
            for service in catalog.services.values()
            for text in _texts(service)
            if text.strip()
        }
    )
    return [text for text, _ in pairs], [label for _, label in pairs]


def _texts(service: Service) -> Sequence[str]:
    named = (service.name, service.short_name, service.summary, *service.everyday_names)
    asked = (*service.sample_questions, *service.phrases, *(faq.q for faq in service.faq))
    return (*named, *asked)


def ours(catalog: Catalog) -> Rank:
    """The shipped linker."""
    settings = Settings()
    linker = Linker.build(
        catalog,
        outside=outside(settings.phrases_dir, NLU_FOLDER),
        lexicon=Lexicon.read(settings.entities_dir),
    )
    return lambda text: [candidate.service for candidate in linker.link(text).candidates]


def linear_svm(catalog: Catalog) -> Rank:
    """scikit-learn's LinearSVC over jieba words and character 1–3-grams."""
    texts, labels = sentences(catalog)
    vectors = TfidfVectorizer(analyzer=features, sublinear_tf=True)
    model = LinearSVC(C=0.5, dual=True, random_state=0)
    model.fit(vectors.fit_transform(texts), labels)

    def rank(text: str) -> list[str]:
        margins = model.decision_function(vectors.transform([normalise(text)]))[0]
        return [str(model.classes_[place]) for place in np.argsort(-margins)[:3]]

    return rank


def bm25(catalog: Catalog) -> Rank:
    """bm25s over one document a service: all its texts, jieba words and characters."""
    ids = list(catalog.services)
    documents = [
        [token for text in _texts(service) for token in _tokens(normalise(text))]
        for service in catalog.services.values()
    ]
    index = bm25s.BM25()
    index.index(documents, show_progress=False)

    def rank(text: str) -> list[str]:
        scores = index.get_scores(_tokens(normalise(text)))
        return [ids[place] for place in np.argsort(-scores)[:3]]

    return rank


def _tokens(text: str) -> list[str]:
    return [*words(text), *(text[i : i + 2] for i in range(len(text) - 1))]


def spacy_textcat(catalog: Catalog) -> Rank:
    """spaCy's text categoriser (bag of words and n-grams) with the jieba segmenter."""
    texts, labels = sentences(catalog)
    names = sorted(set(labels))
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 3,
        "no_output_layer": False,
    }
    pipe = nlp.add_pipe("textcat", config={"model": model})
    for name in names:
        pipe.add_label(name)  # type: ignore[attr-defined]
    examples = [
        Example.from_dict(
            nlp.make_doc(text), {"cats": {name: float(name == label) for name in names}}
        )
        for text, label in zip(texts, labels)
    ]
    nlp.initialize(lambda: examples)
    shuffler = random.Random(SEED)
    for _ in range(SPACY_EPOCHS):
        shuffler.shuffle(examples)
        for start in range(0, len(examples), 64):
            nlp.update(examples[start : start + 64])

    def rank(text: str) -> list[str]:
        cats = nlp(normalise(text)).cats
        return sorted(cats, key=cats.__getitem__, reverse=True)[:3]

    return rank


def rasa_diet(catalog: Catalog) -> Rank:
    """Stock Rasa: DIET with one intent a service; trains for many minutes."""
    from rasa.model_training import train_nlu

    texts, labels = sentences(catalog)
    by_service: dict[str, list[str]] = {}
    for text, label in zip(texts, labels):
        by_service.setdefault(label, []).append(text)
    folder = Path(tempfile.mkdtemp(prefix="diet-"))
    blocks = [
        {"intent": name, "examples": "".join(f"- {text}\n" for text in said)}
        for name, said in by_service.items()
    ]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}), "utf-8")
    pipeline = [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": DIET_EPOCHS, "entity_recognition": False},
    ]
    config = {"recipe": "default.v1", "language": "zh", "pipeline": pipeline, "policies": []}
    (folder / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))

    import asyncio

    from rasa.core.agent import Agent

    agent = Agent.load(model)
    loop = asyncio.new_event_loop()

    def rank(text: str) -> list[str]:
        parsed = loop.run_until_complete(agent.parse_message(normalise(text)))
        return [one["name"] for one in parsed["intent_ranking"][:3]]

    return rank


PEERS: dict[str, Callable[[Catalog], Rank]] = {
    "Banshi": ours,
    "linear SVM": linear_svm,
    "BM25": bm25,
    "spaCy textcat": spacy_textcat,
    "Rasa DIET": rasa_diet,
}


def measure(name: str, catalog: Catalog, questions: Sequence[Question]) -> Row:
    """Fits one peer and asks it every question."""
    started = time.perf_counter()
    rank = PEERS[name](catalog)
    fitted = time.perf_counter()
    ranked = [rank(question.text) for question in questions]
    asked = time.perf_counter()
    first = [bool(set(found[:1]) & set(q.services)) for found, q in zip(ranked, questions)]
    three = [bool(set(found[:3]) & set(q.services)) for found, q in zip(ranked, questions)]
    return Row(
        name,
        round(sum(first) / len(first), 4),
        round(sum(three) / len(three), 4),
        round(fitted - started, 1),
        round((asked - fitted) * 1000 / len(questions), 2),
        len(sentences(catalog)[0]),
    )


def earlier(names: Sequence[str]) -> list[Row]:
    """What these peers scored when they were measured last."""
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"rows": ()}
    rows = [row for row in kept["rows"] if row["name"] in names]
    return [Row(**{"sentences": kept.get("sentences", 0), **row}) for row in rows]


def keep_rows(rows: Sequence[Row]) -> None:
    """Keeps rows measured apart among the results; the next whole run writes the page."""
    kept = json.loads(RESULTS.read_text("utf-8"))
    kept["rows"] = [vars(row) for row in rows]
    kept["left_out"] = [name for name in PEERS if name not in {row.name for row in rows}]
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def with_phrases(catalog: Catalog, count: int) -> Catalog:
    """The catalogue with so many phrases a service, the same ones each time."""
    shuffler = random.Random(SEED)
    cut = {}
    for service in catalog.services.values():
        phrases = list(service.phrases)
        shuffler.shuffle(phrases)
        cut[service.id] = service.copy(update={"phrases": tuple(phrases[:count])})
    return catalog.copy(update={"services": cut})


def curve(
    catalog: Catalog, questions: Sequence[Question], *, known: Sequence[Row]
) -> list[dict[str, object]]:
    """Accuracy against phrases a service, ours and the plain SVM; with all of them it is known."""
    whole = {row.name: row for row in known}
    rows = []
    for count in CURVE:
        for name in ("Banshi", "linear SVM"):
            row = measure(name, with_phrases(catalog, count), questions) if count else whole[name]
            rows.append({"phrases": count or "all", **vars(row)})
    return rows


def decisions() -> dict[str, Any]:
    """What the whole assistant does with the test questions, as `banshi eval questions` says."""
    banshi = Path(sys.executable).with_name("banshi")
    ran = subprocess.run(
        [str(banshi), "eval", "questions", str(TEST), "--json"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    line = next(line for line in ran.stdout.splitlines() if line.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _decision_lines(found: dict[str, Any]) -> list[str]:
    kinds = {"all": found["overall"], **found["kinds"]}
    columns = ("top1", "top3", "decision", "wrong_answers", "answered_without_service", "aspect")
    heads = ("top-1", "top-3", "right decision", "wrong answers", "answered, no service", "aspect")
    return [
        "\nWhat the whole assistant does with the test questions:\n",
        "| questions | n | " + " | ".join(heads) + " |",
        "|---|---|" + "---|" * len(heads),
        *(
            f"| {name} | {s['questions']} | " + " | ".join(_share(s[c]) for c in columns) + " |"
            for name, s in kinds.items()
        ),
        "\nHow far scores can be trusted: first candidates by score, and how often they are right.\n",
        "| score from | questions | mean score | right |",
        "|---|---|---|---|",
        *(
            f"| {b['low']:.1f} | {b['questions']} | {b['mean_score']:.2f} | {b['right']:.2f} |"
            for b in found["reliability"]
        ),
    ]


def write(found: dict[str, Any], rows: Sequence[Row], points: list[dict[str, object]]) -> None:
    """The results as JSON, and as tables in the README of the benchmarks."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = [
        BEGIN,
        f"## Which service is meant\n\n{found['questions']} held-back questions of one service. "
        f"{' and '.join(SLOW)} take many minutes to fit and are measured with `--all` only: their "
        "rows are those of the last time, with the sentences of that day.\n",
        "| | training sentences | top-1 | top-3 | fit, s | a question, ms |",
        "|---|---|---|---|---|---|",
        *(
            f"| {r.name} | {r.sentences} | {r.top1:.1%} | {r.top3:.1%} | {r.fit_seconds} "
            f"| {r.milliseconds} |"
            for r in rows
        ),
    ]
    if points:
        lines += [
            "\nWhat a phrase is worth:\n",
            "| phrases a service | | top-1 | top-3 |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {p['phrases']} | {p['name']} | {p['top1']:.1%} | {p['top3']:.1%} |" for p in points
        ]
    lines += _decision_lines(found["decisions"])
    left_out = ", ".join(found["left_out"])
    if left_out:
        lines += [f"\nNever measured on these data: {left_out}."]
    section = "\n".join([*lines, END])
    text = README.read_text("utf-8") if README.exists() else "# Benchmarks\n"
    before, begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2] if begin else "\n"
    README.write_text(f"{before.rstrip()}\n\n{section}{after}", "utf-8")


def main() -> None:
    """Measures the peers, the learning curve and the decisions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="Also peers that take an hour.")
    parser.add_argument("--no-curve", action="store_true")
    parser.add_argument(
        "--only", action="append", choices=PEERS, help="This peer; the page is written by the rest."
    )
    chosen = parser.parse_args()
    catalog = load_catalog(ROOT / "data" / "catalog", phrases=ROOT / "data" / "phrases")
    know_names(catalog)
    questions = [q for q in read_questions([TEST]) if q.kind == "service"]
    fresh = chosen.only or [name for name in PEERS if chosen.all or name not in SLOW]
    rows = earlier([name for name in PEERS if name not in fresh])
    for name in fresh:
        rows.append(measure(name, catalog, questions))
        print(rows[-1], flush=True)
    rows.sort(key=lambda row: -row.top1)
    if chosen.only:
        keep_rows(rows)
        return
    points = [] if chosen.no_curve else curve(catalog, questions, known=rows)
    found = {
        "catalog_version": catalog.version,
        "questions": len(questions),
        "rows": [vars(row) for row in rows],
        "curve": points,
        "left_out": [name for name in PEERS if name not in {row.name for row in rows}],
        "decisions": decisions(),
    }
    write(found, rows, points)


if __name__ == "__main__":
    main()
