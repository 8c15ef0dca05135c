"""What the desk says to citizens."""

from __future__ import annotations

LEAVE = frozenset({"不等了", "不排队了", "取消人工", "不用人工了", "返回机器人", "取消排队"})
"""Words by which somebody who waits goes back to the assistant."""

WAITING = (
    "已经为您转人工，{place}。工作人员接入前请不要离开；不想等了就说“不等了”，也可以打 {phones}。"
)
AHEAD = "您前面还有 {ahead} 位"
NOBODY_AHEAD = "您排在最前面"
LEFT_QUEUE = "好的，不排队了。您可以继续问我办事的问题。"
CLOSED_NOW = (
    "现在不是人工在线的时间（{hours}），{next}我会一直在。急事请打 {phones}；12345 全天有人接。"
)
NOBODY = "现在没有工作人员在线，不让您白等。请打 {phones}；12345 全天有人接。您也可以继续问我。"
NEXT = "下次上线是 {month} 月 {day} 日 {time}，"
JOINED = "工作人员 {staff} 已接入，为您服务。"
PUT_BACK = (
    "刚才的工作人员离开了，已为您重新排队，会有另一位接入。"
    "不想等了就说“不等了”，也可以打 12345，全天有人接。"
)
FORWARDED = "已为您转给{to}，请稍等。"
HELD = "收到。工作人员核对后马上答复您，请稍等。急事请打 12345。"
HELD_LATER = "收到。现在不是人工在线的时间（{hours}），{next}工作人员核对后答复您。急事请打 12345，全天有人接。"
HELD_NOBODY = (
    "收到。现在没有工作人员在线，有人上线就核对后答复您。急事请打 12345，全天有人接；"
    "您也可以继续问，都会一起核对。"
)
HELD_TOO_LONG = (
    "抱歉，{minutes} 分钟了还没有工作人员来核对，核对好就发给您。"
    "不想等了请打 12345，全天有人接，也可以直接到就近的政务服务中心窗口办。"
)
GIVEN_BACK = "工作人员已离开，接下来由办事助手为您服务。{summary}"
CLOSED = "这次人工服务结束了。还有要问的，随时说。"
WAITED_TOO_LONG = (
    "抱歉，等了 {minutes} 分钟还没有工作人员能接入。请打 12345（全天有人接），或者继续问我。"
)
IDLE = "有一阵没有新消息，人工服务先到这里，接下来由办事助手为您服务。要人工就再说“转人工”。"
TICKETED = (
    "让您费心了，已登记为工单 {number}，最迟 {due} 前答复（{days} 个工作日）。"
    "把工单号发给我就能查进度；也可以打 12345。您也可以继续问办事的问题。"
)
WRITTEN_WRONGLY = "有人指出写错了：“{line}”。{more}"
NO_MORE = "没有说应该是怎样的。"
TICKETS_TOO_OFTEN = "工单号查错的次数太多了，请一小时后再试，或打 12345 查询。"
NO_TICKET = "没有找到这个工单号，请核对后再发一次，或打 12345 查询。"
