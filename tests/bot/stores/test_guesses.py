"""Whose guess it is."""

from __future__ import annotations

import pytest

from bot.stores.guesses import line


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_one_subscriber_is_one_however_many_addresses_they_draw(address: str, held: str) -> None:
    assert line(address) == held
