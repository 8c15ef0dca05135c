"""What is searched for: services, queries of six kinds, and which services are right for each.

Right is what a look at every name finds, so that a query that fits many services (the first
characters of a name) counts every one of them as right.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.catalog.model import Service
from bot.text.pinyin import full, initials

KINDS = ("name", "as typed", "part", "wrong character", "pinyin", "initials")

_PLACES = (
    "广州 珠海 汕头 佛山 韶关 河源 梅州 惠州 汕尾 东莞 中山 江门 阳江 湛江 "
    "茂名 肇庆 清远 潮州 揭阳 云浮 福田 罗湖 南山 盐田 宝安 龙岗 龙华 坪山 "
    "光明 大鹏 天河 越秀 荔湾 海珠 白云 黄埔 番禺 花都 南沙 增城"
).split()
_APPLICANTS = (
    "个人 企业 代办 异地 首次 续期 变更 注销 补办 军人 学生 老年人 港澳居民 "
    "台湾居民 外国人 农村居民 个体工商户 社会组织 事业单位 合作社"
).split()


@dataclass(frozen=True)
class Query:
    """A query of one kind, and the ids of all services that are right for it."""

    kind: str
    text: str
    right: frozenset[str]


def services(shipped: list[Service], size: int) -> Iterator[Service]:
    """The shipped services, then variations of them: a place and a kind of applicant before."""
    for made in range(size):
        turn, at = divmod(made, len(shipped))
        yield _variation(shipped[at], turn) if turn else shipped[at]


def _variation(service: Service, turn: int) -> Service:
    place = _PLACES[turn % len(_PLACES)]
    prefix = f"{place}{_APPLICANTS[turn // len(_PLACES) % len(_APPLICANTS)]}"
    return service.copy(
        update={
            "id": f"{service.id}-{turn}",
            "name": f"{prefix}{service.name}",
            "short_name": "",
            "everyday_names": tuple(f"{prefix}{n}" for n in service.everyday_names[:6]),
            "sample_questions": tuple(f"{place}{q}" for q in service.sample_questions[:4]),
        }
    )


def queries(found: list[Service], count: int) -> list[Query]:
    """Queries of every kind in turn, the same ones every time."""
    chance = random.Random(39554)
    names = _names(found)
    letters = sorted({letter for service in found[:500] for letter in service.name})
    asked = []
    for number in range(count):
        service = chance.choice(found)
        name = chance.choice([n for n in _of(service) if len(n) > 2])
        kind = KINDS[number % len(KINDS)]
        asked.append((kind, _spelt(kind, name, letters, chance)))
    right = _Right(names)
    return [Query(kind, text, right.of(kind, text)) for kind, text in asked]


def _spelt(kind: str, name: str, letters: list[str], chance: random.Random) -> str:
    if kind == "pinyin":
        return "".join(full(name))
    if kind == "initials":
        return initials(name)
    if kind == "as typed":
        return name[: max(3, len(name) // 2)]
    if kind == "part":
        length = max(3, len(name) * 2 // 3)
        start = chance.randrange(len(name) - length + 1)
        return name[start : start + length]
    if kind == "wrong character":
        at = chance.randrange(len(name))
        other = chance.choice([letter for letter in letters if letter != name[at]])
        return f"{name[:at]}{other}{name[at + 1 :]}"
    return name


def _of(service: Service) -> Iterator[str]:
    names = (service.name, service.short_name, *service.everyday_names)
    yield from (name.lower() for name in names if name)


def _names(found: list[Service]) -> dict[str, set[str]]:
    """Every name with the services it belongs to."""
    names: dict[str, set[str]] = defaultdict(set)
    for service in found:
        for name in _of(service):
            names[name].add(service.id)
    return names


class _Right:
    """Looks at every name."""

    def __init__(self, names: dict[str, set[str]]) -> None:
        self._names = names
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._by_initials: dict[str, set[str]] = defaultdict(set)
        for name, ids in names.items():
            self._by_sound["".join(full(name))] |= ids
            self._by_initials[initials(name)] |= ids

    def of(self, kind: str, text: str) -> frozenset[str]:
        """Ids of the services with a name of which the query is such a spelling."""
        if kind in ("pinyin", "initials"):
            known = self._by_sound if kind == "pinyin" else self._by_initials
            return frozenset(known[text])
        fits: dict[str, Callable[[str], bool]] = {
            "name": lambda name: name == text,
            "as typed": lambda name: name.startswith(text),
            "part": lambda name: text in name,
            "wrong character": lambda name: _one_differs(name, text),
        }
        return frozenset().union(*(ids for name, ids in self._names.items() if fits[kind](name)))


def _one_differs(name: str, said: str) -> bool:
    return len(name) == len(said) and sum(a != b for a, b in zip(name, said)) <= 1
