"""What is searched for: services, queries of six kinds, and which services are right for each.

Right is what a look at every name finds, so that a query that fits many services (the first
characters of a name) counts every one of them as right.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import ne

from bot.catalog.model import Service
from bot.text.pinyin import full

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


_PREFIXES = frozenset(place + applicant for place in _PLACES for applicant in _APPLICANTS)
_PREFIX_LENGTHS = sorted({len(prefix) for prefix in _PREFIXES})


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
        return "".join(_syllables(name))
    if kind == "initials":
        return _initials(name)
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


def _syllables(name: str) -> tuple[str, ...]:
    """How a name is read; what was put before it apart, which saves reading it 700 times."""
    starts = (name[:length] for length in _PREFIX_LENGTHS)
    prefix = next((start for start in starts if start in _PREFIXES), "")
    return full(prefix) + full(name[len(prefix) :])


def _initials(name: str) -> str:
    return "".join(sound[0] for sound in _syllables(name) if sound[0].isalnum())


class _Right:
    """Looks at every name."""

    def __init__(self, names: dict[str, set[str]]) -> None:
        self._names = names
        self._spelt: dict[str, dict[str, list[str]]] = {
            "pinyin": defaultdict(list), "initials": defaultdict(list),
        }  # fmt: skip
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for name in names:
            self._spelt["pinyin"]["".join(_syllables(name))].append(name)
            self._spelt["initials"][_initials(name)].append(name)
            self._by_length[len(name)].append(name)

    def of(self, kind: str, text: str) -> frozenset[str]:
        """Ids of the services with a name of which the query is such a spelling."""
        return frozenset().union(*(self._names[name] for name in self._fitting(kind, text)))

    def _fitting(self, kind: str, text: str) -> list[str]:
        if kind in self._spelt:
            return self._spelt[kind][text]
        if kind == "as typed":
            return [name for name in self._names if name.startswith(text)]
        if kind == "part":
            return [name for name in self._names if text in name]
        if kind == "wrong character":
            return [name for name in self._by_length[len(text)] if _one_differs(name, text)]
        return [text]


def _one_differs(name: str, said: str) -> bool:
    return sum(map(ne, name, said)) <= 1
