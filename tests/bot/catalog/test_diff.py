"""What changed between two versions, in words of the catalogue's keepers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.catalog.diff import diff
from bot.catalog.model import Catalog
from tests import build

BASE: dict[str, Any] = {
    "name": "居住证申领",
    "materials": [build.material("lease", name="租赁合同"), build.material("form", name="申请表")],
    "time_limits": [{"promised": {"days": 20}}],
}


def lines(**changed: Any) -> tuple[str, ...]:
    before = build.catalog(build.service(**BASE))
    after = build.catalog(build.service(**{**BASE, **changed}))
    (change,) = diff(before, after)
    assert change.kind == "changed"
    return change.lines


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        pytest.param({"department": "人社"}, "部门：公安 → 人社", id="a text"),
        pytest.param({"tags": ["秒批"]}, "标签 增加：秒批", id="a word more"),
        pytest.param({"materials": BASE["materials"][:1]}, "材料 删除：申请表", id="a part less"),
        pytest.param({"materials": BASE["materials"][::-1]}, "材料 顺序变了", id="another order"),
        pytest.param(
            {"materials": [BASE["materials"][0] | {"need": "optional"}, BASE["materials"][1]]},
            "材料「租赁合同」：必要性 必要 → 可选", id="a closed list in words",
        ),
        pytest.param({"validity": {"effective_to": "2027-01-01"}},
                     "失效日期：（空） → 2027-01-01", id="a date"),
    ],
)  # fmt: skip
def test_a_change_reads_like_a_change_log(changed: dict[str, Any], line: str) -> None:
    assert lines(**changed) == (line,)


def test_what_is_new_and_what_is_gone_is_named() -> None:
    one, two = build.service("one"), build.service("two")
    found = diff(build.catalog(one), build.catalog(two))
    assert [str(change) for change in found] == ["+ two (two)", "- one (one)"]


def test_equal_versions_differ_in_nothing(catalog: Catalog) -> None:
    assert diff(catalog, catalog.copy(update={"version": "other"})) == ()
