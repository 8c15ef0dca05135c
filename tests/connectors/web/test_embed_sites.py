"""The list of sites that may embed the widget goes into a header, so it holds origins only."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.settings import Settings


@pytest.mark.parametrize(
    "sites", ["", "https://www.example.gov.cn", "https://a.example http://127.0.0.1:8080"]
)
def test_origins_are_taken(monkeypatch: pytest.MonkeyPatch, sites: str) -> None:
    monkeypatch.setenv("BANSHI_EMBED_SITES", sites)
    assert Settings.from_env().embed_sites == sites


@pytest.mark.parametrize(
    "sites", ["*", "https:", "https://a.example; script-src *", "https://a.example/path", "'self'"]
)
def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch, sites: str) -> None:
    monkeypatch.setenv("BANSHI_EMBED_SITES", sites)
    with pytest.raises(SettingsError, match="BANSHI_EMBED_SITES"):
        Settings.from_env()
