"""What a sentence asks about; the rules of docs/questions.md, on sentences of this file only."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text.asking import Asking
from bot.text.lexicon import Lexicon

SAID = [
    ("退休要交哪些资料", "materials"),
    ("补户口本还要不要结婚证", "materials"),
    ("工龄不够十年可不可以申请", "conditions"),
    ("满几年才能迁户", "conditions"),
    ("生育津贴大概有多少", "conditions"),
    ("每个月自己要交多少", "fee"),
    ("拿证一般几个工作日", "duration"),
    ("前台礼拜六有人吗", "hours"),
    ("报名从几号开始", "hours"),
    ("去哪个部门交表", "location"),
    ("是去街道还是派出所", "location"),
    ("可以在小程序里弄完吗", "channel"),
    ("哪个网站能填", "channel"),
    ("两口子都要到场吗", "visits"),
    ("总共得跑几趟", "visits"),
    ("我那个批下来了没", "progress"),
    ("在哪里查审核结果", "progress"),
    ("咨询电话是多少", "contact"),
    ("这是依据哪个条例收的", "legal"),
    ("提交以后系统提示信息不一致", "problem"),
    ("先去税务还是先去登记中心", "process"),
    ("怎么办", "guide"),
    ("多久能好，要多少钱", "duration"),
]


@pytest.fixture(scope="module")
def asking(root: Path) -> Asking:
    """The shipped cues."""
    return Asking.read(root / "data" / "entities")


@pytest.mark.parametrize(("said", "aspect"), SAID, ids=[said for said, _ in SAID])
def test_the_first_thing_asked_is_heard(asking: Asking, root: Path, said: str, aspect: str) -> None:
    plain = Lexicon.read(root / "data" / "entities").plain(said)
    assert asking.about(plain) == aspect


def test_a_long_story_asks_at_its_end(asking: Asking) -> None:
    story = (
        "前几年我在厂里上班的时候交过三年社保,后来厂子搬走了就停了几个月,"
        "中间换过两份工作也没人管过,现在想接着交,一个月要交多少"
    )
    assert asking.about(story) == "fee"


def test_a_statement_asks_nothing(asking: Asking) -> None:
    assert asking.about("我想把户口迁到深圳") is None
