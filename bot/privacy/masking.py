"""Identifiers are replaced by what they are, before anything can hold them.

The words around them stay as they were written, so that 「我的身份证号是…，到期了」 is still
understood. Every expression is linear: no quantifier stands inside another, and each is
bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bot.privacy.checks import bank_card, identity_number, social_credit_code

_GAP = r"[ \-_.·/,、]{0,3}"
"""What people put between the digits of a number they read aloud."""

_DIGITS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
_STRIP = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True)
class Kind:
    """One kind of identifier: what it is called, how it looks, and what makes it sure."""

    name: str
    looks: re.Pattern[str]
    sure: Callable[[str], bool] = lambda _: True
    group: int = 0


def _spread(*parts: str) -> str:
    """The parts with a gap allowed between any two."""
    return _GAP.join(parts)


def _digits(count: int) -> list[str]:
    return [r"\d"] * count


_NAME = r"[\u4e00-\u9fff]{2,4}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTERS = "A-Za-z"

KINDS: tuple[Kind, ...] = (
    Kind("邮箱", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}", re.ASCII)),
    # GB 32100-2015: 18 characters without I, O, S, V, Z; the last is a check character.
    Kind(
        "统一社会信用代码",
        re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])", re.I),
        sure=social_credit_code,
    ),
    # GB 11643-1999; also the residence permits of Hong Kong, Macao and Taiwan residents (81, 82,
    # 83) and, since 2023, of foreigners (9), which have the same form and check character.
    Kind(
        "身份证号",
        re.compile(rf"(?<!\d){_spread(*_digits(17), '[0-9Xx]')}(?![0-9A-Za-z])"),
    ),
    Kind(
        "身份证号",
        re.compile(rf"(?<!\d){_spread(*_digits(15))}(?!\d)"),
        sure=identity_number,
    ),
    # ISO/IEC 7812-1: 12 to 19 digits, the last by Luhn's formula.
    Kind(
        "银行卡号",
        re.compile(rf"(?<!\d)(?:\d{_GAP}){{15,18}}\d(?!\d)"),
        sure=bank_card,
    ),
    # Foreigners' permanent residence card before 2023: three letters, twelve digits.
    Kind("永居证号", re.compile(r"(?<![A-Za-z])[A-Za-z]{3}\d{12}(?!\d)")),
    Kind(
        "手机号",
        re.compile(rf"(?<!\d)(?:\+?(?:00)?86{_GAP})?{_spread('1', '[3-9]', *_digits(9))}(?!\d)"),
    ),
    # Area code and 7 or 8 digits, or 8 digits said to be a telephone number.
    Kind("电话", re.compile(r"(?<!\d)0\d{2,3}[ \-—()]{1,3}\d{7,8}(?:[-转]\d{1,5})?(?!\d)")),
    Kind("电话", re.compile(r"(?<!\d)0(?:10|2\d|[3-9]\d{2})\d{7,8}(?!\d)")),
    Kind(
        "电话",
        re.compile(
            r"(?:电话|座机|固话|联系方式)(?:号码|号)?[是为:： ]{0,3}(\d{4}[ \-]?\d{3,4})(?!\d)"
        ),
        group=1,
    ),
    # Ordinary (E, G), service and diplomatic passports; mainland travel permits (C, H, M).
    Kind(
        "证件号",
        re.compile(
            rf"(?<![{_LETTERS}0-9])(?:[EeGg](?:\d{{8}}|[{_LETTERS}]\d{{7}})|[DSPdsp][Ee]?\d{{7}}"
            rf"|[CcHhMmWw]\d{{8}}(?:\d{{2}})?)(?![{_LETTERS}0-9])"
        ),
    ),
    Kind(
        "证件号",
        re.compile(
            r"(?:护照|通行证|回乡证|台胞证|居住证|驾驶证|港澳证|社保卡|学籍)"
            r"(?:号码|编号|号)?[是为:： ]{0,3}"
            r"([A-Za-z]{0,3}\d{6,12}[A-Za-z]?)(?![0-9A-Za-z])"
        ),
        group=1,
    ),
    # GA 36-2018: province, office letter, five characters (six of new energy).
    Kind(
        "车牌号",
        re.compile(
            rf"[{_PROVINCES}][A-HJ-NP-Za-hj-np-z][ ·.]?[A-HJ-NP-Za-hj-np-z0-9]{{4,5}}"
            r"[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![0-9A-Za-z])"
        ),
        sure=lambda found: any(char.isdigit() for char in found),
    ),
    # Whatever else is that long: a number with a typing error is still somebody's.
    Kind("号码", re.compile(r"(?<!\d)\d{15,30}(?!\d)")),
    # Street number and what is more precise than that; the district and street stay.
    Kind(
        "详细地址",
        re.compile(
            r"\d{1,5}号(?:[\u4e00-\u9fffA-Za-z0-9]{0,12}?(?:栋|座|幢|楼|单元|室|房)[0-9A-Za-z]{0,6}){1,3}"
            r"|[0-9A-Za-z一二三四五六七八九十]{1,4}(?:栋|座|幢)[0-9A-Za-z一二三四五六七八九十]{1,5}"
            r"(?:单元[0-9A-Za-z]{1,5}|室|房|号)?(?:室|房|号)?"
        ),
    ),
    Kind(
        "姓名",
        re.compile(
            r"(?:我叫|本人叫|我的名字是|我的名字叫|姓名[是为:： ]{1,3}|名字[是叫:：]{1,2})"
            rf"({_NAME})"
        ),
        sure=lambda found: found[0] in SURNAMES and found not in _NOT_NAMES,
        group=1,
    ),
)

SURNAMES: frozenset[str] = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温庄欧阳司徒上官诸葛皇甫东方慕容令狐宇文长孙尉迟樊兰殷施洪翟安颜倪牛鲁芦岳齐梅伍柯俞章葛康邢路骆关"
    "申左包聂辛管翁宁丰麦区冼简连古凌霍柳祝耿纪裴涂屈饶辜饶费卜池巫符苗舒阮柏柴桂"
)
"""The commonest family names (Ministry of Public Security, name report 2020), first characters."""

_NOT_NAMES: frozenset[str] = frozenset({"什么", "啥"})
_STOPS = "，。！？,.!?；;、 是在想要来今的了住我和身电手号"


def mask(text: str) -> str:
    """Gives ``text`` with every identifier replaced by its kind in square brackets."""
    plain = _same_length(text)
    for kind in KINDS:
        text, plain = _replace(kind, text, plain)
    return text


def found_kinds(text: str) -> tuple[str, ...]:
    """The kinds of identifiers in a text, each once."""
    plain = _same_length(text)
    names: dict[str, None] = {}
    for kind in KINDS:
        before = text
        text, plain = _replace(kind, text, plain)
        if text != before:
            names[kind.name] = None
    return tuple(names)


def _replace(kind: Kind, text: str, plain: str) -> tuple[str, str]:
    label = f"[{kind.name}]"
    parts: list[str] = []
    plains: list[str] = []
    last = 0
    for match in kind.looks.finditer(plain):
        start, end = match.span(kind.group)
        if kind.name == "姓名":
            end = start + _name_length(plain[start:end])
        value = plain[start:end]
        bare = value if kind.name in ("邮箱", "姓名", "车牌号") else _STRIP.sub("", value)
        if not value or not kind.sure(bare):
            continue
        parts += [text[last:start], label]
        plains += [plain[last:start], label]
        last = end
    return "".join((*parts, text[last:])), "".join((*plains, plain[last:]))


def _name_length(found: str) -> int:
    """Where a name of two to four characters ends: at the first word that follows it."""
    stop = next((at for at, char in enumerate(found) if at and char in _STOPS), len(found))
    double = found[:2] in ("欧阳", "司徒", "上官", "诸葛", "皇甫", "东方", "慕容", "令狐")
    return min(stop, 4 if double else 3)


def _same_length(text: str) -> str:
    """Full width, fancy and Chinese digits as ASCII, every character at its old place."""
    folded = "".join(map(_fold, text))
    return _CHINESE_DIGITS.sub(lambda run: run.group().translate(_DIGITS), folded)


_CHINESE_DIGITS = re.compile(r"[零〇一二三四五六七八九幺两0-9 \-]{7,}")
_DASHES = frozenset("—–－‐‑‒―−·•・．")


def _fold(char: str) -> str:
    if char.isascii() or "\u4e00" <= char <= "\u9fff":
        return char
    if char in _DASHES:
        return "-"
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
