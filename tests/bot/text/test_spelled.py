"""Pinyin is read as Chinese, and other Latin writing is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text.lexicon import Lexicon
from bot.text.spelled import SEEN, Spelling, said, write


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    """Knows 身份证 well, 补 after 怎么 only, and 西安."""
    counts = {"身份证": 20, "丢了": 9, "怎么": 9, "不": 9, "怎么补": 5, "西安": 4, "先": 3}
    syllables = {
        "身份证": "shen fen zheng", "丢了": "diu le", "怎么": "zen me", "不": "bu",
        "怎么补": "zen me bu", "西安": "xi an", "先": "xian",
    }  # fmt: skip
    return Spelling.of((word, n, tuple(syllables[word].split())) for word, n in counts.items())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("shenfenzheng diule", "身份证丢了", id="words written together"),
        pytest.param("shen fen zheng diu le", "身份证丢了", id="a syllable a word"),
        pytest.param("sfz diule", "身份证丢了", id="initials"),
        pytest.param("我的sfz丢了", "我的身份证丢了", id="initials among Chinese"),
        pytest.param("zenme bu", "怎么补", id="what is said together decides"),
        pytest.param("xi an", "西安", id="a space parts syllables"),
        pytest.param("sfz diule xyz", "身份证丢了 xyz", id="what cannot be read stays"),
        pytest.param("please renew it", "please renew it", id="another language"),
        pytest.param("办个bu的证", "办个bu的证", id="a stray syllable among Chinese"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_pinyin_is_read_as_chinese(spelling: Spelling, written: str, read: str) -> None:
    assert spelling.in_chinese(written) == read


def test_words_said_often_are_kept_with_their_syllables(tmp_path: Path) -> None:
    write(said(["居住证到期"] * SEEN + ["户口"] * (SEEN - 1), names=["福田"]), tmp_path)
    read = Spelling.read(tmp_path)
    assert read.in_chinese("juzhuzheng daoqi") == "居住证到期"
    assert read.in_chinese("futian") == "福田"
    assert read.in_chinese("hukou") == "hukou", "not said often enough"


def test_a_folder_without_words_reads_nothing(tmp_path: Path) -> None:
    assert Spelling.read(tmp_path).in_chinese("hukou") == "hukou"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("gongjijin zenme tiqu", "公积金怎么提取"),
        ("gjj zenme tiqu", "公积金怎么提取"),
        ("shebao zai nanshan ban", "社保在某区办"),
        ("hi, jzz daoqi le", "居住证到期了"),
        ("lvshi zhiye", "律师执业"),
    ],
)
def test_the_shipped_words_read_what_people_ask(root: Path, written: str, plain: str) -> None:
    assert Lexicon.read(root / "data" / "entities").plain(written).strip(", ") == plain
