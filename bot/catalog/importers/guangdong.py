"""The Guangdong export: one JSON object a line, as `policy.json` (fields: standards.md A3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from bot.catalog.codes import implementation_faults
from bot.catalog.importers.cleaning import NONE_WORDS, clean, pieces
from bot.catalog.importers.report import Gathering, Imported, Progress, silent
from bot.catalog.model import Service

REQUIRED = ("TASK_CODE", "TASK_NAME", "DEPT_NAME")
NO_CONDITION = re.compile(r"^(?:无条件(?:受理|办理)?|无受理条件|无(?:特殊)?要求|暂无)[。.]?$")
NO_OFFICE = frozenset({"无线下办理窗口"})
DAYS = re.compile(r"^(\d{1,4})\s*[（(]?\s*(工作日|自然日|天)?")
TYPED = re.compile(r"^办理地点[:：]\s*")
MANY = 20

THEMES = {
    "职业资格": "就业创业", "就业创业": "就业创业", "社会保障": "社会保险", "医疗卫生": "卫生健康",
    "教育科研": "教育", "婚姻登记": "婚育收养", "生育收养": "婚育收养", "住房保障": "住房不动产",
    "证件办理": "户籍身份", "户籍办理": "户籍身份", "出境入境": "出入境", "交通出行": "交通出行",
    "司法公证": "司法公证", "其他": "其他",
}  # fmt: skip
"""The export's themes under the names people here browse by; others keep their name."""


def read_guangdong(rows: Iterable[tuple[int, Any]], *, progress: Progress = silent) -> Imported:
    """Every row as a service, or a line that says why not."""
    found = Gathering()
    listed = list(rows)
    for done, (line, row) in enumerate(listed, 1):
        _take(found, f"line {line}", row)
        progress(done, len(listed))
    _note_shared_names(found)
    return found.done(len(listed))


def is_guangdong(row: object) -> bool:
    """Whether a row has the fields of this export."""
    return isinstance(row, Mapping) and "TASK_CODE" in row and "DEPT_NAME" in row


def _take(found: Gathering, where: str, row: Any) -> None:
    if not isinstance(row, Mapping):
        found.reject(where, "", "not an object with fields")
        return
    name = clean(row.get("TASK_NAME"))
    missing = [field for field in REQUIRED if not clean(row.get(field))]
    if missing:
        found.reject(where, name, f"without {', '.join(missing)}")
        return
    code, basic = clean(row["TASK_CODE"]).upper(), clean(row.get("CATAID")).upper()
    for fault in implementation_faults(code, basic=basic):
        found.note(where, name, fault)
    if not re.fullmatch(r"[0-9A-Z]{1,40}", code):
        found.reject(where, name, f"code {code!r} holds something else than digits and letters")
        return
    try:
        service = Service.parse_obj(_service(row, name, code, basic))
    except ValidationError as error:
        found.reject(where, name, "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors()))
        return
    for limit in service.time_limits:
        legal, promised = limit.legal, limit.promised
        if legal and promised and (promised.days or 0) > (legal.days or 0):
            found.note(where, name, f"promised {promised.days} days, legal {legal.days}")
    found.take(service, where)


def _service(row: Mapping[str, Any], name: str, code: str, basic: str) -> dict[str, Any]:
    department, area = clean(row["DEPT_NAME"]), clean(row.get("AREA_CODE_TEXT"))
    themes = _listed(row.get("theme_category")) or ("其他",)
    online, visits = clean(row.get("ONLINECHECK")) == "1", _number(row.get("visit_number"))
    condition = clean(row.get("accept_standard"))
    phone = clean(row.get("consult_phone"))
    office = TYPED.sub("", clean(row.get("handle_location")))
    office = "" if office in NO_OFFICE else office
    names = [*pieces(row.get("matter_daily")), *pieces(row.get("matter_short"))]
    return {
        "id": f"gd-{code.lower()}",
        "name": _full_name(name, clean(row.get("subTaskName"))),
        "theme": THEMES.get(themes[0], themes[0]),
        "department": department,
        "audience": _audience(_listed(row.get("service_object_name"))),
        "codes": {
            "basic": basic,
            "implementation": code[:31],
            "handle": code if len(code) == 33 else "",
        },
        "tags": _tags(online, visits),
        "summary": f"{area or '广东省'} · {department} · {clean(row.get('TASK_TYPE_TEXT'))}",
        "everyday_names": tuple(n for n in dict.fromkeys(names) if n != name)[:MANY],
        "keywords": tuple(filter(None, {clean(row.get("CATANAME"))} - {name})),
        "conditions": [{"text": condition}]
        if condition and not NO_CONDITION.match(condition)
        else [],
        "materials": _materials(row.get("material_intro")),
        "channels": _channels(row, online=online, office=office),
        "offline": office,
        "time_limits": _limits(row),
        "visits": [] if visits is None else [{"count": min(visits, 9)}],
        "places": [{"name": office, "phone": ""}] if office else [],
        "hotlines": [{"name": "咨询电话", "phone": phone}] if phone else [],
        "source": clean(row.get("URL")) or f"广东政务服务网 {code}",
    }  # fmt: skip


def _full_name(name: str, sub: str) -> str:
    bare = sub.strip("（）()")
    return name if not bare or bare in name else f"{name}（{bare}）"


def _audience(objects: tuple[str, ...]) -> tuple[str, ...]:
    found = ("individual",) if "自然人" in objects or not objects else ()
    return (*found, "company") if set(objects) - {"自然人"} else found


def _tags(online: bool, visits: int | None) -> tuple[str, ...]:
    if online and visits == 0:
        return ("不见面",)
    return ("最多跑一次",) if visits is not None and visits <= 1 else ()


def _materials(value: object) -> list[dict[str, Any]]:
    return [
        {
            "id": f"m{number}",
            "name": name,
            # The export does not say who holds a paper.
            "holder": "self",
            "note": "来源目录没有写由谁提供",
        }
        for number, name in enumerate(_listed(value), 1)
    ]


def _channels(row: Mapping[str, Any], *, online: bool, office: str) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = []
    if online:
        name = clean(row.get("bear_paltform")) or "广东政务服务网"
        ways.append({"kind": "online", "name": name, "url": clean(row.get("URL"))})
    if office:
        ways.append({"kind": "counter", "name": office})
    if clean(row.get("courier_service")) == "是":
        ways.append({"kind": "post", "name": "快递申请"})
    return ways


def _limits(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`handle_time` is the legal limit and `handle_time_limit` the promised one."""
    both = {"legal": _days(row.get("handle_time")), "promised": _days(row.get("handle_time_limit"))}
    known = {name: days for name, days in both.items() if days}
    return [known] if known else []


def _days(value: object) -> dict[str, Any] | None:
    text = clean(value)
    match = DAYS.match(text)
    if not match:
        return {"note": text} if text else None
    kind = "calendar" if match[2] in ("自然日", "天") else "working"
    return {"days": int(match[1]), "kind": kind}


def _listed(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(t for t in map(clean, values) if t not in NONE_WORDS))


def _number(value: object) -> int | None:
    text = clean(value)
    return int(text) if text.isdecimal() else None


def _note_shared_names(found: Gathering) -> None:
    """The same name at the same office is a duplicate; elsewhere it needs telling apart."""
    by_name: dict[str, list[Service]] = defaultdict(list)
    for service in found.services.values():
        by_name[service.name].append(service)
    for name, services in by_name.items():
        first, *others = services
        for other in others:
            same = other.department == first.department
            kind = "a possible duplicate of" if same else "the same name as"
            owner = f"{found.places[first.id]} ({first.department})"
            found.note(found.places[other.id], name, f"{kind} {owner}")
