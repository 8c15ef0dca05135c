"""A number told in several lines: what goes, what stays, and what is remembered in between."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from bot.privacy.masking import mask
from bot.privacy.pieces import Open, read

ID, MOBILE, CARD = "[身份证号]", "[手机号]", "[银行卡号]"
GONE = {
    "identity, announced": (("我的身份证号是440305", "199001011234"), (f"我的身份证号是{ID}", ID)),
    "in four lines": (
        ("我的身份证号是440305", "1990", "0101", "123X"),
        (f"我的身份证号是{ID}", ID, ID, ID),
    ),
    "announced and nothing more": (("身份证号码：", "440305", "199001011234"), (None, ID, ID)),
    "told in parts": (
        ("身份证前六位是440305", "后面是19900101", "最后四位1234"),
        (f"身份证前六位是{ID}", f"后面是{ID}", f"最后四位{ID}"),
    ),
    "not announced": (("440305", "1990", "0101", "1234"), (None, ID, ID, ID)),
    "Chinese digits": (
        ("我的身份证号是四四零三零五", "一九九零零一零一", "一二三四"),
        (f"我的身份证号是{ID}", ID, ID),
    ),
    "full width": (("身份证号是４４０３", "０５１９９０"), (f"身份证号是{ID}", ID)),
    "mobile": (("手机号是138", "00138000，你记一下"), (f"手机号是{MOBILE}", f"{MOBILE}，你记一下")),
    "mobile, not announced": (("138", "0013", "8000"), (None, MOBILE, MOBILE)),
    "mobile, most of it first": (("1380013", "8000"), ("[号码]", MOBILE)),
    "telephone": (("我电话是0755", "88123456"), ("我电话是[电话]", "[电话]")),
    "bank card": (("6222", "0212", "3456", "7890"), (None, CARD, CARD, CARD)),
    "bank card, announced": (("卡号：6222 0212", "3456 7890 128"), (f"卡号：{CARD}", CARD)),
    "passport": (("护照号码是E1234", "5678"), ("护照号码是[证件号]", "[证件号]")),
    "name": (("我叫", "张三丰"), (None, "[姓名]")),
}  # fmt: skip
"""What is said line by line, and what is kept of it; None is kept as it was said."""

STAYS = {
    "the choice of an option": ("我的身份证号是440305", "1"),
    "a whole number, then a year": ("我的手机号是13800138000", "2024"),
    "a year with its unit": ("我的身份证号是440305", "2024年办的", "2024"),
    "a paper, then a year": ("我要办身份证", "2024"),
    "hotlines": ("电话12345", "110", "12333", "95588"),
    "the telephone of an office": ("你们的电话是", "12345", "110"),
    "a sum, then months": ("5000", "12", "3000"),
    "a post code, then a choice": ("518000", "1"),
    "round sums": ("100000", "2000"),
    "a day": ("20240101", "2024"),
    "a ticket": ("T261126-138123", "2024"),
    "another number wanted": ("驾驶证改手机号", "2024", "12123"),
    "a name that is none": ("我叫", "什么名字不重要"),
}


def kept(*said: str) -> list[str]:
    """The lines as they are kept, what is open going through the state each time."""
    number, lines = "", []
    for text in said:
        line, opens = read(text).after(Open.read(number))
        number = opens.kept() if opens else ""
        assert re.fullmatch(r"(\d{1,2}[:?][\u4e00-\u9fff]+)?", number), "a kind and a count"
        lines.append(line)
    return lines


@pytest.mark.parametrize(("said", "left"), GONE.values(), ids=GONE)
def test_the_pieces_of_a_number_go(said: tuple[str, ...], left: tuple[str | None, ...]) -> None:
    assert kept(*said) == [text if mask is None else mask for text, mask in zip(said, left)]


@pytest.mark.parametrize("said", STAYS.values(), ids=STAYS)
def test_what_is_no_piece_stays(said: tuple[str, ...]) -> None:
    first, *others = kept(*said)
    assert others == list(said[1:])
    assert first.startswith(said[0][:4])


def test_a_line_of_the_evaluation_or_the_training_begins_no_number(root: Path) -> None:
    """Nor is one taken for the rest of a number."""
    texts = _texts(root)
    assert len(texts) > 10_000
    lines = [(text, read(text)) for text in texts]
    assert [text for text, line in lines if line.text != mask(text)] == []
    assert [text for text, line in lines if line.opens] == []
    opened = [Open("身份证号", 6), Open("手机号", 3, told=False)]
    changed = {text for text, line in lines for o in opened if line.after(o)[0] != line.text}
    assert sorted(changed) == []
    named = {text for text, line in lines if line.after(Open("姓名", 0))[0] != line.text}
    assert all(len(text) <= 5 for text in named), "after 我叫 a short line may be a name"


def _texts(root: Path) -> list[str]:
    rows = [
        json.loads(line)["text"]
        for file in sorted((root / "data" / "questions").glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]
    for file in sorted((root / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            rows += [line.removeprefix("- ") for line in block.get("examples", "").splitlines()]
    for file in sorted((root / "data" / "phrases").glob("*.txt")):
        rows += [line.partition("\t")[0] for line in file.read_text("utf-8").splitlines()]
    return rows


@pytest.mark.parametrize("kept", ["", "6", "x:身份证号", "6:其他", "600:身份证号"])
def test_a_state_that_makes_no_sense_opens_nothing(kept: str) -> None:
    assert Open.read(kept) is None
