"""`banshi calibrate`: learn anew how far rankings can be trusted, and which words are said."""

from __future__ import annotations

import time

import typer


def calibrate() -> None:
    """Learn from the training phrases how sure a ranking is, and the words that pinyin means.

    The first by cross-validation. Worth doing after many phrases were added or the linker was
    changed; takes some minutes.
    """
    from bot.catalog.calibration import calibrate as learn
    from bot.catalog.examples import examples
    from bot.catalog.load import load_catalog
    from bot.runtime import NLU_FOLDER, know_names, outside
    from bot.settings import Settings
    from bot.text import spelled
    from bot.text.elsewhere import cities
    from bot.text.lexicon import Lexicon
    from bot.text.rewording import places

    settings = Settings.from_env()
    started = time.perf_counter()
    catalog = load_catalog(settings.catalog_dir, phrases=settings.phrases_dir)
    know_names(catalog)
    none = outside(settings.phrases_dir, NLU_FOLDER)
    lexicon = Lexicon.read(settings.entities_dir)
    texts, _ = examples(catalog, none, lexicon=lexicon)
    names = (*places(settings.entities_dir), *cities(settings.entities_dir))
    said = spelled.said(sorted(set(texts)), names=names)
    spelled.write(said, settings.entities_dir)
    # Rankings are judged as they will be made, with the words just written.
    renewed = lexicon.reading(spelled.Spelling.of(spelled.entries(said)))
    learn(catalog, none, lexicon=renewed).write(settings.certainty_file)
    typer.echo(
        f"written in {time.perf_counter() - started:.0f} s: {settings.certainty_file}, "
        f"{settings.entities_dir / spelled.FILE}"
    )
