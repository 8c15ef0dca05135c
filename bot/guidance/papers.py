"""Which papers of a checklist does a sentence name?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.catalog.handling import Material
from bot.guidance.plan import Plan
from bot.guidance.state import Journey
from bot.text.normalise import normalise
from bot.text.numbers import ordinal

_ALL = re.compile(r"都(?:准备|弄|带|备|齐|有)|全(?:部|都)?(?:准备|带|备|齐|有)|齐了|齐全|准备好了$")
_PARTS = re.compile(r"[,，。;；、]|和|跟|还有|以及|但是|不过|就是")
_LACKS = re.compile(r"没有?|无|缺|差|还没|丢|未|冇|找不到|不见")
_LOST = re.compile(r"丢|不见|遗失|被偷|掉了")
_HAS = re.compile(
    r"(?:有|齐|带|拿到|备好|准备好|办好|开好|打好|弄好|复印好|打印好|拍好)了|都有|我有$|有的$"
)
_EITHER = r"要不要|需不需要|用不用|是不是(?:还|也)?要|是否(?:需要|要)"
_WHETHER = re.compile(
    rf"(?:{_EITHER})|^(?:那|还|也)?(?:需要|必须|一定要|要|用).*(?:吗|么|嘛|不|呢)$|"
    r"(?:需要|必须|要|用)(?:带|交|提供|准备|拿)?(?:吗|么|嘛|不)$"
)
_AROUND = re.compile(
    rf"{_EITHER}|那|还|也|需要|必须|一定|要|用|带|交|提供|准备|拿|有|原件|复印件|的|我|您|他|她|去|吗|么|嘛|不|呢|啊"
)
SHORTEST_NAME = 2


def says_lacking(text: str) -> bool:
    """True for a sentence that says that something is missing."""
    return bool(_LACKS.search(normalise(text)))


def says_having(text: str) -> bool:
    """True for a sentence that says that something is there: 「出生证明有了」."""
    parts = _PARTS.split(normalise(text))
    return any(_HAS.search(part) and not _LACKS.search(part) for part in parts)


def says_lost(text: str) -> bool:
    """True for a sentence that says that something was there and is gone."""
    return bool(_LOST.search(normalise(text)))


def papers_had(
    text: str, papers: Sequence[Material], *, first: Sequence[Material] = ()
) -> tuple[str, ...]:
    """Ids of the papers somebody says to have; parts of the sentence that lack one are left out.

    A name is looked for among the papers ``first`` before all others.
    """
    said = normalise(text)
    position = ordinal(said)
    if position is not None and 0 < position <= len(papers):
        return (papers[position - 1].id,)
    parts = [part for part in _PARTS.split(said) if part and not _LACKS.search(part)]
    named = [paper for part in parts if (paper := _best(part, first) or _best(part, papers))]
    if named:
        return tuple(dict.fromkeys(paper.id for paper in named))
    return tuple(paper.id for paper in papers) if _ALL.search(said) else ()


def paper_named(text: str, plan: Plan, journey: Journey) -> Material | None:
    """The paper of this journey whose name the sentence holds most of."""
    papers = [item.material for item in plan.checklist(journey.answers).items]
    return _best(normalise(text), papers)


def paper_asked_after(text: str, plan: Plan) -> Material | None:
    """The paper of a plan that 「要不要出生证明」 asks after; None where the words are another's."""
    said = normalise(text).rstrip("?？。!！")
    if not _WHETHER.search(said):
        return None
    name = _AROUND.sub("", said)
    found = _best(name, list(plan.papers())) if len(name) >= SHORTEST_NAME else None
    if found is None or _common(name, normalise(found.name)) * 3 < len(name) * 2:
        return None
    return found


def _best(said: str, papers: Sequence[Material]) -> Material | None:
    """The paper sharing the longest run with the words; of equals that of the shortest name."""
    scored = [(_common(said, normalise(paper.name)), -len(paper.name), paper) for paper in papers]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] >= SHORTEST_NAME else None


def _common(said: str, name: str) -> int:
    """Length of the longest run of ``name`` that stands in ``said``."""
    for size in range(len(name), 1, -1):
        if any(name[i : i + size] in said for i in range(len(name) - size + 1)):
            return size
    return 0
