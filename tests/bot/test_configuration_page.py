"""docs/configuration.md is what bot/settings.py says."""

from __future__ import annotations

from pathlib import Path

from bot.cli.settings import page


def test_the_configuration_page_is_up_to_date(root: Path) -> None:
    written = (root / "docs" / "configuration.md").read_text("utf-8")
    assert written == page(), "run: banshi settings > docs/configuration.md"
