"""`banshi …`, one command a file."""

from __future__ import annotations

import typer

from bot.cli import (
    ask,
    bench,
    calibrate,
    catalog,
    chat,
    evaluate,
    privacy,
    receipt,
    serve,
    settings,
    train,
    wechat,
)

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Banshi 办事")
app.add_typer(catalog.app, name="catalog")
app.add_typer(evaluate.app, name="eval")
app.add_typer(privacy.app, name="privacy")
app.add_typer(wechat.app, name="wechat")
app.command()(ask.ask)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    bench.bench
)
app.command()(calibrate.calibrate)
app.command()(chat.chat)
app.command()(receipt.receipt)
app.command()(serve.serve)
app.command()(settings.settings)
app.command()(train.train)


def main() -> None:
    """Entry point of the ``banshi`` command."""
    app()
