"""How far a ranking can be trusted: is its first service meant, one of several, or none?

A multinomial logistic regression over a dozen traits of a ranking. Its weights are learnt by
cross-validation on the training phrases (`banshi calibrate`), never on evaluation questions,
and stand in `data/certainty.json`; they know no service, so they hold for any catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError

Array = NDArray[np.float64]

FILE = "certainty.json"
OUTCOMES = ("right", "missed", "several", "none", "talk")
"""The first candidate is meant; another one is; several are; no service; not even a matter."""

SHARES = {"right": 0.80, "missed": 0.05, "several": 0.05, "none": 0.08, "talk": 0.02}
"""How often each is assumed to come, whatever the training phrases hold of it; 0.74, 0.07, 0.07
and 0.10 asked back more on the development questions and were wrong no less often."""

NO_SPREAD = 1e-3
"""A trait that varies less than this is the same for all."""


@dataclass(frozen=True)
class Ranking:
    """What a ranking looks like from outside, without saying which services it holds.

    ``scores`` and ``margins`` are those of services, best first; ``nothing`` the margins of each
    way of meaning no service; ``event`` of the likeliest life event; ``known`` the share of the
    text's features that training has met; ``length`` of the text in characters; ``bare`` whether
    the text is a name and nothing else; ``named`` the characters of the longest name of the first
    candidate that the text holds, ``others_named`` of the next two.
    """

    scores: tuple[float, ...]
    margins: tuple[float, ...]
    nothing: tuple[float, ...]
    none: float
    event: float
    event_margin: float
    known: float
    length: int
    clauses: int
    bare: bool
    named: int = 0
    others_named: int = 0

    def traits(self) -> Array:
        """The numbers the model looks at."""
        first, second, third = (*self.scores, 0.0, 0.0, 0.0)[:3]
        best, next_best, third_best = (*self.margins, -1.5, -1.5, -1.5)[:3]
        spread = -sum(score * log(score) for score in self.scores if score > 0)
        return np.array(
            [
                _odds(first),
                _odds(second),
                _odds(third),
                best,
                next_best,
                third_best,
                best - next_best,
                next_best - third_best,
                _odds(self.none),
                _odds(self.event),
                self.event_margin,
                self.known,
                log(1 + self.length),
                float(self.clauses),
                float(self.bare),
                float(self.bare) * _odds(first),
                spread,
                log(1 + self.named),
                log(1 + self.others_named),
                float(self.named > self.others_named),
                *self.nothing,
            ]
        )


@dataclass(frozen=True)
class Certainty:
    """Probabilities; what is left to one is that another single service is meant."""

    right: float
    several: float
    none: float

    @property
    def missed(self) -> float:
        """The chance that one service is meant, but not the first candidate."""
        return max(0.0, 1 - self.right - self.several - self.none)

    def shared(self) -> Certainty:
        """The same where somebody taught one word for two services: it may be either."""
        return Certainty(self.right / 2, self.several + self.right / 2, self.none)

    def at_least(self, right: float) -> Certainty:
        """The first candidate is this sure or surer; the rest shares what is left."""
        if right <= self.right:
            return self
        left = (1 - right) / ((1 - self.right) or 1.0)
        return Certainty(right, self.several * left, self.none * left)


@dataclass(frozen=True)
class CertaintyModel:
    """Weights; ``weights`` is (outcomes, traits), ``bias`` (outcomes,)."""

    mean: Array
    scale: Array
    weights: Array
    bias: Array

    @classmethod
    def read(cls, path: Path) -> CertaintyModel:
        """Reads what ``write`` wrote; raises ModelError where it cannot."""
        try:
            stored = json.loads(path.read_text("utf-8"))
            return cls(*(np.array(stored[name]) for name in ("mean", "scale", "weights", "bias")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path} holds no certainty model ({error!r}): run `banshi calibrate`"
            ) from error

    @classmethod
    def fit(cls, rankings: Sequence[Ranking], outcomes: Sequence[str]) -> CertaintyModel:
        """Learns from rankings and what was true of each (one of `OUTCOMES`)."""
        from sklearn.linear_model import LogisticRegression

        traits = np.array([ranking.traits() for ranking in rankings])
        mean, deviation = traits.mean(axis=0), traits.std(axis=0)
        scale = np.where(deviation < NO_SPREAD, 1.0, deviation)
        held = {name: max(1, list(outcomes).count(name)) for name in OUTCOMES}
        importance = np.array([SHARES[name] / held[name] for name in outcomes])
        model = LogisticRegression(C=1.0, max_iter=3000)
        places = [OUTCOMES.index(name) for name in outcomes]
        model.fit((traits - mean) / scale, places, sample_weight=importance / importance.mean())
        return cls(mean, scale, model.coef_, model.intercept_)

    def judge(self, ranking: Ranking) -> Certainty:
        """The chances for one ranking."""
        raw = self.weights @ ((ranking.traits() - self.mean) / self.scale) + self.bias
        powers = [exp(value) for value in raw - raw.max()]
        right, _, several, none, talk = (power / sum(powers) for power in powers)
        return Certainty(right, several, none + talk)

    def write(self, path: Path) -> None:
        """Writes the weights as JSON, rounded so that a diff can be read."""
        rounded = {
            name: np.round(getattr(self, name), 4).tolist()
            for name in ("mean", "scale", "weights", "bias")
        }
        lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in rounded.items())
        path.write_text(f"{{\n{lines}\n}}\n", "utf-8")


def _odds(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return log(kept / (1 - kept))
