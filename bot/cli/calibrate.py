"""`banshi calibrate`: learn anew how far the ranking of services can be trusted."""

from __future__ import annotations

import time

import typer


def calibrate() -> None:
    """Learn the certainty of rankings from the training phrases, by cross-validation.

    Worth doing after many phrases were added or the linker was changed; takes some minutes.
    """
    from bot.catalog.calibration import calibrate as learn
    from bot.catalog.load import load_catalog
    from bot.runtime import NLU_FOLDER, know_names, outside
    from bot.settings import Settings
    from bot.text.lexicon import Lexicon

    settings = Settings.from_env()
    started = time.perf_counter()
    catalog = load_catalog(settings.catalog_dir, phrases=settings.phrases_dir)
    know_names(catalog)
    none = outside(settings.phrases_dir, NLU_FOLDER)
    model = learn(catalog, none, lexicon=Lexicon.read(settings.entities_dir))
    model.write(settings.certainty_file)
    typer.echo(f"{settings.certainty_file}: written in {time.perf_counter() - started:.0f} s")
