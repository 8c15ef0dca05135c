"""A measurement that breaks or hangs costs its own result only, and the stock peer is trained once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks import suite
from benchmarks.lab import Lab
from benchmarks.peers.stock.training import Trained, bars, trained
from benchmarks.processes import end_left_over
from benchmarks.report import Result
from benchmarks.talk import sample

LOG = """Epochs:   0%|          | 0/11 [00:00<?, ?it/s]
Epochs:   9%|▉         | 1/11 [01:00<10:00, 60.0s/it]\rEpochs:   9%|▉  | 1/11 [01:00<10:00, t_loss=5.9]
Epochs: 100%|██████████| 11/11 [01:40<00:00, 9.1s/it]\rEpochs: 100%|█████| 11/11 [01:40<00:00, t_loss=2]
Epochs:   0%|          | 0/11 [00:00<?, ?it/s]
Epochs:   9%|▉         | 1/11 [00:10<01:40, 10.0s/it]
Epochs: 100%|██████████| 11/11 [00:20<00:00, 1.8s/it]
"""


def test_the_next_measurement_runs_after_one_that_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(lab: Lab) -> Result:
        raise RuntimeError("the worker ended")

    def fine(lab: Lab) -> Result:
        return Result("layers", "The floor", "", ())

    monkeypatch.setattr(suite, "MEASUREMENTS", {"turn": broken, "layers": fine})
    done = CliRunner().invoke(suite.app, ["turn", "layers", "--quick"])
    assert done.exit_code == 1
    assert "broke: RuntimeError: the worker ended" in done.stdout
    assert "== The floor ==" in done.stdout


def test_what_hangs_is_ended_even_where_time_outs_are_caught() -> None:
    with pytest.raises(suite.TookTooLong), suite._at_most(0.001):
        try:
            time.sleep(30)
        except OSError:
            time.sleep(30)


def test_a_process_left_running_in_the_folder_is_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    run, neighbour = tmp_path / "run", tmp_path / "run2"
    run.mkdir()
    neighbour.mkdir()
    left, other = (subprocess.Popen(command, cwd=folder) for folder in (run, neighbour))
    end_left_over(run)
    assert left.wait(10) < 0
    assert other.poll() is None, "a folder whose name only begins alike"
    other.kill()
    other.wait()


def test_stock_is_trained_once_for_the_same_files(tmp_path: Path) -> None:
    calls = []

    def run(command: list[str], cwd: Path, log: Path) -> float:
        calls.append(command)
        log.write_text(LOG, "utf-8")
        return 150.0

    def project(name: str, epochs: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "config.yml").write_text(f"epochs: {epochs}", "utf-8")
        return folder

    kept = tmp_path / "kept"
    first = trained(project("one", 10), kept=kept, run=run)
    again = trained(project("two", 10), kept=kept, run=run)
    assert (len(calls), again) == (1, first)
    trained(project("three", 20), kept=kept, run=run)
    assert len(calls) == 2


def test_seconds_of_an_epoch_leave_out_the_first_of_each_bar() -> None:
    assert bars(LOG) == (11, (40 + 10) / 10)


def test_more_epochs_take_more_of_the_same() -> None:
    assert Trained(Path(), 10, 150.0, 5.0, "").full_seconds == 150 + 90 * 5


def test_no_question_is_said_twice_in_a_measurement() -> None:
    questions = [sample(number) for number in range(0, 1200, 2)]
    assert len(set(questions)) == len(questions)
