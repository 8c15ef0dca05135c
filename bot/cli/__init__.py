"""`banshi …`, one command a file."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

import typer
from typer.core import TyperGroup

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
from bot.cli.terminal import known_errors

ENDED = 128 + signal.SIGTERM


class Commands(TyperGroup):
    """All commands; none of them ends in the stack trace of a known error."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was named."""
        with known_errors():
            return super().invoke(ctx)


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, help="Banshi 办事")
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
    signal.signal(signal.SIGTERM, _leave)
    app()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Ends as a command ends by itself: the last to leave stops the embedded Redis at exit.

    uvicorn gives the signal on when it has finished; the default handler would skip all that.
    """
    sys.exit(ENDED)
