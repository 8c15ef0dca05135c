"""Pinyin written out (「sfz diule zenme bu」) read as Chinese, as an input method does.

The words and their counts are those of the training phrases (`data/entities/said.txt`, written
by `banshi calibrate`), so what is read is what people ask about here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from math import log
from pathlib import Path

from bot.text.pinyin import full
from bot.text.segment import words

FILE = "said.txt"

LONGEST = 3
"""Entries are runs of up to so many words: 「怎么补」 tells 补 from 不."""

SEEN = 4
"""What was said less often is left out; with three the file is half as large again, and as
much pinyin is read."""

OFTEN = 10
"""Words said this often, and places, are known by their initials too."""

INITIALS = range(3, 6)
"""So many letters without a vowel are the initials of a word of as many characters."""

INITIALS_COST = 9.0
UNKNOWN = 18.0
"""What initials, and a piece that cannot be read, cost in nats; a rare entry costs ten."""

MOSTLY = 0.6
"""Where less of the letters can be read, they are some other language."""

_RUN = re.compile(r"[a-z](?:[a-z '’]*[a-z])?")
_PIECE = re.compile(r"[a-z]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_VOWEL = re.compile("[aeiou]")


@dataclass(frozen=True)
class Entry:
    """Some words in a row; ``cost`` in nats; ``ends`` of its syllables, in letters."""

    text: str
    cost: float
    ends: tuple[int, ...]

    def fits(self, at: int, spaces: Iterable[int]) -> bool:
        """A space stands between syllables only."""
        last = at + self.ends[-1]
        inside = {place - at for place in spaces if at < place < last}
        return not inside or inside <= set(self.ends)


@dataclass(frozen=True)
class Spelling:
    """Entries by how they are spelled, and by their initials."""

    spelled: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    initials: Mapping[str, str] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def read(cls, folder: Path) -> Spelling:
        """Reads the counts of a folder; without them nothing is read as Chinese."""
        return _read(folder / FILE)

    @classmethod
    def of(cls, entries: Iterable[tuple[str, int, tuple[str, ...]]]) -> Spelling:
        """From entries, how often each was said, and their syllables."""
        kept = tuple(entries)
        total = sum(count for _, count, _ in kept) or 1
        spelled: dict[str, list[Entry]] = defaultdict(list)
        initials: dict[str, tuple[int, str]] = {}
        for text, count, syllables in kept:
            ends = tuple(accumulate(map(len, syllables)))
            spelled["".join(syllables)].append(Entry(text, -log(count / total), ends))
            letters = "".join(syllable[0] for syllable in syllables)
            if len(letters) in INITIALS and count >= OFTEN and not _VOWEL.search(letters):
                initials[letters] = max(initials.get(letters, (0, "")), (count, text))
        return cls(
            {letters: tuple(found) for letters, found in spelled.items()},
            {letters: text for letters, (_, text) in initials.items()},
            max(map(len, spelled), default=0),
        )

    def in_chinese(self, text: str) -> str:
        """A normalised text with its pinyin read as Chinese; what cannot be read stays."""
        alone = not _CHINESE.search(text)
        return _RUN.sub(lambda match: self._read(match[0], alone=alone), text)

    def _read(self, run: str, *, alone: bool) -> str:
        """``alone``: nothing else was written, so single characters are words as well."""
        pieces = _PIECE.findall(run)
        parts = self._likeliest(pieces)
        read = [part for part in parts if not part.isascii()]
        left = sum(len(part) for part in parts if part.isascii())
        if left > (1 - MOSTLY) * sum(map(len, pieces)):
            return run
        # Among other writing most of what is read must be words, not stray characters.
        if not alone and sum(map(len, read)) < 2 * len(read):
            return run
        return "".join(f" {part} " if part.isascii() else part for part in parts).strip()

    def _likeliest(self, pieces: list[str]) -> tuple[str, ...]:
        """The entries that most likely spell these letters; a piece that none spells stays."""
        letters = "".join(pieces)
        ends = tuple(accumulate(map(len, pieces)))
        begun = dict(zip((0, *ends), pieces))
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *[None] * len(letters)]
        for at in range(len(letters)):
            before = best[at]
            if before is None:
                continue
            for text, cost, length in self._from(letters, at, begun, ends):
                now = best[at + length]
                if now is None or before[0] + cost < now[0]:
                    best[at + length] = (before[0] + cost, (*before[1], text))
        last = best[-1]
        return last[1] if last else tuple(pieces)

    def _from(
        self, letters: str, at: int, begun: Mapping[int, str], spaces: Iterable[int]
    ) -> Iterator[tuple[str, float, int]]:
        """What can be read from here on: text, cost, letters."""
        for end in range(at + 1, min(len(letters), at + self.longest) + 1):
            for entry in self.spelled.get(letters[at:end], ()):
                if entry.fits(at, spaces):
                    yield entry.text, entry.cost, end - at
        if at in begun:
            piece = begun[at]
            if piece in self.initials:
                yield self.initials[piece], INITIALS_COST, len(piece)
            yield piece, UNKNOWN, len(piece)


def said(texts: Iterable[str], *, names: Iterable[str] = ()) -> dict[str, int]:
    """How often each run of words was said in plain texts; ``names`` count as said often."""
    counts: Counter[str] = Counter()
    for text in texts:
        for stretch in _CHINESE.findall(text):
            parts = words(stretch)
            for size in range(1, LONGEST + 1):
                counts.update("".join(parts[i : i + size]) for i in range(len(parts) - size + 1))
    counts.update({name: OFTEN for name in names if _CHINESE.fullmatch(name)})
    return {entry: count for entry, count in sorted(counts.items()) if count >= SEEN}


def entries(counts: Mapping[str, int]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Entries with their counts and syllables, as `Spelling.of` takes them."""
    yield from ((entry, count, full(entry)) for entry, count in counts.items())


def write(counts: Mapping[str, int], folder: Path) -> None:
    """Writes entries with their counts and syllables, one a line."""
    lines = (f"{entry} {count} {' '.join(spelled)}" for entry, count, spelled in entries(counts))
    (folder / FILE).write_text("\n".join(lines) + "\n", "utf-8")


@lru_cache(maxsize=4)
def _read(path: Path) -> Spelling:
    lines = path.read_text("utf-8").splitlines() if path.exists() else ()
    return Spelling.of(
        (entry, int(count), tuple(syllables)) for entry, count, *syllables in map(str.split, lines)
    )
