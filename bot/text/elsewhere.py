"""Whose matter is it? 「杭州的车怎么摇号」 belongs to Hangzhou, 「从杭州转来」 to Shenzhen."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

FILE = "other_cities.yml"
PROVINCES = "provinces.yml"

_HERE = re.compile(r"(?<!不是)(?<!不在)深圳|深户|来深|在深|粤b|鹏城")
_BETWEEN = re.compile(
    r"转入|转到|转来|转过|转移|转学|转回|迁|备案|异地|报销|报回|垫|直接结算|限行|通行|违章|违法|调到|调档|"
    r"搬|以前|之前|从前|原来|分娩|生的|住院|看病|回去|离职|户口在.{2,4}$"
)
_FROM = "".join(
    f"(?<!{before})"
    for before in (
        "卖家是", "买家是", "卖方是", "买方是", "车主是", "对方是", "老婆是", "老公是", "从", "由",
        "老家", "老家是", "老家在", "户口在", "户籍", "籍贯", "回", "离开",
    )
)  # fmt: skip
"""After these words a city is where somebody or something comes from."""

_NOT_OF = r"(?!人|户口|户籍|籍|来|转|迁|考的|发的|驾照|驾驶证|车|牌|老家|上班|大学|读|打工|工作|买)"
_FUND_FOR_A_HOME = re.compile(r"公积金.*(?:房子?|房产|买)在|(?:房子?|房产|买)在.*公积金")
"""Where the home is does not say where the fund is paid: 「公积金提取，房子在惠州」."""

_MOVES = re.compile(r"转|迁|调|搬|备案")


def elsewhere(text: str, folder: Path) -> str:
    """The other city whose matter a plain text is about; empty where it is one of Shenzhen."""
    if _HERE.search(text) or _FUND_FOR_A_HOME.search(text):
        return ""
    of_it, its_own = _patterns(str(folder))
    found = None if _MOVES.search(text) else its_own.search(text)
    if found is None and not _BETWEEN.search(text):
        found = of_it.search(text)
    return found[1] if found else ""


def household_place(text: str, folder: Path) -> str:
    """Where a plain text says that somebody is registered, other than Shenzhen; empty for nowhere."""
    found = None if _HERE.search(text) else _household(str(folder)).search(text)
    return next(filter(None, found.groups())) if found else ""


def cities(folder: Path) -> tuple[str, ...]:
    """Names of the other cities in the list of a folder."""
    return _names(folder / FILE)


def _names(path: Path) -> tuple[str, ...]:
    groups = yaml.safe_load(path.read_text("utf-8")) if path.exists() else ()
    return tuple(sorted({name for group in groups for name in group}))


@lru_cache(maxsize=4)
def _household(folder: str) -> re.Pattern[str]:
    """「湖南户口」「户口在河南」「我是茂名人」."""
    known = (*cities(Path(folder)), *_names(Path(folder) / PROVINCES))
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)"
    return re.compile(
        rf"({names})[省市]?[\u4e00-\u9fff]{{0,3}}?的?(?:户口|户籍)|"
        rf"(?:户口|户籍)(?:还|都|一直)?[在是]({names})|"
        rf"(?:我|我们|妈|爸|老婆|老公|她|他)都?是({names})[省市]?(?:的|人|那边的)(?:[,，。]|$)"
    )


@lru_cache(maxsize=4)
def _patterns(folder: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is about a city, and what is said to be its own whatever else is said."""
    names = "|".join(map(re.escape, cities(Path(folder)))) or "(?!)"
    return (
        re.compile(rf"{_FROM}({names}){_NOT_OF}"),
        re.compile(rf"({names})(?:那边|当地|本地)的"),
    )
