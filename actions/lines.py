"""Facts of the catalogue as lines of Chinese text, for people who see no card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.catalog.handling import (
    ChannelWay,
    Condition,
    Days,
    Deadline,
    Fee,
    Material,
    Place,
    Result,
    Step,
    TimeLimit,
    Visits,
)
from bot.catalog.labels import DAY_KINDS, HOLDERS, NEED_MARKS, WAY_NAMES
from bot.catalog.model import LifeEvent, Service
from bot.catalog.part import Conditional
from bot.catalog.situation import Question
from bot.guidance.calendar import Due, covered_years
from bot.guidance.checklist import Checklist, ChecklistItem
from bot.guidance.conditions import Answers, Status, status
from bot.guidance.timeline import Span, Timeline

WAYS = {way: f"{name}办" for way, name in WAY_NAMES.items()}
NOTICE = "示例数据，未经主管部门核对，以官方发布为准"


def applicable(
    parts: Iterable[Conditional], answers: Answers
) -> Iterator[tuple[int, Conditional, bool]]:
    """The parts that hold or still may hold: the place among all, and whether it is certain."""
    for index, part in enumerate(parts):
        state = status(part.when, answers)
        if state is not Status.FAILS:
            yield index, part, state is Status.HOLDS


def situation(questions: Iterable[Question], part: Conditional, answers: Answers) -> str:
    """For which people an undecided part is: the labels of the options it needs."""
    labels = []
    for question in questions:
        allowed = part.when.get(question.id)
        if allowed and answers.get(question.id) not in allowed:
            labels.append("或".join(o.label for o in question.options if o.id in allowed))
    return "，".join(labels)


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


def deadline(part: Deadline, due: Due | None = None, *, today: date = date.min) -> str:
    """A date not to miss; with the day it falls on where that can be counted."""
    if part.unknown:
        when = "具体时间以当年公告为准"
    elif part.closes:
        when = (
            f"每年 {_month_day(part.opens)} 至 {_month_day(part.closes)}"
            if part.opens
            else f"每年 {_month_day(part.closes)} 前"
        )
    else:
        counted = (("years", "年"), ("months", "个月"), ("days", DAY_KINDS[part.kind]))
        amount = "".join(f"{abs(v)} {u}" for n, u in counted if (v := getattr(part, n)) is not None)
        before = any((getattr(part, n) or 0) < 0 for n, _ in counted)
        when = f"{part.event}{'前' if before else '后'} {amount}内"
    day_of = f"，也就是 {_counted(due)}" if due else ""
    over = "，已经过了" if due and due.day < today else ""
    late = f"。{part.late}" if part.late else ""
    return f"{part.what}：{when}{day_of}{over}{late}"


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


def material(item: ChecklistItem, questions: Iterable[Question], answers: Answers) -> str:
    """One paper of a checklist: who holds it, how many, and in one line what matters about it."""
    paper = item.material
    undecided = "" if item.certain else _for_whom(item, questions, answers)
    marks = [HOLDERS[paper.holder], "免提交" if item.exempt else "", NEED_MARKS[paper.need]]
    name = f"✓ {paper.name}" if item.ticked else paper.name
    head = " ".join(
        filter(None, (f"{name}〔{'·'.join(filter(None, marks))}〕", copies(item), undecided))
    )
    more = [paper.waived or electronic(paper)]
    more += [f"哪里拿：{paper.get_it}" if paper.get_it else ""]
    more += [f"注意：{'；'.join(paper.pitfalls)}" if paper.pitfalls else ""]
    detail = "。".join(text.rstrip("。") for text in more if text)
    return f"{head}\n   {detail}" if detail and not item.ticked else head


def electronic(paper: Material) -> str:
    """What may be shown on a telephone instead; empty for nothing."""
    shown = paper.electronic.removesuffix("代替")
    if not shown:
        return ""
    return f"{shown}代替" if "用" in shown else f"可用{shown}代替"


def short_material(item: ChecklistItem) -> str:
    """One paper by name alone, for people who want it short."""
    mark = "（一般不用交）" if item.exempt else ""
    return f"✓ {item.material.name}" if item.ticked else f"{item.material.name}{mark}"


def _for_whom(item: ChecklistItem, questions: Iterable[Question], answers: Answers) -> str:
    labels = situation(questions, item.material, answers)
    return f"（{labels}才要）" if labels else "（视情况）"


def checklist(found: Checklist, questions: tuple[Question, ...], answers: Answers) -> str:
    """A numbered checklist."""
    written = (material(item, questions, answers) for item in found.items)
    return "\n".join(f"{i}. {text}" for i, text in enumerate(written, 1))


def short_checklist(found: Checklist) -> str:
    """A numbered checklist of names."""
    return "\n".join(f"{i}. {short_material(item)}" for i, item in enumerate(found.items, 1))


def day(when: date) -> str:
    """A date with its weekday."""
    return f"{when.year} 年 {when.month} 月 {when.day} 日（周{'一二三四五六日'[when.weekday()]}）"


def result_by(found: Due) -> str:
    """Until when a result must be there, and how sure that is."""
    return f"最晚 {day(found.day)}前有结果{unsure(found)}"


def unsure(found: Due) -> str:
    """What must be known of a date counted over years without published holidays."""
    if found.certain:
        return ""
    first, last = covered_years()
    return f"（放假安排我只有 {first} 到 {last} 年的，其余按周末推算，可能差几天）"


def _counted(found: Due) -> str:
    return f"{day(found.day)}{unsure(found)}"


def _short_day(when: date) -> str:
    return f"{when.month} 月 {when.day} 日"


def timeline_total(found: Timeline) -> str:
    """The sum of a timeline, begun anew; nothing is summed up where nothing is known."""
    if not found.counted:
        return "\n各阶段要几天没有统一的定数，以平台和受理窗口公布的为准。"
    rest = "" if found.complete else "（没有定数的阶段没算在内）"
    return f"\n审批共 {found.counted} 个工作日，最早 {day(found.end.day)}办完{unsure(found.end)}{rest}。"


def span(part: Span) -> str:
    """One stage of a timeline."""
    stage = part.stage
    if stage.unknown and stage.counts:
        length = "没有单独公布时限，算在总时限里"
    elif stage.unknown:
        length = "时间由单位自己安排"
    elif stage.days:
        length = f"{stage.days} 个工作日，{_short_day(part.starts)}至 {_short_day(part.ends)}"
    else:
        length = _short_day(part.ends)
    marks = "" if stage.counts else "，不计入审批时限"
    tasks = f"\n   {'、'.join(stage.tasks)}" if stage.tasks else ""
    return f"{'★' if part.critical else '·'} {stage.name}（{length}{marks}）{tasks}"


def step(part: Step) -> str:
    """One step: who, what, where, how long, what comes out, what to check."""
    texts = [f"{part.who}：{part.do}"]
    texts += [f"在哪：{part.where}" if part.where else ""]
    texts += [f"多久：{part.takes}" if part.takes else ""]
    texts += [f"得到：{part.result}" if part.result else ""]
    texts += [f"做完看一眼：{part.check}" if part.check else ""]
    return "\n".join(text for text in texts if text)


def footer(owner: Service | LifeEvent) -> str:
    """Source, how far it was checked, the offline way and a person: one line, begun anew."""
    checked = f"{owner.checked_on} 经主管部门核对" if owner.checked_on else "尚未经主管部门核对"
    notice = NOTICE if getattr(owner, "demonstration", False) else checked
    hotlines = getattr(owner, "hotlines", ())
    phones = "、".join(f"{h.name} {h.phone}" for h in hotlines[:2]) or "12345"
    source = f"来源：{owner.source}（{notice}）" if owner.source else notice
    return f"\n{source}。不方便上网可到窗口，或打 {phones}；要人工说“转人工”。"


def bullets(texts: Iterable[str]) -> str:
    """One bullet a text; empty texts leave no bullet."""
    return "\n".join(f"· {text}" for text in dict.fromkeys(texts) if text.strip("；，。 "))


def sentence(text: str) -> str:
    """The text with exactly one full stop at its end; empty stays empty."""
    return f"{text.rstrip('。；，')}。" if text else ""
