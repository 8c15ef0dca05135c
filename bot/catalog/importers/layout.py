"""The sheets of the catalogue workbook: which part stands where, and what a column is called.

Columns follow the model; only their Chinese names are given here. A test holds that every
field of the model has a place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_origin

from pydantic.fields import ModelField

from bot.catalog import handling, labels, model, situation, vocabulary
from bot.catalog.part import Part

OWNER, PARENT = "事项编号", "上级编号"
SHARED_OWNER = "共用"
EVENT_MARK = "一件事:"
"""Owners of rows: a service id, a life event id behind this mark, or the shared questions."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of ``kind`` under ``field`` of their owner.

    ``kind`` None is a list of texts, one a row. ``parent`` is the sheet whose row (by id, or by
    number where it has none) the rows hang under.
    """

    title: str
    field: str
    kind: type[Part] | None = None
    parent: str = ""
    skip: tuple[str, ...] = ()
    owned: bool = True


SHEETS = (
    Sheet("事项", "services", model.Service, owned=False),
    Sheet("常用名", "everyday_names"),
    Sheet("常见问法", "sample_questions"),
    Sheet("说法", "phrases"),
    Sheet("受理条件", "conditions", handling.Condition),
    Sheet("情形", "questions", situation.Question, skip=("options",)),
    Sheet("选项", "options", situation.Option, parent="情形"),
    Sheet("结论", "outcomes", situation.Outcome, skip=("instead",)),
    Sheet("替代办法", "instead", situation.Instead, parent="结论"),
    Sheet("材料", "materials", handling.Material),
    Sheet("步骤", "steps", handling.Step),
    Sheet("阶段", "stages", handling.Stage),
    Sheet("办理方式", "channels", handling.ChannelWay),
    Sheet("时限", "time_limits", handling.TimeLimit),
    Sheet("收费", "fees", handling.Fee),
    Sheet("到场次数", "visits", handling.Visits),
    Sheet("办理结果", "results", handling.Result),
    Sheet("办理点", "places", handling.Place),
    Sheet("各区差异", "district_notes", handling.DistrictNote),
    Sheet("咨询电话", "hotlines", handling.Hotline),
    Sheet("期限", "deadlines", handling.Deadline),
    Sheet("常见问题", "faq", handling.Faq),
    Sheet("后续事项", "next", model.NextService),
    Sheet("依据", "basis", handling.Basis),
    Sheet("一件事", "life_events", model.LifeEvent, owned=False),
    Sheet("一件事事项", "services", model.EventService, skip=("given",)),
    Sheet("一件事已定答案", "given", model.Given, parent="一件事事项"),
    Sheet("主题", "themes", vocabulary.Theme, owned=False),
    Sheet("标签", "tags", vocabulary.Tag, owned=False),
    Sheet("部门", "departments", vocabulary.Department, owned=False),
)

LABELS = {
    "id": "编号", "name": "名称", "short_name": "简称", "theme": "主题", "department": "部门",
    "audience": "服务对象", "codes.basic": "基本编码", "codes.implementation": "实施编码",
    "codes.handle": "业务办理项编码", "tags": "标签", "summary": "简介", "keywords": "关键词",
    "offline": "线下办法", "correction": "纠错办法", "related": "相关事项", "source": "来源",
    "written_on": "编写日期", "checked_on": "核对日期", "validity.effective_from": "生效日期",
    "validity.effective_to": "失效日期", "validity.superseded_by": "被取代为",
    "validity.note": "有效期说明", "demonstration": "示范数据", "when": "适用情形", "text": "内容",
    "formal": "原文", "ask": "提问", "why": "原因", "how_to_find_out": "怎么查", "measure": "计量",
    "about": "涉及词", "shared": "共用", "label": "选项文字", "say": "说法", "from": "从（含）",
    "to": "到（不含）",
    "note": "说明", "not_eligible": "不能办的原因", "go_to": "转到事项",
    "because": "转的原因", "do": "做什么", "service": "事项", "need": "必要性", "holder": "来源渠道",
    "copies.original": "原件份数", "copies.copy": "复印件份数", "electronic": "电子证照",
    "waived": "免提交", "obtained_by": "由哪个事项取得", "get_it": "怎么取得", "pitfalls": "易错点",
    "basis": "依据", "channel": "渠道", "who": "谁", "where": "在哪里", "takes": "多久",
    "result": "得到什么", "check": "审查标准", "stage": "阶段", "days": "天数", "after": "在…之后",
    "tasks": "任务", "counts": "计入时限", "unknown": "未知", "kind": "类型", "url": "网址",
    "mini_program": "小程序", "legal.days": "法定天数",
    "legal.kind": "法定单位",
    "legal.unknown": "法定未知", "legal.note": "法定说明", "promised.days": "承诺天数",
    "promised.kind": "承诺单位", "promised.unknown": "承诺未知", "promised.note": "承诺说明",
    "item": "收费项目", "amount": "金额（元）", "exemptions": "减免", "count": "次数",
    "receive": "领取方式", "valid": "有效期", "renew_by": "续办事项", "district": "区",
    "address": "地址", "hours": "时间", "phone": "电话", "what": "事情", "event": "起算事件",
    "months": "月数", "years": "年数", "opens": "开始（月-日）", "closes": "截止（月-日）",
    "late": "逾期后果", "q": "问", "a": "答", "title": "标题", "issuer": "颁布机关",
    "number": "文号", "article": "条款", "full_name": "全称", "shown_by": "由何体现",
    "question": "情形", "option": "选项",
}  # fmt: skip
"""Model field → column."""

WORDS = {
    **labels.NEEDS, **labels.HOLDERS, **labels.WAY_NAMES, "any": "不限", "working": "工作日",
    "calendar": "自然日", "individual": "个人", "company": "企业", "certificate": "证照",
    "approval": "批文", "record": "登记备案", "payment": "待遇款项", "other": "其他", "age": "年龄",
    "years": "年数", "months": "月数", "days": "天数", "yuan": "金额", "count": "个数",
    "tonnes": "吨", "square_metres": "平方米",
}  # fmt: skip
"""Closed lists of the model in the words of the workbook."""


@dataclass(frozen=True)
class Column:
    """A field of the model with its column; ``path`` is one name, or two for a part inside."""

    label: str
    path: tuple[str, ...]
    field: ModelField


def columns(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a sheet besides owner and parent."""
    if sheet.kind is None:
        return ()
    return tuple(_columns(sheet.kind, skip=(*sheet.skip, *_elsewhere(sheet))))


def _elsewhere(sheet: Sheet) -> frozenset[str]:
    """Fields that have a sheet of their own."""
    return frozenset() if sheet.owned else frozenset(s.field for s in SHEETS if s.owned)


def _columns(kind: type[Part], *, skip: tuple[str, ...]) -> Iterator[Column]:
    for field in kind.__fields__.values():
        if field.name in skip:
            continue
        if get_origin(field.type_) is None and issubclass(field.type_, Part):
            for inner in field.type_.__fields__.values():
                path = (field.name, inner.alias)
                yield Column(LABELS[".".join(path)], path, inner)
        else:
            yield Column(LABELS[field.alias], (field.alias,), field)


def is_many(field: ModelField) -> bool:
    """Whether a field holds several texts: one a line in its cell."""
    return field.outer_type_ is not field.type_ and field.name != "when"
