"""Does what somebody is about to send contradict the catalogue?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.catalog.model import Service

_YUAN = re.compile(r"(\d+(?:\.\d+)?)\s*(?:元|块钱|块)")
_FREE = re.compile(r"免费|不收费|不要钱|不用钱|零费用")
_LISTS = re.compile(r"材料|要带|带上|准备|提交|只要|只需")
LEAST_NAMED = 1
SHARED = 0.6
"""Part of a paper's characters that must be there for it to count as named."""


def contradictions(
    text: str, service: Service, *, needed: Iterable[str], state: str
) -> tuple[str, ...]:
    """What is wrong in a draft about this service; ``needed`` are the papers for this person."""
    found = [*_fees(text, service), *_papers(text, tuple(needed))]
    if state == "expired":
        found.append(
            f"「{service.name}」已失效（至 {service.validity.effective_to}），不要按有效答复"
        )
    if state == "not_yet":
        found.append(f"「{service.name}」{service.validity.effective_from} 起才实施")
    return tuple(found)


def _fees(text: str, service: Service) -> list[str]:
    amounts = {fee.amount for fee in service.fees if fee.amount is not None}
    if not amounts:
        return []
    known = "、".join(f"{amount:g} 元" for amount in sorted(amounts))
    said = {float(amount) for amount in _YUAN.findall(text)}
    wrong = [f"费用不对：写的是 {a:g} 元，目录是 {known}" for a in sorted(said - amounts)]
    if _FREE.search(text) and 0 not in amounts:
        wrong.append(f"费用不对：写的是免费，目录是 {known}")
    return wrong


def _papers(text: str, needed: tuple[str, ...]) -> list[str]:
    if not _LISTS.search(text):
        return []
    named = [name for name in needed if _mentions(text, name)]
    missing = [name for name in needed if name not in named]
    if len(named) < LEAST_NAMED or not missing:
        return []
    return [f"材料不全：还要 {'、'.join(missing)}"]


def _mentions(text: str, name: str) -> bool:
    plain = re.sub(r"[（(].*?[)）]", "", name)
    for part in re.split(r"或|/|、|及", plain):
        pairs = {part[i : i + 2] for i in range(len(part) - 1)}
        if pairs and sum(pair in text for pair in pairs) / len(pairs) >= SHARED:
            return True
    return False
