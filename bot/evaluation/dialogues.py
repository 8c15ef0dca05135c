"""Dialogue scripts: what a person says, and what must come of it; wording is not asserted.

# a comment; the first one is the title
> 我想办居住证                 said by the person
= asked                       outcome of the turn
@ residence-permit-apply      a service (or life event) a message of the turn is about
? household                   the question asked last
* checklist                   a kind of message in the turn
+ 深圳户口                    words somewhere in the turn
- 来源：（                     words nowhere in the turn
[] 开始，一步一步来            a button offered in the turn
>> 继续                       said in another conversation ({code} is the last code given)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError

SUFFIX = ".dialog"
Reply = Mapping[str, Any]


class ScriptError(BotError):
    """A dialogue script has a line that means nothing."""

    code = "script"


@dataclass(frozen=True)
class Check:
    """One expectation on one turn."""

    sign: str
    value: str
    line: int


@dataclass(frozen=True)
class Utterance:
    """What is said, and in which of the script's conversations."""

    text: str
    line: int
    checks: tuple[Check, ...]
    elsewhere: bool = False


@dataclass(frozen=True)
class Script:
    """One conversation."""

    name: str
    title: str
    turns: tuple[Utterance, ...]


@dataclass(frozen=True)
class Failure:
    """An expectation that did not hold."""

    script: str
    line: int
    said: str
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"{self.script}:{self.line}: after {self.said!r} expected {self.expected}; {self.got}"
        )


def read_scripts(folder: Path) -> tuple[Script, ...]:
    """All scripts of a folder, by name; raises ScriptError naming file and line."""
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    if not paths:
        raise ScriptError(f"{folder}: holds no script (*{SUFFIX})")
    return tuple(map(read_script, paths))


def read_script(path: Path) -> Script:
    """One script."""
    title, turns = "", []  # type: ignore[var-annotated]
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(f"{path}: cannot be read as UTF-8 text") from error
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            title = title or line.lstrip("# ")
            continue
        sign, _, value = line.partition(" ")
        if sign in (">", ">>"):
            turns.append((value.strip(), number, [], sign == ">>"))
        elif sign in _CHECKS and turns:
            turns[-1][2].append(Check(sign, value.strip(), number))
        else:
            raise ScriptError(f"{path}:{number}: begin with >, >>, #, {' '.join(_CHECKS)}")
    return Script(path.stem, title, tuple(Utterance(t, n, tuple(c), e) for t, n, c, e in turns))


def failures(script: Script, turn: Utterance, reply: Reply) -> list[Failure]:
    """The expectations of a turn that the reply does not meet."""
    found = []
    for check in turn.checks:
        got = _CHECKS[check.sign](reply, check.value)
        if got is not None:
            expected = f"{check.sign} {check.value}"
            found.append(Failure(script.name, check.line, turn.text, expected, f"got {got}"))
    return found


def _outcome(reply: Reply, value: str) -> str | None:
    return None if reply["outcome"] == value else str(reply["outcome"])


def _about(reply: Reply, value: str) -> str | None:
    named = [(m.get("card") or {}).get("service_id") for m in reply["messages"]]
    return None if value in named else str([n for n in named if n])


def _asked(reply: Reply, value: str) -> str | None:
    asked = [(m.get("card") or {}).get("question") for m in reply["messages"]]
    return None if asked and asked[-1] == value else str(asked)


def _kind(reply: Reply, value: str) -> str | None:
    kinds = [m["kind"] for m in reply["messages"]]
    return None if value in kinds else str(kinds)


def _holds(reply: Reply, value: str) -> str | None:
    text = _text(reply)
    return None if value in text else repr(text[:200])


def _lacks(reply: Reply, value: str) -> str | None:
    return f"it in {_text(reply)[:200]!r}" if value in _text(reply) else None


def _offers(reply: Reply, value: str) -> str | None:
    labels = [option["label"] for m in reply["messages"] for option in m["options"]]
    return None if value in labels else str(labels)


def _text(reply: Reply) -> str:
    return "\n".join(m["text"] for m in reply["messages"])


_CHECKS: dict[str, Callable[[Reply, str], str | None]] = {
    "=": _outcome, "@": _about, "?": _asked, "*": _kind, "+": _holds, "-": _lacks, "[]": _offers,
}  # fmt: skip

_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


def code_in(reply: Reply) -> str:
    """The continuation code a reply gives; empty for none."""
    found = _CODE.search(_text(reply))
    return found.group(0) if found else ""
