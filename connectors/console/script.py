"""What an operator reads out, and the same as an SMS: papers that must be there stand apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from actions import lines
from bot.catalog.model import Service
from bot.catalog.part import Conditional
from bot.guidance.checklist import ChecklistItem
from bot.guidance.conditions import Answers
from bot.guidance.plan import Plan

KINDS = ("必带", "可免交", "可容缺后补", "视情况", "可选")


def kind(item: ChecklistItem) -> str:
    """Under which heading a paper stands: one that need not be brought is never called 必带."""
    if item.exempt:
        return "可免交"
    if item.material.need != "required":
        return {"deferrable": "可容缺后补", "optional": "可选"}[item.material.need]
    return "必带" if item.certain else "视情况"


def papers(items: Iterable[ChecklistItem]) -> str:
    """The papers by kind: 「必带：a、b；可免交：c」."""
    named: dict[str, list[str]] = {name: [] for name in KINDS}
    for item in items:
        named[kind(item)].append(item.material.name)
    return "；".join(f"{name}：{'、'.join(found)}" for name, found in named.items() if found)


def script(owner: Service, plan: Plan, answers: Answers) -> dict[str, str]:
    """What to read out (话术), and the same for an SMS; the code is added when it is copied."""
    progress = plan.progress(answers)
    if progress.outcome is not None:
        outcome = progress.outcome
        instead = "；".join(i.do for i in outcome.instead)
        text = f"{owner.name}：{outcome.not_eligible or outcome.because}。{instead}"
        return {"talk": f"您好，{text}", "sms": f"【办事】{text}"}
    listed = papers(plan.checklist(answers).items) or "不用准备材料"
    steps = [step.do for step in plan.steps(answers, plan.default_way(answers, plain=False))]
    walked = "".join(f"第{i}步，{do.rstrip('。')}。" for i, do in enumerate(steps, 1))
    known = facts(plan, answers)
    costs = "".join(
        f"{'；'.join(known[name])}。" for name in ("fees", "time_limits") if known[name]
    )
    sources = f"以上依据{owner.source or '办事指南'}，以窗口答复为准。"
    talk = f"您好，您要办的是{owner.name}。材料，{listed}。{walked}{costs}{sources}"
    sms = f"【办事】{owner.name}。{listed}。{owner.offline} 咨询12345".strip()
    return {"talk": talk, "sms": sms}


def facts(plan: Plan, answers: Answers) -> dict[str, list[str]]:
    """Fees, limits, offices and telephones that hold, or may hold, for these answers."""
    members = plan.members(answers)
    hotlines = [f"{h.name}：{h.phone}" for service, _ in members for h in service.hotlines]
    return {
        "fees": _told(members, "fees", lines.fee),
        "time_limits": _told(members, "time_limits", lines.time_limit),
        "places": _told(members, "places", lines.place),
        "hotlines": list(dict.fromkeys(hotlines)),
    }


def _told(
    members: Iterable[tuple[Service, Answers]], field: str, say: Callable[..., str]
) -> list[str]:
    found = []
    for service, answers in members:
        for _, part, certain in lines.applicable(getattr(service, field), answers):
            found.append(say(part) + ("" if certain else _only(service, part, answers)))
    return list(dict.fromkeys(found))


def _only(service: Service, part: Conditional, answers: Answers) -> str:
    whose = lines.situation(service.questions, part, answers)
    return f"（{whose}时）" if whose else "（视情况）"
