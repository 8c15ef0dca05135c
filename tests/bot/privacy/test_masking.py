"""Masking: what must go, what must stay, and that no expression can be made slow."""

from __future__ import annotations

import pytest

from bot.privacy.masking import found_kinds, mask
from tests.bot.privacy.identifiers import MAKERS, flood

GONE = {
    "identity number": ("我的身份证号是11010519491231002X到期了", "我的身份证号是[身份证号]到期了"),
    "lower-case x": ("11010519491231002x", "[身份证号]"),
    "fifteen digits": ("老证130503670401001能用吗", "老证[身份证号]能用吗"),
    "grouped": ("440301 19900307 1234 是我的", "[身份证号] 是我的"),
    "dashes": ("440301-1990-0307-1234", "[身份证号]"),
    "full width": ("身份证４４０３０１１９９００３０７１２３４", "身份证[身份证号]"),
    "wrong check character": ("440301199003071235", "[身份证号]"),
    "Hong Kong resident": ("居住证830000199201300022", "居住证[身份证号]"),
    "foreigner, 2017 card": ("永居证USA110105198001", None),
    "foreigner, twelve digits": ("USA440119900101", "[永居证号]"),
    "mobile": ("电话13800138000", "电话[手机号]"),
    "mobile, spaced": ("138 0013 8000打给我", "[手机号]打给我"),
    "mobile, each digit": ("1 3 8 0 0 1 3 8 0 0 0", "[手机号]"),
    "mobile, country code": ("+86-138-0013-8000", "[手机号]"),
    "mobile in Chinese digits": ("一三八零零一三八零零零", "[手机号]"),
    "mobile with 幺": ("幺三八〇〇幺三八〇〇〇", "[手机号]"),
    "landline": ("0755-88123456", "[电话]"),
    "landline, brackets": ("(0755)88123456", None),
    "landline after the word": ("座机：8812 3456", "座机：[电话]"),
    "bank card": ("卡号6222021234567890128", None),
    "bank card by Luhn": ("4111 1111 1111 1111", "[银行卡号]"),
    "passport": ("护照E12345678过期", "护照[证件号]过期"),
    "new passport": ("EA1234567", "[证件号]"),
    "travel permit": ("通行证C12345678", "通行证[证件号]"),
    "return permit": ("回乡证H1234567890", "回乡证[证件号]"),
    "plate": ("粤B12345要年检", "[车牌号]要年检"),
    "new energy plate": ("粤BD12345", "[车牌号]"),
    "email": ("发到zhang.san@example.com吧", None),
    "credit code": ("91350100M000100Y43的执照", "[统一社会信用代码]的执照"),
    "address": ("住在宝安区西乡街道海城路12号3栋502室", "住在宝安区西乡街道海城路[详细地址]"),
    "name": ("我叫张三丰，想办居住证", "我叫[姓名]，想办居住证"),
    "name before a verb": ("我叫王伟想办居住证", "我叫[姓名]想办居住证"),
    "name in a form": ("姓名：李小明 电话13800138000", "姓名：[姓名] 电话[手机号]"),
}

STAYS = (
    "办居住证要多少钱",
    "12345热线",
    "拨打0755-12345",
    "2024年1月15日之前能办好吗",
    "社保交了12个月，公积金3000元",
    "100000000元的项目",
    "材料要一式三份，原件一份复印件两份",
    "我叫什么名字不重要",
    "三个月二十天十五日",
    "S1234 号线怎么走",
    "GB/T 39554-2020",
    "满一年两年三年四年",
    "深圳90是什么",
)


@pytest.mark.parametrize(("said", "kept"), GONE.values(), ids=GONE)
def test_an_identifier_goes_and_the_words_stay(said: str, kept: str | None) -> None:
    masked = mask(said)
    if kept is None:
        assert "[" in masked
        assert sum(char.isdigit() for char in masked) < 5, masked
    else:
        assert masked == kept


@pytest.mark.parametrize("said", STAYS)
def test_what_is_no_identifier_stays(said: str) -> None:
    assert mask(said) == said


@pytest.mark.parametrize("kind", MAKERS)
def test_ten_thousand_made_up_identifiers_all_go(kind: str) -> None:
    left = [
        said for said, secret in flood(kind, count=10_000 // len(MAKERS)) if secret in mask(said)
    ]
    assert left == []


def test_masking_twice_changes_nothing() -> None:
    for said, _ in GONE.values():
        assert mask(mask(said)) == mask(said)


def test_the_kinds_found_are_named() -> None:
    assert found_kinds("我叫张三，13800138000") == ("手机号", "姓名")
