"""Which papers of a checklist does a sentence name?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
_SAME = (
    ("照片", "相片"), ("照片", "证件照"), ("照片", "合影"), ("照片", "免冠照"), ("照片", "彩照"),
    ("户口本", "户口簿"), ("驾照", "驾驶证"), ("房产证", "不动产权"), ("出生证", "出生医学证明"),
    ("租房合同", "租赁合同"), ("银行卡", "银行账户"),
)  # fmt: skip
"""What people call papers, and what lists call them."""

_PAPER = re.compile(r"(?:证明?|本|簿|合同|发票|护照|照片|相片|回执|协议|委托书|声明|表|清单|病历)$")
SHORTEST_NAME, LONGEST_NAME = 2, 12


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


def asked_after(text: str) -> str:
    """What 「要不要出生证明」 asks after, where it may be a paper; empty for other questions."""
    said = normalise(text).rstrip("?？。!！")
    name = _AROUND.sub("", said) if _WHETHER.search(said) else ""
    return name if SHORTEST_NAME <= len(name) <= LONGEST_NAME else ""


def paper_asked_after(text: str, papers: Iterable[Material]) -> Material | None:
    """The paper that a question asks after, by its name or what people call it."""
    name = asked_after(text)
    names = {name, *(name.replace(one, other) for one, other in _SAME)} if name else set()
    found = [p for p in papers if any(_shortens(n, normalise(p.name)) for n in names)]
    return _best(name, found) or next(iter(found), None)


def is_a_paper(name: str) -> bool:
    """True for what is called as papers are: 「结婚证」「租赁合同」."""
    return bool(_PAPER.search(name))


def _best(said: str, papers: Sequence[Material]) -> Material | None:
    """The paper sharing the longest run with the words; of equals that of the shortest name."""
    scored = [(_common(said, normalise(paper.name)), -len(paper.name), paper) for paper in papers]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best and best[0] >= SHORTEST_NAME else None


def _shortens(short: str, name: str) -> bool:
    """True where the characters stand in the name in this order: 「出生证明」 for 「出生医学证明」."""
    rest = iter(name)
    return all(char in rest for char in short)


def _common(said: str, name: str) -> int:
    """Length of the longest run of ``name`` that stands in ``said``."""
    for size in range(len(name), 1, -1):
        if any(name[i : i + size] in said for i in range(len(name) - size + 1)):
            return size
    return 0
