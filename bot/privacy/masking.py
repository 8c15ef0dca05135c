"""Identifiers are replaced by what they are, before anything can hold them.

The words around them stay as they were written, so that 「我的身份证号是…，到期了」 is still
understood. Every expression is linear: no quantifier without end stands inside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.privacy import names
from bot.privacy.checks import social_credit_code
from bot.privacy.folding import Folded, characters, with_numbers
from bot.privacy.numbers import NUMBERS, NumberKind, is_date, spans

_STRIP = re.compile(r"[^0-9A-Za-z]")


def _any(_: str) -> bool:
    return True


def _no_date(found: str) -> bool:
    return not is_date(found)


def _has_digit(found: str) -> bool:
    return any(char.isdigit() for char in found)


def _is_handle(found: str) -> bool:
    """Words of Latin letters alone follow the name of a messenger too (微信 mini program)."""
    return _has_digit(found) or "_" in found


def _names_a_person(found: str) -> bool:
    return names.length(found) > 0


@dataclass(frozen=True)
class Kind:
    """One kind of identifier: what it is called, how it looks, and what makes it sure.

    Where the expression has a group, the group is the identifier.
    """

    name: str
    looks: re.Pattern[str]
    sure: Callable[[str], bool] = _any
    strip: bool = True


def _plain(count: int, char: str = r"\d") -> str:
    """So many characters, with a gap allowed between any two."""
    return char + rf"(?:[- ]?{char}){{{count - 1}}}"


_PROVINCES = (
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬蘇魯遼閩貴粵寧贛陝瓊雲"
)
_OFFICE, _PLATE = "[A-HJ-NP-Za-hj-np-z]", "[A-HJ-NP-Za-hj-np-z0-9]"
_SAID = r"(?:号码|號碼|编号|号|號)?(?:[是为為:： -]|就是){0,3}"
_ROOM = r"[0-9A-Za-z零〇一二三四五六七八九十]"
_UNIT = "(?:栋|棟|座|幢|楼|樓|单元|單元|室|房)"

AS_WRITTEN: tuple[Kind, ...] = (
    Kind(
        "邮箱",
        re.compile(
            r"[\w.+-]{1,64} ?(?:@|艾特|[(\[ ]at[)\] ]) ?[\w-]{1,63}"
            r"(?: ?(?:\.|。|点|[(\[ ]dot[)\] ]) ?[A-Za-z0-9-]{2,63}){1,4}",
            re.ASCII | re.I,
        ),
        strip=False,
    ),
    # GB 32100-2015: 18 characters without I, O, S, V, Z; the last is a check character.
    Kind(
        "统一社会信用代码",
        re.compile(
            rf"(?<![0-9A-Za-z]){_plain(2, '[0-9A-HJ-NPQRTUWXY]')}[- ]?{_plain(6)}[- ]?"
            rf"{_plain(10, '[0-9A-HJ-NPQRTUWXY]')}(?![0-9A-Za-z])",
            re.I,
        ),
        sure=social_credit_code,
    ),
    # Identity cards of Hong Kong; the check digit stands in brackets.
    Kind(
        "证件号",
        re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}\d{6}[ ]?[(（][0-9Aa][)）]"),
        strip=False,
    ),
    # GA 36-2018: province, office letter, five characters (six of new energy).
    Kind(
        "车牌号",
        re.compile(
            rf"[{_PROVINCES}][- ]?{_OFFICE}[- .]{{0,2}}{_plain(4, _PLATE)}(?:[- ]?{_PLATE})?"
            rf"[- ]?(?:{_PLATE}|[挂学警港澳學掛])(?![0-9A-Za-z])"
        ),
        sure=_has_digit,
    ),
    # Street number and what is more precise than that; the district and street stay.
    Kind(
        "详细地址",
        re.compile(
            rf"\d{{1,5}}[号號](?![线線窗厅廳柜门馆])(?:[\u4e00-\u9fffA-Za-z0-9-]{{0,12}}?{_ROOM}{_UNIT}"
            rf"{_ROOM}{{0,6}}|[楼樓座栋棟]{_ROOM}{{1,6}}){{1,3}}[室房号號]?"
            rf"|(?:{_ROOM}-?){{1,4}}(?:栋|棟|座|幢)-?(?:{_ROOM}-?){{1,5}}"
            rf"(?:(?:单元|單元)-?(?:{_ROOM}-?){{0,5}})?[室房号號]?"
            rf"|{_ROOM}{{1,4}}(?:单元|單元)-?{_ROOM}{{1,5}}[室房号號]?"
            r"|(?<=[路街巷弄村里])\d{1,5}(?:-\d{1,5})?[号號](?![线線窗厅廳])"
        ),
        strip=False,
    ),
    # What somebody is called in a messenger, only where it is said to be that.
    Kind(
        "微信号",
        re.compile(
            rf"(?:微信|微訊|wechat|(?<![0-9a-z-])wx(?=号|是|[:： ]))(?:账号|帐号)?{_SAID}"
            r"([A-Za-z][\w-]{5,19})(?![\w.])",
            re.ASCII | re.I,
        ),
        sure=_is_handle,
        strip=False,
    ),
    Kind("姓名", names.LOOKS, sure=_names_a_person, strip=False),
)
"""Looked for in the text as it is, with full width and fancy characters folded."""

DOCUMENTS: tuple[Kind, ...] = (
    # Foreigners' permanent residence card before 2023: three letters, twelve digits.
    Kind("永居证号", re.compile(rf"(?<![A-Za-z])[A-Za-z]{{3}}[- ]?{_plain(12)}(?!\d)")),
    # A number that is said to be one, short or mistyped as it may be.
    Kind(
        "身份证号",
        re.compile(rf"(?:身份证|身份證){_SAID}(\d(?:-?\d){{5,20}}[Xx]?)(?![0-9A-Za-z])"),
        sure=_no_date,
    ),
    Kind(
        "银行卡号",
        re.compile(rf"(?:银行卡|銀行卡|卡号|账号|帐号|賬號|账户){_SAID}(\d(?:-?\d){{7,29}})(?!\d)"),
        sure=_no_date,
    ),
    Kind(
        "电话",
        re.compile(
            r"(?:电话|電話|座机|固话|联系方式|手机|手機)(?:号码|号)?[是为:： -]{0,3}"
            r"(\d(?:-?\d){6,11})(?!\d)"
        ),
        sure=_no_date,
    ),
    # Hong Kong's without its code: mobiles begin with 5, 6 or 9.
    Kind("电话", re.compile(rf"香港{_SAID}([569]\d{{3}}-?\d{{4}})(?!\d)")),
    Kind("QQ号", re.compile(rf"(?:QQ|扣扣){_SAID}(\d(?:-?\d){{4,11}})(?!\d)", re.I)),
    # Written as in an identity number; 「1990年1月2日生」 stays, for ages are worked out from it.
    Kind(
        "生日",
        re.compile(rf"(?:生日|出生日期|出生年月日?){_SAID}((?:19|20)\d{{6}})(?!\d)"),
        sure=is_date,
    ),
    # Ordinary (E, G), service and diplomatic passports; mainland travel permits (C, H, M).
    Kind(
        "证件号",
        re.compile(
            rf"(?<![A-Za-z0-9])(?:[EeGg][- ]?(?:{_plain(8)}|[A-Za-z][- ]?{_plain(7)})"
            rf"|[DSPdsp][Ee]?\d{{7}}|[CcHhMmWw][- ]?{_plain(8)}(?:-?\d-?\d)?)(?![A-Za-z0-9])"
        ),
    ),
    # Identity cards of Taiwan.
    Kind("证件号", re.compile(r"(?<![A-Za-z0-9])[A-Za-z][1289]\d{8}(?![0-9])")),
    Kind(
        "证件号",
        re.compile(
            r"(?:护照|護照|通行证|通行證|回乡证|回鄉證|台胞证|居住证|居住證|驾驶证|港澳证|社保卡|学籍|永居证)"
            rf"{_SAID}([A-Za-z]{{0,3}}[- ]?\d(?:-?\d){{5,14}}[A-Za-z]?)(?![0-9A-Za-z])"
        ),
        sure=_no_date,
    ),
    # Whatever else is that long: a number with a typing error is still somebody's.
    Kind("号码", re.compile(r"(?<!\d)\d{15,}")),
    # A telephone number with a few digits too many.
    Kind("号码", re.compile(r"(?<![\d-])(?:1[3-9]\d{10,12}|\d{1,3}1[3-9]\d{9})(?![\d元万亿-])")),
)
"""Looked for once numbers are put together and the surest of them are gone."""

_ANY_NUMBER = re.compile(r"(?:\d\D*){6}")
"""The shortest of NUMBERS and DOCUMENTS has six digits; most messages have none at all."""


def mask(text: str) -> str:
    """Gives ``text`` with every identifier replaced by its kind in square brackets."""
    as_written = _without(AS_WRITTEN, characters(text))
    numbered = with_numbers(as_written)
    if not _ANY_NUMBER.search(numbered.plain):
        return numbered.text
    return _without((*NUMBERS, *DOCUMENTS), numbered).text


def _without(kinds: Iterable[Kind | NumberKind], folded: Folded) -> Folded:
    """The text without identifiers of these kinds."""
    for kind in kinds:
        places = list(_places(kind, folded))
        if places:
            label = f"[{kind.name}]"
            folded = folded.rewritten(((*place, label) for place in places), masked=True)
    return folded


def _places(kind: Kind | NumberKind, folded: Folded) -> Iterator[tuple[int, int]]:
    if isinstance(kind, NumberKind):
        yield from spans(kind, folded.plain, folded.source)
        return
    for match in kind.looks.finditer(folded.plain):
        start, end = match.span(match.lastindex or 0)
        value = folded.plain[start:end]
        if not kind.sure(_STRIP.sub("", value) if kind.strip else value):
            continue
        yield start, start + names.length(value) if kind.name == "姓名" else end
