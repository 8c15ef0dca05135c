"""Peers of the linker: each learns from the same sentences and ranks services for a text."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import spacy
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from spacy.training import Example

from bot.catalog.linker import Linker
from bot.catalog.model import Catalog, Service
from bot.runtime import NLU_FOLDER, outside
from bot.settings import Settings
from bot.text.lexicon import Lexicon
from bot.text.normalise import normalise
from bot.text.segment import words

SEED = 7
DIET_EPOCHS = 6
"""Of its 100: an epoch over 23,853 sentences took 266 s on two cores, and after four of them DIET
named the right service for 99.2 % of the sentences it learns from."""

SPACY_EPOCHS = 4

Rank = Callable[[str], Sequence[str]]


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
    vectors = TfidfVectorizer(analyzer=_words_and_grams, sublinear_tf=True)
    model = LinearSVC(C=0.5, dual=True, random_state=0)
    model.fit(vectors.fit_transform(texts), labels)

    def rank(text: str) -> list[str]:
        margins = model.decision_function(vectors.transform([normalise(text)]))[0]
        return [str(model.classes_[place]) for place in np.argsort(-margins)[:3]]

    return rank


def _words_and_grams(text: str) -> list[str]:
    grams = (text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1))
    return [*(f"w:{word}" for word in words(text)), *grams]


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
