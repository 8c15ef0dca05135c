"""The search engines that are compared: each is made from services and gives ids for a query."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from bot.catalog.model import Catalog, Service
from bot.catalog.search import SearchIndex
from bot.text.segment import words

TOP = 10
Find = Callable[[str], list[str]]


def banshi(found: list[Service]) -> Find:
    """Our own."""
    index = SearchIndex(Catalog.construct(services={s.id: s for s in found}))
    return lambda query: [hit.service for hit in index.find(query, limit=TOP)]


def _text(service: Service) -> str:
    return " ".join(
        (service.name, *service.everyday_names, *service.keywords, *service.sample_questions)
    )


def bm25s(found: list[Service]) -> Find:
    """bm25s over words of jieba."""
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
    """rank-bm25 over words of jieba."""
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([list(words(_text(s))) for s in found])
    ids = [service.id for service in found]
    return lambda query: [
        ids[place] for place in index.get_scores(list(words(query))).argsort()[::-1][:TOP]
    ]


def sqlite_fts5(found: list[Service]) -> Find:
    """SQLite FTS5 with its trigram tokenizer."""
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
    """tantivy over words of jieba."""
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
    """Whoosh over words of jieba, in memory."""
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


BANSHI = "Banshi"

ENGINES: dict[str, Callable[[list[Service]], Find]] = {
    BANSHI: banshi,
    "tantivy + jieba": tantivy_jieba,
    "SQLite FTS5 trigram": sqlite_fts5,
    "bm25s + jieba": bm25s,
    "rank-bm25 + jieba": rank_bm25,
    "Whoosh + jieba": whoosh,
}

LARGEST = {"rank-bm25 + jieba": 10_000, "Whoosh + jieba": 10_000}
"""Engines that take minutes beyond so many services."""
