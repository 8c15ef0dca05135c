"""Names of people after words that announce one."""

from __future__ import annotations

import re

_AFTER = (
    r"(?:我叫|本人叫|我名叫|我的名字是|我的名字叫|(?:姓名|名字)[是为為叫:： ]{1,3}"
    r"|(?:申请人|申請人|联系人|聯繫人|户主|戶主|经办人|經辦人|收件人|法人|法定代表人|监护人)[:：] {0,2})"
    r"[:： ]{0,2}"
)
_HAN = r"[\u3400-\u9fff]"

LOOKS = re.compile(
    # Names of other peoples are joined by a dot, which folding makes a hyphen.
    rf"{_AFTER}({_HAN}{{1,8}}(?:-{_HAN}{{1,8}}){{1,3}}|[A-Z][A-Za-z]{{1,15}}(?:[ ,]{{1,2}}[A-Za-z]{{1,15}}){{0,3}}"
    rf"|{_HAN} ?{_HAN}(?: ?{_HAN}){{0,2}})"
    # In a form without a colon the name ends where the field ends.
    rf"|姓名(?!申[请請]|章)({_HAN}{{2,3}})(?![\u3400-\u9fffA-Za-z])"
)

SURNAMES: frozenset[str] = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温庄欧阳司徒上官诸葛皇甫东方慕容令狐宇文长孙尉迟樊兰殷施洪翟安颜倪牛鲁芦岳齐梅伍柯俞章葛康邢路骆关"
    "申左包聂辛管翁宁丰麦区冼简连古凌霍柳祝耿纪裴涂屈饶辜费卜池巫符苗舒阮柏柴桂甘裘蓝游阎盛童詹解项焦晏"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範賈韋鄒閆龍賀顧龔萬錢嚴湯溫莊歐陽諸東長遲蘭顏魯蘆"
    "齊駱關聶寧豐麥區簡連紀塗饒費閻項"
)
"""The commonest family names (Ministry of Public Security, name report 2020), first characters."""

_DOUBLE = frozenset(("欧阳", "司徒", "上官", "诸葛", "皇甫", "东方", "慕容", "令狐", "宇文", "长孙", "尉迟",
                     "歐陽", "諸葛", "東方", "長孫", "尉遲"))  # fmt: skip
_STOPS = "，。！？,.!?；;、是在想要来來今的了住我和身电電手号號有男女去帮幫叫办辦准打为為"


def length(found: str) -> int:
    """How much of what follows the announcing word is the name; 0 where it is none."""
    if found[0].isascii():
        return len(found)
    if "-" in found:
        return len(found)
    if found[0] not in SURNAMES:
        return 0
    stop = next((at for at, char in enumerate(found) if at and char in _STOPS), len(found))
    most = 4 if found.replace(" ", "")[:2] in _DOUBLE else 3
    letters = [at for at, char in enumerate(found[:stop]) if char != " "][:most]
    return letters[-1] + 1 if len(letters) > 1 else 0
