"""The menu of the account: a file that can be read aloud, checked before WeChat sees it.

Limits are those of the official page on menu/create (自定义菜单).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.catalog.model import Catalog
from bot.errors import SettingsError
from connectors.wechat.intake import SAY, SERVICE, THEME

MOST_TITLES, MOST_ENTRIES = 3, 5
TITLE_WIDTH, ENTRY_WIDTH = 4, 8
"""In Chinese characters; two letters or digits count as one."""

LONGEST_KEY, LONGEST_LINK = 128, 1024
FALLBACK_LINK = "https://mp.weixin.qq.com"
DOES = ("theme", "service", "say", "mini_program", "link")
_APPID = re.compile(r"wx[0-9a-f]{16}")


def read_menu(path: Path, catalog: Catalog) -> dict[str, Any]:
    """The menu of a file as menu/create takes it; raises SettingsError naming every problem."""
    try:
        titles = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}") from error
    problems = list(_problems(titles, catalog))
    if problems:
        raise SettingsError("\n".join(f"{path}: {problem}" for problem in problems))
    return {"button": [_title(title) for title in titles]}


def _title(title: dict[str, Any]) -> dict[str, Any]:
    if "entries" not in title:
        return _button(title)
    return {"name": title["name"], "sub_button": [_button(entry) for entry in title["entries"]]}


def _button(entry: dict[str, Any]) -> dict[str, Any]:
    if "mini_program" in entry:
        program = entry["mini_program"]
        return {
            "type": "miniprogram", "name": entry["name"], "appid": program["appid"],
            "pagepath": program["path"], "url": entry.get("link", FALLBACK_LINK),
        }  # fmt: skip
    if "link" in entry:
        return {"type": "view", "name": entry["name"], "url": entry["link"]}
    return {"type": "click", "name": entry["name"], "key": _key(entry)}


def _key(entry: dict[str, Any]) -> str:
    """What a tap sends back; connectors/wechat/intake.py reads it."""
    prefixes = {"theme": THEME, "service": SERVICE, "say": SAY}
    return next(f"{prefix}{entry[what]}" for what, prefix in prefixes.items() if what in entry)


def _problems(titles: Any, catalog: Catalog) -> Iterator[str]:
    if not isinstance(titles, list) or not 1 <= len(titles) <= MOST_TITLES:
        yield f"a menu is a list of 1 to {MOST_TITLES} titles"
        return
    for number, title in enumerate(titles, 1):
        where = f"title {number}"
        if not isinstance(title, dict) or "entries" not in title:
            yield from _wrong(title, where, TITLE_WIDTH, catalog)
            continue
        yield from _wrong_name(title, where, TITLE_WIDTH)
        yield from (f"{where}: {name!r} does not go with entries" for name in DOES if name in title)
        entries = title["entries"]
        if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_ENTRIES:
            yield f"{where}: entries are a list of 1 to {MOST_ENTRIES}"
            continue
        for place, entry in enumerate(entries, 1):
            yield from _wrong(entry, f"{where}, entry {place}", ENTRY_WIDTH, catalog)


def _wrong(entry: Any, where: str, width: int, catalog: Catalog) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"{where}: a name and one of {', '.join(DOES)} are needed"
        return
    yield from _wrong_name(entry, where, width)
    does = [name for name in DOES if name in entry]
    if len(does) != 1 and does != ["mini_program", "link"]:
        yield f"{where}: needs exactly one of {', '.join(DOES)}, has {', '.join(does) or 'none'}"
        return
    yield from (f"{where}: {problem}" for problem in _wrong_target(entry, catalog))


def _wrong_name(entry: dict[str, Any], where: str, width: int) -> Iterator[str]:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        yield f"{where}: name: missing"
    elif len(name.encode("gb18030")) > 2 * width:
        yield f"{where}: name: {name!r} is longer than {width} Chinese characters"


def _wrong_target(entry: dict[str, Any], catalog: Catalog) -> Iterator[str]:
    if "theme" in entry and entry["theme"] not in {s.theme for s in catalog.services.values()}:
        yield f"theme: no service has the theme {entry['theme']!r}"
    if "service" in entry and entry["service"] not in catalog.services:
        yield f"service: no service has the id {entry['service']!r}"
    if "say" in entry and (not isinstance(entry["say"], str) or not entry["say"].strip()):
        yield "say: empty"
    if "link" in entry:
        yield from _wrong_link(entry["link"])
    elif "mini_program" not in entry and len(_key(entry).encode()) > LONGEST_KEY:
        yield f"longer than {LONGEST_KEY} bytes"
    if "mini_program" in entry:
        yield from _wrong_program(entry["mini_program"])


def _wrong_link(link: Any) -> Iterator[str]:
    if not str(link).startswith("https://") or len(str(link).encode()) > LONGEST_LINK:
        yield f"link: https and at most {LONGEST_LINK} bytes, not {link!r}"


def _wrong_program(program: Any) -> Iterator[str]:
    given = program if isinstance(program, dict) else {}
    if not _APPID.fullmatch(str(given.get("appid", ""))) or not given.get("path"):
        yield "mini_program: appid (wx and 16 of 0-9a-f) and path are needed"
