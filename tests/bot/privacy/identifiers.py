"""Made-up identifiers of every kind, the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.privacy.checks import (
    CREDIT_ALPHABET,
    CREDIT_WEIGHTS,
    ID_CHECKS,
    ID_WEIGHTS,
    bank_card,
)

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
BANKERS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PINYIN = ("ling", "yao", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
TONES = ("líng", "yī", "èr", "sān", "sì", "wǔ", "liù", "qī", "bā", "jiǔ")
AROUND = ("我的号码是{}，能办吗", "{}", "居住证 {} 到期了", "麻烦查一下:{}。", "（{}）", "是{}吗")


def _grouped(sign: str) -> Callable[[str], str]:
    return lambda secret: sign.join((secret[:3], secret[3:7], secret[7:]))


def _each(sign: str) -> Callable[[str], str]:
    return sign.join


def _spelt(words: tuple[str, ...], sign: str) -> Callable[[str], str]:
    return lambda secret: sign.join(words[int(c)] if c.isdigit() else c for c in secret)


DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda secret: secret,
    "spaced": _grouped(" "),
    "dashed": _grouped("-"),
    "each digit": _each(" "),
    "dotted": _grouped("·"),
    "full width": lambda secret: secret.translate(FULL_WIDTH),
    "full width, spaced": lambda secret: _grouped("\u3000")(secret.translate(FULL_WIDTH)),
    "chinese": lambda secret: secret.translate(CHINESE),
    "chinese, spaced": lambda secret: _grouped(" ")(secret.translate(CHINESE)),
    "half chinese": lambda secret: secret[:5].translate(CHINESE) + secret[5:],
    "bankers": lambda secret: secret.translate(BANKERS),
    "circled": lambda secret: secret.translate(CIRCLED),
    "arabic": lambda secret: secret.translate(ARABIC),
    "keycaps": lambda secret: "".join(f"{c}\ufe0f\u20e3" if c.isdigit() else c for c in secret),
    "pinyin": _spelt(PINYIN, " "),
    "pinyin together": _spelt(PINYIN, ""),
    "pinyin with tones": _spelt(TONES, " "),
    "zero width": _each("\u200b"),
    "split by a word": _grouped("空格"),
    "told in parts": lambda secret: f"{secret[:6]}，后面是{secret[6:10]}，最后{secret[10:]}",
    "many signs": _grouped(" ---- "),
    "hearts": _grouped("♥"),
}
"""Ways to write a number so that it does not look like one."""

SIMPLE = ("as it is", "full width")
NUMBERS = ("identity", "old identity", "mobile", "card")


def disguises(kind: str) -> tuple[str, ...]:
    """The disguises people use for a kind of identifier."""
    if kind in NUMBERS:
        return tuple(DISGUISES)
    return {"landline": (*SIMPLE, "chinese", "circled", "keycaps"),
            "passport": (*SIMPLE, "each digit", "circled"),
            "credit": (*SIMPLE, "each digit"), "plate": (*SIMPLE, "each digit")}.get(
        kind, ("as it is",) if kind in ("name", "address") else SIMPLE
    )  # fmt: skip


def _digits(made: random.Random, count: int) -> str:
    return "".join(made.choices("0123456789", k=count))


def _birthday(made: random.Random) -> str:
    return f"{date(1940, 1, 1) + timedelta(days=made.randrange(28000)):%Y%m%d}"


def identity(made: random.Random) -> str:
    region = made.choice(("110105", "440301", "440306", "810000", "820000", "830000", "911105"))
    body = region + _birthday(made) + _digits(made, 3)
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS))
    return body + ID_CHECKS[total % 11]


def old_identity(made: random.Random) -> str:
    return "440301" + _birthday(made)[2:] + _digits(made, 3)


def mobile(made: random.Random) -> str:
    return "1" + made.choice("3456789") + _digits(made, 9)


def card(made: random.Random) -> str:
    body = made.choice(("622202", "621700", "411111")) + _digits(made, made.choice((9, 12)))
    return next(body + check for check in "0123456789" if bank_card(body + check))


def credit(made: random.Random) -> str:
    body = "91440300" + "".join(made.choices(CREDIT_ALPHABET, k=9))
    values = map(CREDIT_ALPHABET.index, body)
    total = sum(value * weight for value, weight in zip(values, CREDIT_WEIGHTS))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def passport(made: random.Random) -> str:
    return made.choice("EeGCHM") + _digits(made, 8)


def landline(made: random.Random) -> str:
    return made.choice(("0755-", "020-", "010-")) + made.choice("2345678") + _digits(made, 7)


def plate(made: random.Random) -> str:
    return "粤" + made.choice("ABSL") + _digits(made, made.choice((5, 6)))


def residence(made: random.Random) -> str:
    """A foreign permanent residence card before 2023: country, region, date, checks."""
    return made.choice(("USA", "GBR", "JPN", "KOR")) + "440301" + _digits(made, 6)


def hong_kong(made: random.Random) -> str:
    return f"{made.choice('ABKPYZ')}{_digits(made, 6)}({made.choice('0123456789A')})"


def taiwan(made: random.Random) -> str:
    return made.choice("ABFKT") + made.choice("1289") + _digits(made, 8)


def address(made: random.Random) -> str:
    """What is more precise than a street."""
    number, house, flat = made.randrange(1, 999), made.randrange(1, 40), made.randrange(101, 3999)
    way = made.choice(("{}号{}栋{}室", "{}号{}座{}房", "{}号{}单元{}室", "{}号{}栋{}"))
    return way.format(number, house, flat)


def email(made: random.Random) -> str:
    return f"user{_digits(made, 5)}@mail{_digits(made, 2)}.com.cn"


def name(made: random.Random) -> str:
    return made.choice("王李张刘陈") + "".join(made.choices("伟芳娜敏静丽强磊军洋", k=2))


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "identity": identity, "old identity": old_identity, "mobile": mobile, "card": card,
    "credit": credit, "passport": passport, "landline": landline, "plate": plate,
    "email": email, "name": name, "residence": residence, "hong kong": hong_kong,
    "taiwan": taiwan, "address": address,
}  # fmt: skip


def flood(kind: str, *, count: int) -> Iterator[tuple[str, str]]:
    """Messages that carry an identifier, each with what must be found nowhere afterwards."""
    made = random.Random(kind)
    for number in range(count):
        secret = MAKERS[kind](made)
        if kind == "address":
            yield (
                f"住在宝安区{made.choice(('海城路', '西乡大道', '新湖路'))}{secret}，想办居住证",
                secret,
            )
            continue
        if kind == "name":
            yield f"{made.choice(('我叫', '姓名：', '本人叫'))}{secret}，想办居住证", secret
            continue
        ways = disguises(kind)
        shown = DISGUISES[ways[number % len(ways)]](secret)
        yield AROUND[number // len(ways) % len(AROUND)].format(shown), shown
