"""Search over 100,000 services: build time, memory, latency and what is found, beside peers.

    .venv/bin/python benchmarks/search.py [--services 100000] [--queries 400] [--only NAME]

Each engine runs in a process of its own. The services are the shipped ones and variations of
them (place and kind of applicant), so that every query has one right name and many near ones.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bot.catalog.load import load_catalog
from bot.catalog.model import Catalog, Service
from bot.catalog.search import SearchIndex
from bot.text.pinyin import full, initials
from bot.text.segment import words

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "search.json"
README = ROOT / "benchmarks" / "README.md"
BEGIN, END = "<!-- search -->", "<!-- /search -->"
TOP = 10
Find = Callable[[str], list[str]]

PLACES = (
    "广州 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 "
    "茂名 肇庆 清远 潮州 揭阳 云浮 福田 罗湖 南山 盐田 宝安 龙岗 龙华 坪山 "
    "光明 大鹏 天河 越秀 荔湾 海珠 白云 黄埔 番禺 花都 南沙 增城"
).split()
KINDS = (
    "个人 企业 代办 异地 首次 续期 变更 注销 补办 军人 学生 老年人 港澳居民 "
    "台湾居民 外国人 农村居民 个体工商户 社会组织 事业单位 合作社"
).split()


def services(size: int) -> Iterator[Service]:
    """The shipped services, then variations of them."""
    shipped = list(load_catalog(ROOT / "data" / "catalog").services.values())
    made = 0
    while made < size:
        turn, at = divmod(made, len(shipped))
        service = shipped[at]
        if turn:
            place = PLACES[turn % len(PLACES)]
            kind = KINDS[turn // len(PLACES) % len(KINDS)]
            prefix = f"{place}{kind}"
            service = service.copy(
                update={
                    "id": f"{service.id}-{turn}",
                    "name": f"{prefix}{service.name}",
                    "short_name": "",
                    "everyday_names": tuple(f"{prefix}{n}" for n in service.everyday_names[:6]),
                    "sample_questions": tuple(f"{place}{q}" for q in service.sample_questions[:4]),
                }
            )
        yield service
        made += 1


def queries(found: list[Service], count: int) -> list[tuple[str, str, str]]:
    """(kind, query, the id that must be found), the same every time."""
    chance = random.Random(39554)
    made = []
    for service in chance.choices(found, k=count):
        name = chance.choice((service.name, *service.everyday_names[:3]))
        at = chance.randrange(len(name))
        kind = chance.choice(("name", "part", "wrong character", "pinyin", "initials", "as typed"))
        query = {
            "name": name,
            "part": name[: max(4, len(name) * 2 // 3)],
            "wrong character": f"{name[:at]}叉{name[at + 1 :]}",
            "pinyin": "".join(full(name)),
            "initials": initials(name),
            "as typed": name[: max(3, len(name) // 2)],
        }[kind]
        made.append((kind, query, service.id))
    return made


def banshi(found: list[Service]) -> Find:
    index = SearchIndex(Catalog.construct(services={s.id: s for s in found}))
    return lambda query: [hit.service for hit in index.find(query, limit=TOP)]


def _text(service: Service) -> str:
    return " ".join(
        (service.name, *service.everyday_names, *service.keywords, *service.sample_questions)
    )


def bm25s(found: list[Service]) -> Find:
    import bm25s as peer

    index = peer.BM25()
    index.index([list(words(_text(s))) for s in found], show_progress=False)
    ids = [service.id for service in found]

    def find(query: str) -> list[str]:
        tokens = [token for token in words(query) if token in index.vocab_dict]
        if not tokens:
            return []
        places, _ = index.retrieve([tokens], k=TOP, show_progress=False)
        return [ids[int(place)] for place in places[0]]

    return find


def rank_bm25(found: list[Service]) -> Find:
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([list(words(_text(s))) for s in found])
    ids = [service.id for service in found]
    return lambda query: [
        ids[place] for place in index.get_scores(list(words(query))).argsort()[::-1][:TOP]
    ]


def sqlite_fts5(found: list[Service]) -> Find:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE s USING fts5(id UNINDEXED, text, tokenize='trigram')")
    database.executemany("INSERT INTO s VALUES (?, ?)", ((s.id, _text(s)) for s in found))

    def find(query: str) -> list[str]:
        grams = [query[at : at + 3] for at in range(max(len(query) - 2, 0))]
        match = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
        if not match:
            return []
        rows = database.execute(
            "SELECT id FROM s WHERE s MATCH ? ORDER BY rank LIMIT ?", (match, TOP)
        )
        return [row[0] for row in rows]

    return find


def tantivy_jieba(found: list[Service]) -> Find:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for service in found:
        writer.add_document(tantivy.Document(id=service.id, text=" ".join(words(_text(service)))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(query: str) -> list[str]:
        plain = " ".join(w for w in words(query) if w.isalnum())
        if not plain:
            return []
        hits = searcher.search(index.parse_query(plain, ["text"]), TOP).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return find


def whoosh(found: list[Service]) -> Find:
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import OrGroup, QueryParser

    schema = Schema(id=ID(stored=True), text=TEXT(analyzer=SpaceSeparatedTokenizer()))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for service in found:
        writer.add_document(id=service.id, text=" ".join(words(_text(service))))
    writer.commit()
    searcher = index.searcher()
    parser = QueryParser("text", schema, group=OrGroup)

    def find(query: str) -> list[str]:
        plain = " ".join(w for w in words(query) if w.isalnum())
        return [hit["id"] for hit in searcher.search(parser.parse(plain), limit=TOP)]

    return find


ENGINES: dict[str, Callable[[list[Service]], Find]] = {
    "banshi": banshi,
    "tantivy+jieba": tantivy_jieba,
    "SQLite FTS5 trigram": sqlite_fts5,
    "bm25s+jieba": bm25s,
    "rank-bm25+jieba": rank_bm25,
    "whoosh+jieba": whoosh,
}


def measure(name: str, size: int, count: int) -> dict[str, object]:
    """Builds one engine, asks every query once, and gives what that took."""
    found = list(services(size))
    asked = queries(found, count)
    words("预热")
    before = psutil.Process().memory_info().rss
    started = time.perf_counter()
    find = ENGINES[name](found)
    built = time.perf_counter() - started
    memory = psutil.Process().memory_info().rss - before
    find("预热一下")
    times: list[float] = []
    right: dict[str, list[bool]] = {}
    for kind, query, wanted in asked:
        started = time.perf_counter()
        hits = find(query)
        times.append((time.perf_counter() - started) * 1000)
        right.setdefault(kind, []).append(wanted in hits)
    times.sort()
    return {
        "engine": name,
        "services": len(found),
        "queries": len(asked),
        "build_seconds": round(built, 1),
        "memory_mb": round(memory / 1e6),
        "peak_process_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "median_ms": round(times[len(times) // 2], 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "found_in_10": {kind: round(sum(r) / len(r), 3) for kind, r in sorted(right.items())},
    }


def write(rows: list[dict[str, object]]) -> None:
    """The results as JSON, and as a table in the README of the benchmarks."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    kinds = sorted({kind for row in rows for kind in row["found_in_10"]})  # type: ignore[attr-defined]
    head = ["engine", "build s", "memory MB", "median ms", "p95 ms", *kinds]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in rows:
        right = [f"{row['found_in_10'].get(kind, 0):.0%}" for kind in kinds]  # type: ignore[attr-defined]
        cells = [row["engine"], row["build_seconds"], row["memory_mb"], row["median_ms"]]
        lines.append(f"| {' | '.join(map(str, [*cells, row['p95_ms'], *right]))} |")
    about = (
        f"{rows[0]['services']:,} services, {rows[0]['queries']} queries of six kinds; the last "
        "columns say how often the right service was among the first ten. "
        "`.venv/bin/python benchmarks/search.py` measures anew."
    )
    section = "\n".join([BEGIN, "## Search", "", about, "", *lines, END])
    text = README.read_text("utf-8") if README.exists() else "# Benchmarks\n"
    if BEGIN in text:
        text = text[: text.index(BEGIN)] + section + text[text.index(END) + len(END) :]
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    README.write_text(text, "utf-8")


def main() -> None:
    """Measures every engine, each in its own process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.out:
        options.out.write_text(
            json.dumps(measure(options.only, options.services, options.queries)), "utf-8"
        )
        return
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.only] if options.only else ENGINES:
            out = Path(folder) / "one.json"
            size = ["--services", str(options.services), "--queries", str(options.queries)]
            command = [sys.executable, __file__, *size, "--only", name, "--out", str(out)]
            subprocess.run(command, check=True, cwd=ROOT)
            rows.append(json.loads(out.read_text("utf-8")))
            print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
            if not options.only:
                write(rows)


if __name__ == "__main__":
    main()
