"""Of several who need the same classifier one fits it, and a folder of them does not grow."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

from bot.catalog import fitted as kept
from bot.catalog.fitted import fitted
from bot.text.linear import LinearClassifier

TEXTS, LABELS = ["办居住证", "补身份证", "办狗证"], ["permit", "id-card", "dog"]


def features(text: str) -> list[str]:
    return list(text)


def fit() -> LinearClassifier:
    return LinearClassifier.fit(TEXTS, LABELS, features=features, temperature=1.0)


def test_of_three_at_once_one_fits_and_all_have_the_same(tmp_path: Path) -> None:
    times, begin = [], Barrier(3)

    def counted() -> LinearClassifier:
        times.append(1)
        return fit()

    def need() -> list[float]:
        begin.wait()
        found = fitted(tmp_path / "new" / "one.npz", counted, features=features)
        return [float(margin) for margin in found.margins("办狗证")]

    with ThreadPoolExecutor(3) as pool:
        needing = [pool.submit(need) for _ in range(3)]
        margins = [needed.result() for needed in needing]
    assert len(times) == 1
    assert margins[0] == margins[1] == margins[2]


def test_what_was_forked_meanwhile_and_lives_on_keeps_nobody_out(tmp_path: Path) -> None:
    fork = get_context("fork")
    left = fork.Process(target=signal.pause)

    def forking() -> LinearClassifier:
        left.start()
        return fit()

    fitted(tmp_path / "one.npz", forking, features=features)
    other = fork.Process(
        target=fitted, args=(tmp_path / "two.npz", fit), kwargs={"features": features}
    )
    other.start()
    other.join(60)
    left.kill()
    left.join()
    assert other.exitcode == 0


def test_the_longest_unused_goes_and_what_is_used_stays(tmp_path: Path) -> None:
    names = [f"{number}.npz" for number in range(kept.KEPT)]
    for age, name in enumerate(names):
        fitted(tmp_path / name, fit, features=features)
        os.utime(tmp_path / name, (age, age))
    fitted(tmp_path / names[0], fit, features=features)
    fitted(tmp_path / "new.npz", fit, features=features)
    left = {file.name for file in tmp_path.glob("*.npz")}
    assert left == {"new.npz", *names} - {names[1]}
