"""A frequent question is known again, and no other taken for one."""

from __future__ import annotations

import pytest

from bot.runtime import Runtime


@pytest.mark.parametrize(
    ("service", "said", "asked"),
    [
        ("childcare-subsidy", "多少钱", "能领多少钱"),
        ("marriage-registration", "要户口本吗", "还要不要户口本"),
        ("work-injury", "能赔多少", "工伤能赔多少钱"),
        ("hygiene-license", "开美容院要办卫生许可吗", None),
        ("divorce-registration", "要多少钱", None),
        ("residence-permit-apply", "在哪办", None),
        ("id-card-renew", "要多久", None),
    ],
)
def test_the_nearest_frequent_question(
    assistant: Runtime, service: str, said: str, asked: str | None
) -> None:
    guide = assistant.guide
    found = guide.frequent.nearest(guide.catalog.services[service], said)
    assert (found.q if found else None) == asked
