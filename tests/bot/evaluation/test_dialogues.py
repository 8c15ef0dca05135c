"""Every dialogue script holds, played through the engine with the trained model."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path

import pytest

from bot.evaluation.dialogues import SUFFIX, ScriptError, failures, read_script, read_scripts
from bot.runtime import Runtime

FOLDER = Path(__file__).parents[2] / "dialogues"
LEAST_SCRIPTS = 80


@pytest.fixture(scope="module")
def played(assistant: Runtime) -> dict[str, list[str]]:
    """What was not as expected, by script; all are played once."""
    from bot.conversation.engine import Engine
    from bot.evaluation.dialogue_run import DialogueReport, run_script

    async def play() -> dict[str, list[str]]:
        engine = await Engine.load(assistant)
        report = DialogueReport()
        try:
            return {
                script.name: [str(f) for f in await run_script(engine, script, report)]
                for script in read_scripts(FOLDER)
            }
        finally:
            await engine.close()
            # The loop must see the connections end before it is closed itself.
            await engine.client.connection_pool.disconnect()
            await asyncio.sleep(0)

    with warnings.catch_warnings():
        # Rasa and its libraries warn of their own affairs while a model is loaded.
        warnings.simplefilter("ignore")
        return asyncio.run(play())


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}")))
def test_script(played: dict[str, list[str]], name: str) -> None:
    assert played[name] == []


def test_there_are_enough_scripts() -> None:
    assert len(read_scripts(FOLDER)) >= LEAST_SCRIPTS


def test_a_line_without_a_sign_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / f"broken{SUFFIX}"
    path.write_text("> 你好\n你好吗\n", "utf-8")
    with pytest.raises(ScriptError, match=r"broken\.dialog:2"):
        read_script(path)


def test_an_expectation_that_does_not_hold_is_told(tmp_path: Path) -> None:
    path = tmp_path / f"one{SUFFIX}"
    path.write_text("> 你好\n= asked\n+ 您好\n- 再见\n* text\n", "utf-8")
    script = read_script(path)
    message = {"kind": "text", "text": "您好", "card": None, "options": []}
    reply = {"outcome": "controlled", "messages": [message]}
    found = failures(script, script.turns[0], reply)
    assert [(failure.line, failure.expected) for failure in found] == [(2, "= asked")]
