"""The national `up_task_*` tables, as JSON or CSV (columns: standards.md A3, S1 and S2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.catalog.codes import implementation_faults
from bot.catalog.importers.cleaning import clean
from bot.catalog.importers.report import Gathering, Imported, Progress, silent
from bot.catalog.model import Service
from bot.errors import ImportFailed

TABLE_MARKS = {
    "material": "material_name", "fee": "fee_name", "question": "answer", "basic": "task_name",
}  # fmt: skip
"""The column by which each table is known; the task itself last, for the others name it too."""

JOINS = ("task_guid", "task_handle_item", "task_code", "row_guid")
"""Columns that tie a material, fee or question to its task, the nearest first."""

NEEDS = {"1": "required", "2": "optional", "3": "deferrable"}
HOLDERS = {"10": "self", "20": "government", "99": "third_party"}
RESULTS = {"10": "certificate", "20": "approval", "30": "other"}
HOLDER_WORDS = {"自备": "self", "核发": "government", "其他": "third_party"}
CURRENT_STATES = frozenset({"", "1", "在用"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DATE = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})")

Placed = tuple[str, Mapping[str, str]]


def is_national(row: object) -> bool:
    """Whether a row, or a table inside it, has columns of these tables."""
    return isinstance(row, Mapping) and (
        any(str(key).startswith("up_task_") for key in row) or bool(_table_of(_snake(row)))
    )


def read_national(
    files: Sequence[tuple[str, Iterable[tuple[int, Any]]]], *, progress: Progress = silent
) -> Imported:
    """Tasks with what belongs to them; ``files`` are names with rows, one table each or several."""
    tables: dict[str, list[Placed]] = defaultdict(list)
    for name, rows in files:
        for line, row in rows:
            _sort_in(tables, f"{name} line {line}", row)
    if not tables["basic"]:
        raise ImportFailed(
            "no task found: one table needs the columns task_name, task_code and dept_name"
        )
    parts = {kind: _by_join(tables[kind]) for kind in ("material", "fee", "question")}
    found = Gathering()
    for done, (where, row) in enumerate(tables["basic"], 1):
        _take(found, where, row, {kind: _of(row, rows) for kind, rows in parts.items()})
        progress(done, len(tables["basic"]))
    return found.done(sum(map(len, tables.values())))


def _sort_in(tables: dict[str, list[Placed]], where: str, row: Any) -> None:
    if not isinstance(row, Mapping):
        raise ImportFailed(f"{where}: not an object with columns")
    nested = {key: value for key, value in row.items() if str(key).startswith("up_task_")}
    for table, rows in nested.items():
        for number, part in enumerate(rows if isinstance(rows, list) else [rows], 1):
            _sort_in(tables, f"{table} row {number}", part)
    if nested:
        return
    plain = _snake(row)
    table = _table_of(plain)
    if not table:
        raise ImportFailed(
            f"{where}: known by no table; a task needs task_name, a material material_name, "
            f"a question answer, a fee fee_name. Found: {', '.join(list(plain)[:12])}"
        )
    tables[table].append((where, plain))


def _table_of(row: Mapping[str, str]) -> str:
    return next((table for table, mark in TABLE_MARKS.items() if mark in row), "")


def _snake(row: Mapping[str, Any]) -> dict[str, str]:
    """Column names in one spelling (taskName → task_name), values cleaned."""
    return {_CAMEL.sub("_", str(key)).lower(): clean(value) for key, value in row.items()}


def _by_join(rows: list[Placed]) -> dict[tuple[str, str], list[Placed]]:
    joined: dict[tuple[str, str], list[Placed]] = defaultdict(list)
    for where, row in rows:
        for column in JOINS:
            if row.get(column):
                joined[column, row[column]].append((where, row))
    return joined


def _of(task: Mapping[str, str], rows: dict[tuple[str, str], list[Placed]]) -> list[Placed]:
    """The rows of a task, by the first column that ties any; a material's own guid ties none."""
    keys = [("task_guid", task.get("row_guid", "")), *((c, task.get(c, "")) for c in JOINS[:3])]
    found = next((rows[key] for key in keys if key[1] and key in rows), [])
    return sorted(found, key=lambda placed: _order(placed[1]))


def _order(row: Mapping[str, str]) -> int:
    number = row.get("order_num", "")
    return int(number) if number.isdecimal() else 0


def _take(
    found: Gathering, where: str, row: Mapping[str, str], parts: Mapping[str, list[Placed]]
) -> None:
    name = row["task_name"]
    code = (row.get("task_handle_item") or row.get("task_code", "")).upper()
    missing = [c for c in ("task_name", "dept_name") if not row.get(c)]
    if missing or not re.fullmatch(r"[0-9A-Z]{1,40}", code):
        found.reject(
            where, name, f"without {', '.join(missing) or 'a task_code of digits and letters'}"
        )
        return
    if row.get("task_state", "") not in CURRENT_STATES:
        found.reject(where, name, f"not in use: task_state {row['task_state']!r}")
        return
    for fault in implementation_faults(code, basic=row.get("catalog_code", "").upper()):
        found.note(where, name, fault)
    for column in ("plan_effective_date", "plan_cancel_date"):
        if row.get(column) and _date(row[column]) is None:
            found.note(where, name, f"{column} {row[column]!r} is no date, so it is left out")
    try:
        found.take(Service.parse_obj(_service(row, code, parts)), where)
    except ValidationError as error:
        reason = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        found.reject(where, name, reason)


def _service(
    row: Mapping[str, str], code: str, parts: Mapping[str, list[Placed]]
) -> dict[str, Any]:
    audience = ("individual", *(("company",) if _for_companies(row) else ()))
    visits = row.get("limit_scene_num", "")
    return {
        "id": f"task-{code.lower()}",
        "name": row["task_name"],
        "theme": row.get("user_topic_type") or row.get("corp_topic_type") or "其他",
        "department": row["dept_name"],
        "audience": audience if _for_people(row) else audience[1:] or audience,
        "codes": {
            "basic": row.get("catalog_code", ""),
            "implementation": code[:31],
            "handle": code if len(code) == 33 else "",
        },
        "summary": f"{row['dept_name']}办理",
        "conditions": _when_there(row.get("accept_condition"), lambda t: {"text": t}),
        "materials": [_material(n, m) for n, (_, m) in enumerate(parts["material"], 1)],
        "fees": _fees(row, parts["fee"]),
        "faq": [{"q": q["question"], "a": q["answer"]} for _, q in parts["question"]],
        "channels": _channels(row),
        "offline": row.get("offline_explain") or row.get("transact_addr", ""),
        "time_limits": _limits(row),
        "visits": [{"count": min(int(visits), 9), "why": row.get("limit_scene_explain", "")}]
        if visits.isdecimal()
        else [],
        "results": _when_there(
            row.get("result_name"),
            lambda t: {"name": t, "kind": RESULTS.get(row.get("result_type", ""), "other")},
        ),
        "places": _when_there(
            row.get("transact_addr"), lambda t: {"name": t, "hours": row.get("transact_time", "")}
        ),
        "hotlines": _when_there(row.get("link_way"), lambda t: {"name": "咨询方式", "phone": t}),
        "basis": _when_there(row.get("by_law"), lambda t: {"title": t}),
        "validity": {
            "effective_from": _date(row.get("plan_effective_date", "")),
            "effective_to": _date(row.get("plan_cancel_date", "")),
        },
        "source": row.get("online_handle_url") or f"国家政务服务平台事项 {code}",
    }


def _when_there(text: str | None, made: Any) -> list[dict[str, Any]]:
    return [made(text)] if text else []


def _for_people(row: Mapping[str, str]) -> bool:
    kinds = row.get("server_type", "")
    return not kinds or "自然人" in kinds or "1" in kinds.split(",")


def _for_companies(row: Mapping[str, str]) -> bool:
    kinds = set(filter(None, re.split(r"[,，、]", row.get("server_type", ""))))
    return bool(kinds - {"自然人", "1"})


def _material(number: int, row: Mapping[str, str]) -> dict[str, Any]:
    source = row.get("source_type", "")
    by_word = next((h for word, h in HOLDER_WORDS.items() if word in source), "self")
    sheets = row.get("page_num", "")
    return {
        "id": f"m{number}",
        "name": row["material_name"],
        "need": NEEDS.get(row.get("is_need", ""), "required"),
        "holder": HOLDERS.get(source, by_word),
        "copies": {"original": min(int(sheets), 20)} if sheets.isdecimal() else {},
        "get_it": row.get("source_explain", ""),
        "note": row.get("fill_explain", "") or row.get("accept_stand", ""),
        "basis": row.get("by_law", ""),
    }


def _fees(row: Mapping[str, str], fees: list[Placed]) -> list[dict[str, Any]]:
    if fees:
        return [
            {
                "item": fee["fee_name"],
                "note": fee.get("fee_stand") or "标准以窗口为准",
                "exemptions": [fee["desc_explain"]] if fee.get("desc_explain") else [],
                "basis": fee.get("by_law", ""),
            }
            for _, fee in fees
        ]
    charged = row.get("is_fee", "")
    return [{"amount": 0}] if charged in ("0", "否", "不收费") else []


def _channels(row: Mapping[str, str]) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = []
    if row.get("is_online") in ("1", "是") or row.get("online_handle_url"):
        ways.append({"kind": "online", "name": "网上办理", "url": row.get("online_handle_url", "")})
    if row.get("transact_addr"):
        ways.append({"kind": "counter", "name": row["transact_addr"]})
    if row.get("is_express") in ("1", "是"):
        ways.append({"kind": "post", "name": "快递申请"})
    if row.get("is_service_terminals") in ("1", "是"):
        ways.append({"kind": "terminal", "name": "自助终端"})
    return ways


def _limits(row: Mapping[str, str]) -> list[dict[str, Any]]:
    found = {}
    for name, prefix in (("legal", "anticipate"), ("promised", "promise")):
        days, note = row.get(f"{prefix}_day", ""), row.get(f"{prefix}_explain", "")
        kind = "calendar" if row.get(f"{prefix}_type", "") in ("2", "自然日") else "working"
        if days.isdecimal():
            found[name] = {"days": int(days), "kind": kind, "note": note}
        elif note:
            found[name] = {"note": note}
    return [found] if found else []


def _date(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
