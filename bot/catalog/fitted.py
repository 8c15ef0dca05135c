"""The fitted classifier of a linker, kept in a file: of several processes one fits, others wait."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.catalog.examples import Outside, examples
from bot.catalog.model import Catalog
from bot.text.counting import Features
from bot.text.lexicon import Lexicon
from bot.text.linear import LinearClassifier

CODE = "14"
"""Part of the name of a file; raise it when fitting changes."""

C = 1.0
"""Regularisation; 0.2, 0.5, 1 and 2 were tried on the development questions."""

TEMPERATURE = 0.14
"""Turns margins into probabilities that mean what they say; see the reliability table."""

MANY = 2000
RARE = 3
"""With this many sentences, what stands in fewer than three is left out: as accurate, a third the
size."""

_in_this_process = threading.Lock()
KEPT = 8
"""Files of a folder; each has some 50 MB, and every catalogue whose words changed has its own."""


def classifier_of(
    catalog: Catalog, outside: Outside, *, lexicon: Lexicon, cache: Path | None
) -> LinearClassifier:
    """Fitted on the catalogue's own words and on sentences that no service owns."""
    texts, labels = examples(catalog, outside, lexicon=lexicon)
    if cache is None:
        return fit(texts, labels, lexicon=lexicon)
    key = hashlib.sha256("\n".join((CODE, *texts, *labels)).encode()).hexdigest()
    path = cache / f"{key[:16]}.npz"
    return fitted(path, lambda: fit(texts, labels, lexicon=lexicon), features=lexicon.features)


def fit(texts: Sequence[str], labels: Sequence[str], *, lexicon: Lexicon) -> LinearClassifier:
    """The classifier of a linker, from plain texts and what they mean."""
    return LinearClassifier.fit(
        texts,
        labels,
        features=lexicon.features,
        c=C,
        temperature=TEMPERATURE,
        least=RARE if len(texts) >= MANY else 1,
    )


def fitted(
    path: Path, fit: Callable[[], LinearClassifier], *, features: Features
) -> LinearClassifier:
    """What this file keeps; where there is none yet, it is fitted and kept now."""
    data = _read(path)
    if data is None:
        with _alone(path.parent):
            data = _read(path) or _keep(path, fit().to_bytes())
    return LinearClassifier.from_bytes(data, features=features)


def _read(path: Path) -> bytes | None:
    """The file's content; its time says when it was last of use."""
    with contextlib.suppress(OSError):
        os.utime(path)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other process or thread fits for this folder.

    A lock of lockf(3) is the process's own: what it forks does not hold it on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _in_this_process, (folder / "lock").open("w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        yield


def _keep(path: Path, data: bytes) -> bytes:
    """Writes through a neighbour, so that nobody reads half a file; the longest unused go."""
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)
    newest = sorted(path.parent.glob("*.npz"), key=lambda file: -file.stat().st_mtime)
    for unused in newest[KEPT:]:
        unused.unlink()
    return data
