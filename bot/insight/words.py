"""What outcomes, aspects and channels are called in a report."""

from __future__ import annotations

OUTCOMES = {
    "answered": "答上了", "clarified": "反问了是哪一项", "asked": "停在提问", "stepped": "在办理步骤中",
    "controlled": "照做了", "completed": "全部办完", "out_of_catalog": "目录里没有",
    "out_of_scope": "不是政务事项", "expired": "政策已失效", "handed_off": "转人工",
    "ticketed": "登记了工单", "refused": "没有照做", "failed": "出错了",
}  # fmt: skip
ASPECTS = {
    "guide": "怎么办", "materials": "材料", "conditions": "条件", "process": "流程",
    "duration": "多久", "fee": "费用", "location": "在哪办", "hours": "几点开门",
    "channel": "怎么申请", "visits": "跑几趟", "progress": "进度", "contact": "电话",
    "legal": "依据", "problem": "问题",
}  # fmt: skip
CHANNELS = {"web": "网页", "wechat": "微信", "console": "坐席"}
