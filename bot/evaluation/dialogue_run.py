"""Plays dialogue scripts through the engine and counts what issue 6 asks for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.catalog.model import Service
from bot.conversation.engine import Engine
from bot.conversation.replay import CITED, cites
from bot.evaluation.dialogues import Failure, Reply, Script, code_in, failures
from bot.evaluation.paths import papers
from bot.guidance.conditions import UNKNOWN, Answers
from bot.guidance.situations import Node
from bot.privacy.pieces import read

CHANNEL = "script"


@dataclass
class DialogueReport:
    """Completion, questions against the minimum, dead ends and checklist exactness.

    ``questions`` led to a checklist; ``least`` of them were needed, given what was volunteered.
    ``cited`` answers rest on the catalogue; ``replayed`` of them came out in the same words when
    they were worked out again from what a receipt keeps.
    """

    scripts: int = 0
    completed: int = 0
    turns: int = 0
    dead_ends: int = 0
    questions: int = 0
    least: int = 0
    checklists: int = 0
    exact: int = 0
    cited: int = 0
    replayed: int = 0
    failures: list[Failure] = field(default_factory=list)


async def run_scripts(engine: Engine, scripts: Sequence[Script]) -> DialogueReport:
    """Plays all scripts, each in conversations of its own."""
    report = DialogueReport()
    for script in scripts:
        report.scripts += 1
        found = await run_script(engine, script, report)
        report.failures += found
        report.completed += not found
    return report


async def run_script(engine: Engine, script: Script, report: DialogueReport) -> list[Failure]:
    """Plays one script; gives what was not as expected."""
    here, there = (f"script-{secrets.token_hex(8)}" for _ in range(2))
    found: list[Failure] = []
    asked: dict[str, list[str]] = {}
    code = ""
    for turn in script.turns:
        text = turn.text.replace("{code}", code)
        conversation = there if turn.elsewhere else here
        reply = await engine.answer(conversation, read(text), channel=CHANNEL)
        code = code_in(reply) or code
        found += failures(script, turn, reply)
        other = await _replayed(engine, conversation, reply, report)
        if other:
            found.append(Failure(script.name, turn.line, text, "the same words again", other))
        _count(engine, reply, asked, report)
    for conversation in (here, there):
        await engine.personal.forget(conversation)
    return found


async def _replayed(engine: Engine, conversation: str, reply: Reply, report: DialogueReport) -> str:
    """Works a turn out again from what a receipt would keep; the other words, if it had any."""
    words = [m["text"] for m in reply["messages"] if cites(m["kind"], m["card"])]
    if not words:
        return ""
    kept = json.loads(await engine.turns.field(conversation, CITED) or "{}")
    day = date.fromisoformat(kept["day"])
    again = await engine.talk.replay(kept, engine.runtime.guide, day=day)
    report.cited += 1
    report.replayed += again == words
    return "" if again == words else repr("\n".join(again)[:200])


def _count(
    engine: Engine, reply: Reply, asked: dict[str, list[str]], report: DialogueReport
) -> None:
    """Adds one turn; a question shown again after an interruption counts once."""
    report.turns += 1
    report.dead_ends += reply["outcome"] == "failed" or not reply["messages"]
    cards = [m.get("card") or {} for m in reply["messages"]]
    for card in cards:
        if "question" in card:
            before = asked.setdefault(card["service_id"], [])
            if card["question"] not in before:
                before.append(card["question"])
        if "items" in card and "answers" in card:
            _judge(engine, card, asked, report)


def _judge(
    engine: Engine, card: dict[str, Any], asked: dict[str, list[str]], report: DialogueReport
) -> None:
    """A checklist shown: is it the catalogue's, and how many questions were needed for it?"""
    service = engine.runtime.guide.catalog.services.get(card["service_id"])
    if service is None:
        return
    report.checklists += 1
    report.exact += [item["id"] for item in card["items"]] == papers(service, card["answers"])
    put = asked.pop(service.id, [])
    if UNKNOWN not in card["answers"].values():
        report.questions += len(put)
        report.least += len(set(put) & _deciding(engine, service, card["answers"]))


def _deciding(engine: Engine, service: Service, answers: Answers) -> set[str]:
    """The questions on the shortest way to these answers' outcome."""
    node, found = engine.runtime.guide.situations(service).root, set[str]()
    while isinstance(node, Node) and node.question in answers:
        found.add(node.question)
        node = node.branch(answers[node.question])
    return found
