"""Text of the page without JavaScript: lists, links, and never markup."""

from __future__ import annotations

import pytest

from connectors.web.prose import linked, prose

CALL = '<a href="tel:12345">12345</a>'


def test_lists_are_lists_and_what_is_indented_belongs_to_its_item() -> None:
    text = "您的清单：\n1. 身份证〔自备〕\n   注意：过期要换\n2. 合同\n\n备好说一声"
    assert prose(text) == (
        "<p>您的清单：</p>"
        '<ol><li value="1">身份证〔自备〕<br>注意：过期要换</li><li value="2">合同</li></ol>'
        "<p>备好说一声</p>"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打 12345。", f"打 {CALL}。"),
        ("电话0755-12345678", '电话<a href="tel:0755-12345678">0755-12345678</a>'),
        ("马上打 110 报警", '马上打 <a href="tel:110">110</a> 报警'),
        ("要打 110 元", "要打 110 元"),
        ("面积 120 平方米", "面积 120 平方米"),
        ("编号 123456789", "编号 123456789"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<b>粗</b>", "&lt;b&gt;粗&lt;/b&gt;"),
    ],
)
def test_telephones_can_be_called_and_nothing_becomes_markup(text: str, shown: str) -> None:
    assert linked(text) == shown


@pytest.mark.parametrize("address", ["https://www.gov.cn/a?b=1", "/sheet/W9VH-SQ5D/annual-report"])
def test_addresses_open_beside_the_talk(address: str) -> None:
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'
    assert linked(f"看 {address}，") == f"看 {link}，"
