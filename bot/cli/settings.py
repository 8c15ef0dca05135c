"""`banshi settings`: every setting with its default, as the table of docs/configuration.md."""

from __future__ import annotations

import typer

from bot.settings import Settings

HEAD = """# Configuration

Every setting is read once at start, from the environment or a file `.env`. This page is written by
`banshi settings > docs/configuration.md` from `bot/settings.py`; a test holds the two together.

| name | default | meaning |
|---|---|---|
"""


def settings() -> None:
    """Print every setting as a Markdown table."""
    typer.echo(page(), nl=False)


def page() -> str:
    """The whole page."""
    rows = []
    for name, variable in Settings.variables():
        field = Settings.__fields__[name]
        meaning = field.field_info.description or "DEBUG, INFO, WARNING or ERROR."
        default = "" if field.default == "" else f"`{field.default}`"
        rows.append(f"| `{variable}` | {default} | {meaning} |\n")
    return HEAD + "".join(rows)
