"""`banshi train`: what is wrong is said before minutes of training, and Rasa's own words are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.model_training import TrainingResult
from typer.testing import CliRunner

from bot.cli import app
from bot.conversation import training


def test_a_broken_catalogue_is_told_before_anything_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "permit.yml").write_text("id: other\n")
    monkeypatch.setenv("BANSHI_CATALOG_DIR", str(tmp_path))
    monkeypatch.setattr(training, "train", lambda *_: pytest.fail("trained"))
    monkeypatch.setattr("bot.logs.configure", lambda _: None)
    done = CliRunner().invoke(app, ["train", "--force"])
    assert (done.exit_code, "training" in done.stdout) == (1, False)
    assert done.stderr.startswith("banshi: the catalogue is broken:\n")


def test_rasa_does_not_name_the_folder_of_the_training(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rasa.shared.utils import cli

    def trained(*, output: str, **_: object) -> TrainingResult:
        model = Path(output) / "model.tar.gz"
        model.touch()
        cli.print_success(f"saved at {model}")
        return TrainingResult(str(model), 0)

    monkeypatch.setattr("rasa.model_training.train", trained)
    training.train(root, tmp_path)
    cli.print_success("whole again")
    assert (tmp_path / "model.tar.gz").exists()
    assert "saved at" not in (shown := capsys.readouterr().out)
    assert "whole again" in shown
