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
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.understanding_peers import DIET_EPOCHS, PEERS, SEED, sentences
from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog
from bot.evaluation.questions import Question, read_questions
from bot.runtime import know_names

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "understanding.json"
README = ROOT / "benchmarks" / "README.md"
BEGIN, END = "<!-- understanding -->", "<!-- /understanding -->"
TEST = ROOT / "data" / "questions" / "test.jsonl"
CURVE = (5, 10, 20, 40, 0)
SLOW = ("spaCy textcat", "Rasa DIET")
"""Peers that learn for many minutes, one of them for an hour; measured with `--all` or `--only`,
and until then the row of their last run stands with the sentences it was learnt from."""


@dataclass(frozen=True)
class Row:
    """What one peer scored."""

    name: str
    top1: float
    top3: float
    fit_seconds: float
    milliseconds: float
    sentences: int


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
        f"{' and '.join(SLOW)} take many minutes to fit and are measured with `--all` or `--only`: "
        "their rows are those of the last time, with the sentences of that day, and their times "
        "to fit upper bounds: such long fits run beside other work. DIET learns for "
        f"{DIET_EPOCHS} of its 100 epochs: of these sentences one takes over four minutes, and "
        "after four it names the right service for 99 % of those it learns from.\n",
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
