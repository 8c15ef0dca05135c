"""Training: only when something the model depends on has changed."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from bot.errors import ModelError

DEPENDS_ON = ("config.yml", "domain.yml", "data/nlu", "data/stories", "bot/nlu", "bot/text")
FINGERPRINT = "fingerprint"


def fingerprint(root: Path) -> str:
    """Changes whenever a file the model depends on does."""
    digest = hashlib.sha256()
    for name in DEPENDS_ON:
        path = root / name
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            if file.suffix in {".yml", ".py"}:
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def up_to_date(root: Path, models: Path) -> bool:
    """True where the newest model was trained on exactly these files."""
    stamp = models / FINGERPRINT
    return (
        stamp.exists()
        and any(models.glob("*.tar.gz"))
        and stamp.read_text("utf-8").strip() == fingerprint(root)
    )


def train(root: Path, models: Path) -> Path:
    """Trains and gives the model's file; raises ModelError when Rasa refuses the data.

    The model appears under its name only once it is whole: a server that starts or reloads
    meanwhile must not find half of one.
    """
    from rasa.model_training import train as rasa_train

    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as folder:
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
