"""Training of the model, fitting of the linker: only when what they depend on has changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import yaml

from bot.clock import china_today
from bot.conversation.deferred import components_by_name_only
from bot.errors import ModelError
from bot.settings import Settings

DEPENDS_ON = (
    "config.yml", "domain.yml", "data/nlu", "data/stories", "data/phrases", "data/entities",
    "bot/nlu", "bot/text",
)  # fmt: skip
LINKER_DEPENDS_ON = ("data/nlu", "bot/catalog", "bot/text", "bot/runtime.py")
"""Besides the folders that settings name."""

FINGERPRINT = "fingerprint"
OURS = "bot."
"""What the names of this project's own components begin with."""


def fingerprint(root: Path, names: Iterable[str | Path] = DEPENDS_ON) -> str:
    """Changes whenever one of these files does, or one in these folders."""
    digest = hashlib.sha256()
    for name in names:
        path = root / name
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if file.suffix in {".yml", ".py", ".txt"}:
                digest.update(file.as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def model_up_to_date(root: Path, models: Path) -> bool:
    """True where the newest model was trained on exactly these files."""
    stamp = models / FINGERPRINT
    return (
        stamp.exists()
        and any(models.glob("*.tar.gz"))
        and stamp.read_text("utf-8").strip() == fingerprint(root)
    )


def linker_up_to_date(root: Path, settings: Settings) -> bool:
    """True where the linker of the shipped catalogue was fitted on exactly these files."""
    stamp = settings.data_dir / "linker" / FINGERPRINT
    return (
        stamp.exists()
        and any(stamp.parent.glob("*.npz"))
        and stamp.read_text("utf-8") == _linker_fingerprint(root, settings)
    )


def fit_linker(root: Path, settings: Settings) -> None:
    """Makes the shipped catalogue ready, so that no start has to; raises CatalogError."""
    from bot.catalog.load import load_catalog
    from bot.runtime import Runtime

    catalog = load_catalog(settings.catalog_dir, phrases=settings.phrases_dir)
    Runtime(settings, china_today).prepare(catalog)
    stamp = settings.data_dir / "linker" / FINGERPRINT
    stamp.write_text(_linker_fingerprint(root, settings), "utf-8")


def _linker_fingerprint(root: Path, settings: Settings) -> str:
    folders = (settings.catalog_dir, settings.phrases_dir, settings.entities_dir)
    return fingerprint(root, (*LINKER_DEPENDS_ON, *folders))


def train(root: Path, models: Path) -> Path:
    """Trains and gives the model's file; raises ModelError when Rasa refuses the data.

    The model appears under its name only once it is whole: a server that starts or reloads
    meanwhile must not find half of one.
    """
    from rasa.model_training import train as rasa_train

    models.mkdir(parents=True, exist_ok=True)
    lighter = components_by_name_only() if _trains_ours_only(root) else nullcontext()
    with (
        lighter,
        _no_word_of_success(),
        tempfile.TemporaryDirectory(dir=models, prefix=".training-") as folder,
    ):
        result = rasa_train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data" / "nlu"), str(root / "data" / "stories")],
            output=folder,
            force_training=True,
        )
        if result.model is None:
            raise ModelError("training made no model; the lines above say why")
        model = Path(result.model).replace(models / Path(result.model).name)
    (models / FINGERPRINT).write_text(fingerprint(root), "utf-8")
    return model


@contextmanager
def _no_word_of_success() -> Iterator[None]:
    """Keeps Rasa from naming the folder of the training, which is gone when anybody looks."""
    from rasa.shared.utils import cli

    said, cli.print_success = cli.print_success, lambda *_: None
    try:
        yield
    finally:
        cli.print_success = said


def _trains_ours_only(root: Path) -> bool:
    config = yaml.safe_load((root / "config.yml").read_text("utf-8"))
    components = (*(config.get("pipeline") or ()), *(config.get("policies") or ()))
    return all(component["name"].startswith(OURS) for component in components)
