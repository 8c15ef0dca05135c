"""A number told in more than one line: each line says what it leaves unfinished.

「我的身份证号是440305」 begins a number, 「199001011234」 ends it, and neither looks like one. So a
line is read twice: by itself, and as the rest of what the line before left open. What is kept
of an open number is its kind and how many digits it has so far, never a digit.

A number that is announced (「我的手机号是」) is masked from its first three digits on. One that is
not has to begin like an identity number, a mobile or a bank card; then its first line, at most
six digits that name nobody, stays, and what follows goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.privacy import names
from bot.privacy.folding import CHINESE_DIGITS, Folded, as_digits, characters
from bot.privacy.masking import mask
from bot.privacy.numbers import is_date

NAME = "姓名"
LONGEST = {
    "身份证号": 18, "银行卡号": 19, "手机号": 11, "电话": 12, "证件号": 18,
    "统一社会信用代码": 18, "号码": 19, NAME: 0,
}  # fmt: skip
"""How many characters a number of each kind has at most."""

COMPLETE = {"身份证号": 15, "银行卡号": 16, "手机号": 11, "电话": 7, "证件号": 8}
"""From how many on a number told in one line is whole; others at their greatest length."""

FEWEST, FEWEST_UNTOLD = 3, 4
WHOLE_LINE = 7
"""A line of so many digits and nothing else is somebody's number, whatever its kind."""

SHORT = 12
"""Where a piece begins, at the latest; shorter lines may be names."""

PLACE = "\ue000"
"""Stands in ``rest`` where the name of the kind belongs."""

_DIGIT = f"[0-9{CHINESE_DIGITS}]"
_GAP = r"[ \-./_]{0,3}"
_DIGITS = re.compile(_DIGIT)
_ROW = rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{0,40}}{_GAP}[Xx]?"
_LEAD = (
    "(?:我的|它|那个|嗯|哦|还有|然后|接着|后面|剩下|其余|前面|开头|中间|最后|后|末|前|这|号码|号|尾号"
    "|[几零一二两三四五六七八九十0-9]{1,2}位|数字?|的|就?是|为|[:：,，。、 ]){0,8}?"
)
_TAIL = "[ 。.,，!！~～?？]{0,3}(?:完了|没了|[了啊哈呢吧哦])?[ 。.,，!！~～?？]{0,3}"
_UNIT = "[年月日号點点元块塊万萬亿千百个個岁歲天周次人份张張平米分时時楼樓室栋期种種成]"
_WHOLE = re.compile(rf"{_LEAD}(?P<row>{_ROW}){_TAIL}")
_HEAD = re.compile(
    rf"{_LEAD}(?P<row>{_ROW})(?!{_GAP}{_DIGIT}| ?{_UNIT}| ?那[年月天日])"
    r"(?=[ ,，。.;；!！?？\u4e00-\u9fff])"
)
_NUMBER = "(?:号码|號碼|号|號)"
_KINDS = (
    ("身份证号", f"(?:身份证|身份證){_NUMBER}?"),
    ("银行卡号", f"(?:银行卡|銀行卡|储蓄卡|信用卡){_NUMBER}?|(?:卡|账|帐|賬)[号號]"),
    ("手机号", f"(?:手机|手機){_NUMBER}?"),
    ("电话", f"(?:电话|電話|座机|固话|联系方式){_NUMBER}?"),
    ("证件号", f"(?:护照|護照|通行证|通行證|回乡证|台胞证|居住证|驾驶证|永居证|社保卡){_NUMBER}"),
    ("统一社会信用代码", "信用代[码碼]"),
)  # fmt: skip
_PART = "(?:的?(?:前|开头)(?:[几一二三四五六七八九十0-9]{1,2}位)?(?:数字)?)?"
_TOLD = tuple(
    (
        kind,
        re.compile(
            rf"(?:{called}){_PART}[是为為:： ]{{0,3}}(?P<row>[A-Za-z]{{0,2}}{_ROW})?{_TAIL}$"
        ),
    )
    for kind, called in _KINDS
)
_CALLED = re.compile(
    "身[份分]|卡|[账帐賬]|[手座]机|手機|电话|電話|固话|联系|照|行[证證]|[乡鄉胞住驶居]证|代[码碼]"
)
_OWN = re.compile("(?<![给帮跟])[我他她]|本人|孩子|[爸妈]")
_ASKED = re.compile("你们|您们|请问|什么|多少|哪|查|窗口|单位|部门|派出所|热线|局")
_NAME = re.compile("(?:我叫|本人叫|我名叫|我的名字[是叫]|姓名[是为叫:：]|^姓名) ?$")
_BARE_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_HOTLINE = re.compile(r"1[0-2]\d|1[0-2]\d{3}|9\d{4,5}|0\d{2,3}1[0-2]\d{3}|[48]00\d{7}")
_REGION = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|8[1-3])\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Open:
    """A number that a line left unfinished; ``told`` where the line said what it is."""

    kind: str
    digits: int
    told: bool = True

    def kept(self) -> str:
        """For the state of the conversation."""
        return f"{self.digits}{':' if self.told else '?'}{self.kind}"

    @classmethod
    def read(cls, kept: str) -> Open | None:
        """From the state; None where nothing is open."""
        found = re.fullmatch(r"(\d{1,2})([:?])(\w+)", kept)
        if found is None or found[3] not in LONGEST:
            return None
        return cls(found[3], int(found[1]), found[2] == ":")


@dataclass(frozen=True)
class Line:
    """A line as it may be kept by itself (``text``), and as the rest of an open number."""

    text: str
    rest: str = ""
    digits: int = 0
    alone: bool = False
    opens: Open | None = None

    def after(self, earlier: Open | None) -> tuple[str, Open | None]:
        """The text to keep and what is open now, given what the line before left open."""
        if earlier is None or not self._goes_on(earlier):
            return self.text, self.opens
        kept = self.rest.replace(PLACE, f"[{earlier.kind}]")
        together = earlier.digits + self.digits
        done = together >= LONGEST[earlier.kind]
        return kept, None if done else Open(earlier.kind, together, earlier.told)

    def _goes_on(self, earlier: Open) -> bool:
        if earlier.kind == NAME or not self.digits:
            return earlier.kind == NAME and not self.digits and bool(self.rest)
        enough = FEWEST if earlier.told else FEWEST_UNTOLD
        fits = self.digits >= enough and earlier.digits + self.digits <= LONGEST[earlier.kind]
        return fits and (earlier.told or self.alone)


def read(text: str) -> Line:
    """What a citizen said in one line, masked."""
    masked = mask(text)
    folded = characters(text)
    told = _told(folded.plain) if _CALLED.search(folded.plain) else None
    if told is not None:
        opens, row = told
        label = [] if row is None else [(*row, f"[{opens.kind}]")]
        return Line(mask(folded.rewritten(label, masked=True).text), opens=opens)
    if _NAME.search(folded.plain):
        return Line(masked, opens=Open(NAME, 0))
    if masked != text and "[号码]" not in masked:
        return Line(masked)
    if len(folded.plain) > SHORT and not _DIGITS.search(folded.plain, 0, SHORT):
        return Line(masked)
    return _row(folded, masked)


def _row(folded: Folded, masked: str) -> Line:
    """A line that is, or begins with, digits; or a name and nothing else."""
    whole = _WHOLE.fullmatch(folded.plain)
    found = whole or _HEAD.match(folded.plain)
    if found is None or len(as_digits(found["row"])) < FEWEST:
        bare = folded.plain.rstrip("。.!！ ")
        named = bool(_BARE_NAME.fullmatch(bare)) and names.length(bare) == len(bare)
        return Line(masked, PLACE if named else "")
    digits = as_digits(found["row"])
    if not whole and _HOTLINE.fullmatch(digits):
        return Line(masked)
    rest = mask(folded.rewritten([(*found.span("row"), PLACE)], masked=True).text)
    if whole and len(digits) >= WHOLE_LINE and not _public(digits):
        masked = rest.replace(PLACE, "[号码]")
    return Line(masked, rest, len(digits), bool(whole), _untold(digits) if whole else None)


def _told(plain: str) -> tuple[Open, tuple[int, int] | None] | None:
    """What is announced at the end of a line, and where the digits of it stand there."""
    for kind, looks in _TOLD:
        found = looks.search(plain)
        if found is None or _ASKED.search(plain, max(0, found.start() - 12), found.start()):
            continue
        if found["row"] is None:
            return (Open(kind, 0), None) if _announced(plain, found) else None
        digits = as_digits(found["row"])
        mobile = kind == "电话" and re.match("1[3-9]", digits)
        whole = 11 if mobile else COMPLETE.get(kind, LONGEST[kind])
        if FEWEST <= len(digits) < whole and not _spared(kind, digits):
            return Open(kind, len(digits)), found.span("row")
        return None
    return None


def _announced(plain: str, found: re.Match[str]) -> bool:
    """「手机号是」, 「手机号」 alone or 「我的手机号」; 「改手机号」 announces nothing."""
    last = found[0].rstrip("。.,， ")[-1:]
    whose = found.start() == 0 or _OWN.search(plain, max(0, found.start() - 6), found.start())
    return last in "是为為:：" or bool(whose and last in "号號码碼")


def _spared(kind: str, digits: str) -> bool:
    """A hotline is nobody's telephone, and a day after the name of a paper is no number."""
    if kind == "电话":
        return bool(_HOTLINE.fullmatch(digits))
    return bool(_YEAR.fullmatch(digits)) or is_date(digits)


def _untold(digits: str) -> Open | None:
    """What a line of digits alone may begin."""
    count = len(digits)
    if _public(digits) or _YEAR.fullmatch(digits):
        return None
    if count == 6 and _REGION.fullmatch(digits):
        return Open("身份证号", count, told=False)
    if count < LONGEST["手机号"] and re.match("1[3-9]", digits):
        return Open("手机号", count, told=False)
    if count in (4, 6) and digits.startswith("62"):
        return Open("银行卡号", count, told=False)
    return Open("号码", count, told=False) if WHOLE_LINE <= count < COMPLETE["身份证号"] else None


def _public(digits: str) -> bool:
    """Days, hotlines and round sums."""
    return is_date(digits) or bool(_HOTLINE.fullmatch(digits)) or digits.endswith("000")
