"""The console's edge: what the tools say in English becomes a Chinese sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from bot.catalog.lint import Finding
from bot.catalog.model import Service
from bot.errors import BotError
from connectors.console.sentences import ERRORS, FIELDS, FINDINGS, REPORT, VERDICTS

Sentences = tuple[tuple[str, str], ...]

SEVERITY = {"error": "错误", "warning": "提醒", "info": "建议"}
SHIPPED = "随附版本"
CHINESE = re.compile(r"[一-鿿]")
_FOLDER = re.compile(r"/\S*/(?=[^/\s]+)")
_SLUG = re.compile(r"(?<![A-Za-z0-9_/-])[a-z0-9](?:-?[a-z0-9])*(?![A-Za-z0-9_/-])")
_VERDICT = re.compile(rf"\b(?:{'|'.join(VERDICTS)})\b")
_INVALID = "填的内容不合要求（可能太长、是空的或格式不对），请检查后再试"


class Chinese(APIRoute):
    """A route whose refusals staff can read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with what it raises in Chinese."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except BotError as error:
                error.args = (told(str(error)),)
                raise
            except RequestValidationError as error:
                raise HTTPException(422, _INVALID) from error

        return handled


def told(text: str) -> str:
    """An error in Chinese, without folders of the server; each line by itself."""
    return "\n".join(_told(_FOLDER.sub("", line)) for line in text.split("\n"))


def of_field(message: str) -> str:
    """What is wrong with a field of the form."""
    return _said(message, FIELDS) or message


def of_finding(finding: Finding, services: Mapping[str, Service]) -> dict[str, str]:
    """A finding as editors read it."""
    said = {name: _said(getattr(finding, name), FINDINGS) or getattr(finding, name)
            for name in ("message", "mend")}  # fmt: skip
    return {**vars(finding), **{name: named(text, services) for name, text in said.items()}}


def line_of(finding: Finding, services: Mapping[str, Service]) -> str:
    """A finding in a line."""
    said = of_finding(finding, services)
    owner = services.get(finding.service)
    name = owner.name if owner else finding.service
    return f"{SEVERITY[finding.severity]}：{name}：{said['message']} → {said['mend']}"


def line_of_impact(text: str, services: Mapping[str, Service]) -> str:
    """A line of what publishing would do; the findings in it stand as `lint` writes them."""
    found = re.fullmatch(r"(\W*)(error|warning|info) +(\w+)  ([^.: ]+)([^:]*): (.*) → (.*)", text)
    if not found:
        return named(text, services)
    sign, severity, rule, owner, field, message, mend = found.groups()
    finding = Finding(rule, severity, owner, field, message, mend)  # type: ignore[arg-type]
    return sign + line_of(finding, services)


def of_report(text: str) -> str:
    """A line of an import's report."""
    said = _said(text, REPORT) or text
    return _VERDICT.sub(lambda m: VERDICTS[m[0]], said)


def named(text: str, services: Mapping[str, Service]) -> str:
    """A text in which services are called by name, not by id."""
    for match in set(_SLUG.findall(text)) & services.keys():
        text = text.replace(f" ({match})", "")
    return _SLUG.sub(lambda m: services[m[0]].name if m[0] in services else m[0], text).replace(
        "shipped", SHIPPED
    )


def _told(line: str) -> str:
    known = _said(line, ERRORS)
    return known or (line if CHINESE.search(line) or not line.strip() else f"没有做成：{line}")


def _said(text: str, sentences: Sentences) -> str | None:
    for pattern, sentence in sentences:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return found.expand(sentence)
    return None
