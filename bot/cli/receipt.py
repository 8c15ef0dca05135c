"""`banshi receipt CODE`: an answer given before, worked out again from what it rested on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from bot.cli import assistant
from bot.errors import CatalogError
from bot.guidance.receipt import unfold
from bot.stores.codes import find_code

if TYPE_CHECKING:
    from bot.conversation.engine import Engine
    from bot.runtime import Guide


def receipt(code: str = typer.Argument(..., help="The code of the receipt (凭证).")) -> None:
    """Print an answer given before, and prove it by working it out again.

    Ends with 1 where the code is not known or the answer comes out in other words.
    """

    async def work(engine: Engine) -> None:
        named = find_code(code)
        kept = await engine.codes.receipt(named) if named else None
        if named is None or kept is None:
            typer.echo(f"banshi: no receipt {code!r}; codes look like 7KQ2-M4XP", err=True)
            raise typer.Exit(1)
        typer.echo(unfold(kept, named))
        typer.echo(f"原话（{kept['at']}）：\n" + "\n".join(kept["words"]))
        same, verdict = await _worked_out_again(engine, kept)
        typer.echo(verdict)
        if not same:
            raise typer.Exit(1)

    assistant.run(work)


async def _worked_out_again(engine: Engine, kept: dict[str, Any]) -> tuple[bool, str]:
    """Whether the answer comes out in the same words, and what to say of it."""
    cited = kept.get("cited")
    if not cited:
        return False, "这张凭证没有留下推算的依据，不能重算；上面是当时存下的原话。"
    guide = _guide_of(engine, kept["catalog_version"])
    if guide is None:
        version = kept["catalog_version"]
        return False, f"{version} 版目录已经不在，不能重算；上面是当时存下的原话。"
    words = await engine.talk.replay(cited, guide, day=date.fromisoformat(cited["day"]))
    if words == kept["words"]:
        return True, f"按 {kept['catalog_version']} 版目录和当时的情形重新推算，一字不差。"
    other = "" if engine.agent.model_id == cited["model"] else "（现在的模型不是当时那个）"
    return False, f"重新推算的说法不同{other}：\n" + "\n".join(words)


def _guide_of(engine: Engine, version: str) -> Guide | None:
    """The catalogue an answer was given from; None where it is kept no more."""
    made = engine.runtime
    if made.guide.catalog.version == version:
        return made.guide
    for name in (version, "shipped"):
        try:
            catalog = made.library.catalog(name)
        except CatalogError:
            continue
        if catalog.version == version:
            return made.prepare(catalog)
    return None
