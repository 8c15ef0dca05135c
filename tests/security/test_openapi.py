"""Every operation of the OpenAPI document, with made-up input of every shape: never a 5xx.

Schemathesis would do this, but 3.39 needs a newer jsonschema and attrs than Rasa 3.6 allows,
so Hypothesis is given the document directly.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from connectors.app import create_app
from tests.security.conftest import Staff
from tests.server import Server

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(600)]
EXAMPLES = 6
ENDLESS = "/api/events"
"""A stream does not end by itself; the fault tests look after it."""

SIGNED_OUT = ("/api/console/sign-out", "/api/console/password", "/api/console/sign-in")
"""They would end the session that the others need; tests of access look after them."""

DOCUMENT: dict[str, Any] = create_app(Settings(_env_file=None)).openapi()
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "0", "-1", "null", "\x00", "../..", "%s%n", "9" * 400, "居住证", "{}",
                     "NaN", "2026-02-30", "\u202e", "'\"><", "1e999"]),
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def operations() -> Iterator[tuple[str, str]]:
    for path, methods in DOCUMENT["paths"].items():
        for method in methods:
            if path not in (ENDLESS, *SIGNED_OUT):
                yield method.upper(), path


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return dict(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return schema


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, sometimes anything."""
    schema = resolved(schema)
    right: st.SearchStrategy[Any]
    if "enum" in schema:
        right = st.sampled_from(schema["enum"])
    elif schema.get("type") == "integer":
        right = st.integers(-(10**20), 10**20)
    elif schema.get("type") == "number":
        right = st.floats()
    elif schema.get("type") == "boolean":
        right = st.booleans()
    elif schema.get("type") == "array":
        right = st.lists(values(schema.get("items", {})), max_size=3)
    elif schema.get("type") == "object":
        known = {name: values(part) for name, part in schema.get("properties", {}).items()}
        right = st.fixed_dictionaries({}, optional=known)
    else:
        right = TEXTS
    return st.one_of(right, right, right, JSON)


def requests(method: str, path: str) -> st.SearchStrategy[dict[str, Any]]:
    """Requests of one operation."""
    operation = DOCUMENT["paths"][path][method.lower()]
    parts: dict[str, dict[str, st.SearchStrategy[Any]]] = {"path": {}, "query": {}, "header": {}}
    for parameter in operation.get("parameters", ()):
        parts.setdefault(parameter["in"], {})[parameter["name"]] = values(parameter["schema"])
    content = operation.get("requestBody", {}).get("content", {})
    body = next(iter(content.values()), {}).get("schema")
    return st.fixed_dictionaries({
        "path": st.fixed_dictionaries(parts["path"]),
        "query": st.fixed_dictionaries({}, optional=parts["query"]),
        "body": values(body) if body else st.none(),
        "raw": st.one_of(st.none(), st.none(), st.binary(max_size=60)),
    })  # fmt: skip


@pytest.mark.parametrize(("method", "path"), list(operations()), ids=str)
def test_no_input_breaks_an_operation(method: str, path: str, server: Server, staff: Staff) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(request=requests(method, path))
    def attempt(request: dict[str, Any]) -> None:
        where = path
        for name, value in request["path"].items():
            where = where.replace(f"{{{name}}}", quote(_text(value)[:300] or "x", safe=""))
        query = [(name, _text(value)[:2000]) for name, value in request["query"].items()]
        body = request["raw"] if request["raw"] is not None else _json(request["body"])
        answer = staff.http.request(
            method, where, params=query, content=body,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status_code < 500, (where, query, body, answer.text[:300])
        assert "Traceback" not in answer.text

    attempt()


def _text(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace").decode()


def _json(value: object) -> bytes:
    return json.dumps(value).encode() if value is not None else b""
