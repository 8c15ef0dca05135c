"""Facts of the catalogue as lines of Chinese text, for people who see no card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.catalog.model import (
    ChannelWay,
    Condition,
    Conditional,
    Days,
    Deadline,
    Fee,
    LifeEvent,
    Place,
    Result,
    Service,
    Step,
    TimeLimit,
    Visits,
)
from bot.guidance.checklist import Checklist, ChecklistItem
from bot.guidance.conditions import Answers, Status, status

HOLDERS = {"self": "自备", "government": "政府核发", "third_party": "他处开具"}
NEEDS = {"required": "", "deferrable": "容缺后补", "optional": "可选"}
WAYS = {"online": "网上办", "counter": "窗口办", "post": "邮寄办", "terminal": "自助机办", "phone": "电话办"}
DAY_KINDS = {"working": "个工作日", "calendar": "日"}
NOTICE = "示例数据，未经主管部门核对，以官方发布为准"


def applicable(parts: Iterable[Conditional], answers: Answers) -> list[tuple[Conditional, bool]]:
    """The parts that hold or still may hold, each with whether it is certain."""
    found = [(part, status(part.when, answers)) for part in parts]
    return [(part, state is Status.HOLDS) for part, state in found if state is not Status.FAILS]


def situation(owner: Service | LifeEvent, part: Conditional, answers: Answers) -> str:
    """For which people an undecided part is: the labels of the options it needs."""
    labels = []
    for question in owner.questions:
        allowed = part.when.get(question.id)
        if allowed and answers.get(question.id) not in allowed:
            labels.append("或".join(o.label for o in question.options if o.id in allowed))
    return "，".join(labels)


def lines(
    service: Service, parts: Sequence[Conditional], answers: Answers, write: dict[type, object]
) -> str:
    """One line a part; undecided ones begin with whom they are for."""
    written = []
    for part, certain in applicable(parts, answers):
        text = write[type(part)](part)  # type: ignore[operator]
        label = "" if certain else situation(service, part, answers)
        written.append(f"· {label}：{text}" if label else f"· {text}")
    return "\n".join(dict.fromkeys(written))


def fee(part: Fee) -> str:
    """The fee in words."""
    name = part.item or "费用"
    if part.amount is None:
        amount = "金额请向办理窗口确认" if part.unknown else ""
    else:
        amount = "不收费" if part.amount == 0 else f"{part.amount:g} 元"
    extra = [part.note, *(f"减免：{e}" for e in part.exemptions)]
    return f"{name} {amount}".strip() + "".join(f"（{text}）" for text in extra if text)


def days(limit: Days) -> str:
    """A time limit in words."""
    if limit.days is None:
        return limit.note or "请向办理窗口确认"
    length = "当场办结" if limit.days == 0 else f"{limit.days} {DAY_KINDS[limit.kind]}"
    return f"{length}（{limit.note}）" if limit.note else length


def time_limit(part: TimeLimit) -> str:
    """Promised and legal limits in words."""
    texts = []
    if part.promised:
        texts.append(f"承诺办结：{days(part.promised)}")
    if part.legal:
        texts.append(f"法定时限：{days(part.legal)}")
    return "；".join(texts)


def place(part: Place) -> str:
    """An office with address, hours and telephone as far as known."""
    details = [part.address, f"时间：{part.hours}" if part.hours else ""]
    details += [f"电话：{part.phone}" if part.phone else "", part.note]
    details += ["具体地址请打 12345 确认" if part.unknown else ""]
    shown = "；".join(text for text in details if text)
    name = f"{part.district} {part.name}" if part.district else part.name
    return f"{name}（{shown}）" if shown else name


def hours(part: Place) -> str:
    """Opening hours of an office."""
    return f"{part.name}：{part.hours or '开放时间请打 12345 或先在线预约时查看'}"


def channel(part: ChannelWay) -> str:
    """A way to apply."""
    link = f" {part.url}" if part.url else ""
    note = f"（{part.note}）" if part.note else ""
    return f"{WAYS[part.kind]}：{part.name}{link}{note}"


def visits(part: Visits) -> str:
    """How often one must come, and why."""
    count = "一趟都不用跑" if part.count == 0 else f"到现场 {part.count} 次"
    return f"{count}（{part.why}）" if part.why else count


def condition(part: Condition) -> str:
    """A condition in plain words."""
    return part.text


def result(part: Result) -> str:
    """What comes out and how long it holds."""
    receive = f"，{'、'.join(part.receive)}" if part.receive else ""
    return f"{part.name}{receive}" + (f"；{part.valid}" if part.valid else "")


def deadline(part: Deadline) -> str:
    """A date not to miss."""
    if part.unknown:
        when = "具体时间以当年公告为准"
    elif part.closes:
        when = f"每年 {_month_day(part.opens)} 至 {_month_day(part.closes)}" if part.opens else f"每年 {_month_day(part.closes)} 前"
    else:
        counted = (("years", "年"), ("months", "个月"), ("days", DAY_KINDS[part.kind]))
        amount = "".join(f"{abs(v)} {u}" for n, u in counted if (v := getattr(part, n)) is not None)
        before = any((getattr(part, n) or 0) < 0 for n, _ in counted)
        when = f"{part.event}{'前' if before else '后'} {amount}内"
    late = f"。{part.late}" if part.late else ""
    return f"{part.what}：{when}{late}"


WRITERS: dict[type, object] = {
    Fee: fee, TimeLimit: time_limit, Place: place, ChannelWay: channel, Visits: visits,
    Condition: condition, Result: result, Deadline: deadline,
}  # fmt: skip


def _month_day(text: str) -> str:
    month, day = text.split("-")
    return f"{int(month)} 月 {int(day)} 日"


def copies(item: ChecklistItem) -> str:
    """How many originals and photocopies."""
    wanted = item.material.copies
    texts = [f"原件 {wanted.original} 份" if wanted.original else ""]
    texts += [f"复印件 {wanted.copy_} 份" if wanted.copy_ else ""]
    return "、".join(text for text in texts if text)


def material(item: ChecklistItem, *, full: bool = True) -> str:
    """One paper of a checklist, its marks, and in full what goes wrong with it."""
    paper = item.material
    marks = [HOLDERS[paper.holder], NEEDS[paper.need], "" if item.certain else "视情况"]
    counted = copies(item)
    text = f"{paper.name}〔{'·'.join(m for m in marks if m)}〕{counted}"
    if item.ticked:
        text = f"✓ {text}"
    if not full:
        return text
    if paper.waived:
        text += f"\n   免提交：{paper.waived}"
    elif paper.electronic:
        text += f"\n   可用{paper.electronic}代替"
    if paper.get_it:
        text += f"\n   哪里拿：{paper.get_it}"
    if paper.pitfalls:
        text += f"\n   注意：{'；'.join(paper.pitfalls)}"
    return text


def checklist(found: Checklist, *, full: bool = True) -> str:
    """A numbered checklist."""
    return "\n".join(f"{i}. {material(item, full=full)}" for i, item in enumerate(found.items, 1))


def step(part: Step) -> str:
    """One step: who, what, where, how long, what comes out, what to check."""
    texts = [f"{part.who}：{part.do}"]
    texts += [f"在哪：{part.where}" if part.where else ""]
    texts += [f"多久：{part.takes}" if part.takes else ""]
    texts += [f"得到：{part.result}" if part.result else ""]
    texts += [f"做完看一眼：{part.check}" if part.check else ""]
    return "\n".join(text for text in texts if text)


def footer(service: Service) -> str:
    """The offline way, a person, the source, and how far it was checked."""
    checked = f"{service.checked_on} 经主管部门核对" if service.checked_on else "尚未经主管部门核对"
    notice = NOTICE if service.demonstration else checked
    phones = "、".join(f"{h.name} {h.phone}" for h in service.hotlines[:2]) or "12345"
    return f"不上网也能办：可到窗口，或打 {phones}；要人工说“转人工”。\n来源：{service.source}（{notice}）"
