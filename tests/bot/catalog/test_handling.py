"""Addresses of ways to apply: what a click may lead to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.catalog.handling import ChannelWay


@pytest.mark.parametrize(
    "url",
    ["", "https://a.gov.cn/x?u=javascript:1", "HTTP://a.gov.cn", "tel:12345", "a.gov.cn:80/x"],
)
def test_an_address_of_the_web_or_a_telephone_is_taken(url: str) -> None:
    assert ChannelWay(kind="online", name="网站", url=url).url == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " JaVaScript:1", "java\tscript:1", "\x01javascript:1", "data:text/html,x",
     "vbscript:1", "file:///etc/passwd", "view-source:http://x"],
)  # fmt: skip
def test_an_address_that_would_run_something_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="http, https or tel"):
        ChannelWay(kind="online", name="网站", url=url)
