"""Every message and event type: what it asks of the assistant, and which quota it opens."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from wechatpy import parse_message
from wechatpy.events import EVENT_TYPES

from bot.catalog.model import Catalog
from bot.errors import ChannelError, SettingsError
from bot.settings import Settings
from connectors.wechat import words
from connectors.wechat.account import Account
from connectors.wechat.faces import FACE
from connectors.wechat.identity import Identity
from connectors.wechat.intake import intake, window
from connectors.wechat.messages import UNSUPPORTED, WechatMessage, parse
from tests.connectors.wechat.standin import AES_KEY, APPID, TOKEN, message_xml, text_xml

DISTRICTS = ("南山区", "福田区")

# Event, what it asks, which quota it opens. Shapes after the tests of wechatpy and the official
# pages; fields that matter to nobody here are left out.
EVENTS = [
    ({"Event": "subscribe", "EventKey": ""}, "你好", "tap"),
    ({"Event": "subscribe", "EventKey": "qrscene_123", "Ticket": "T"}, "你好", "tap"),
    ({"Event": "subscribe", "EventKey": "qrscene_code:7KQ2-M4XP"}, "7KQ2-M4XP", "tap"),
    ({"Event": "subscribe", "EventKey": "qrscene_service:id-card-lost"}, None, "tap"),
    ({"Event": "SCAN", "EventKey": "code:7KQ2-M4XP", "Ticket": "T"}, "7KQ2-M4XP", "tap"),
    ({"Event": "SCAN", "EventKey": "4294967295", "Ticket": "T"}, "你好", "tap"),
    ({"Event": "CLICK", "EventKey": "say:转人工"}, "转人工", "tap"),
    ({"Event": "CLICK", "EventKey": "V1001_UNKNOWN"}, "你好", "tap"),
    ({"Event": "VIEW", "EventKey": "http://a.cn", "MenuId": "1"}, "", ""),
    ({"Event": "view_miniprogram", "EventKey": "pages/index", "MenuId": "1"}, "", ""),
    ({"Event": "LOCATION", "Latitude": "22.5", "Longitude": "114", "Precision": "1"}, "", ""),
    ({"Event": "scancode_push", "EventKey": "k", "ScanCodeInfo": ""}, "", ""),
    ({"Event": "scancode_waitmsg", "EventKey": "k", "ScanCodeInfo": ""}, "", ""),
    ({"Event": "pic_sysphoto", "EventKey": "k", "SendPicsInfo": ""}, "", ""),
    ({"Event": "pic_photo_or_album", "EventKey": "k", "SendPicsInfo": ""}, "", ""),
    ({"Event": "pic_weixin", "EventKey": "k", "SendPicsInfo": ""}, "", ""),
    ({"Event": "location_select", "EventKey": "k", "SendLocationInfo": ""}, "", ""),
    ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": "1", "Status": "success"}, "", ""),
    ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": "1", "Status": "failed:user block"}, "", ""),
    ({"Event": "MASSSENDJOBFINISH", "MsgID": "1", "Status": "sendsuccess"}, "", ""),
    ({"Event": "kf_create_session", "KfAccount": "a@b"}, "", ""),
    ({"Event": "kf_close_session", "KfAccount": "a@b"}, "", ""),
    ({"Event": "kf_switch_session", "FromKfAccount": "a", "ToKfAccount": "b"}, "", ""),
    ({"Event": "qualification_verify_success", "ExpiredTime": "1"}, "", ""),
    ({"Event": "qualification_verify_fail", "FailReason": "by time"}, "", ""),
    ({"Event": "naming_verify_success", "ExpiredTime": "1"}, "", ""),
    ({"Event": "annual_renew", "ExpiredTime": "1"}, "", ""),
    ({"Event": "verify_expired", "ExpiredTime": "1"}, "", ""),
    ({"Event": "card_pass_check", "CardId": "c"}, "", ""),
    ({"Event": "user_get_card", "CardId": "c"}, "", ""),
    ({"Event": "subscribe_msg_popup_event", "SubscribeMsgPopupEvent": ""}, "", ""),
    ({"Event": "an_event_of_tomorrow"}, "", ""),
]


def event(**fields: str) -> WechatMessage:
    return parse(message_xml("o", "event", **fields))


@pytest.mark.parametrize(("fields", "asked", "opened"), EVENTS, ids=lambda value: str(value)[:60])
def test_every_event_is_known(
    fields: dict[str, str], asked: str | None, opened: str, catalog: Catalog
) -> None:
    service = next(iter(catalog.services.values()))
    fields = {k: v.replace("id-card-lost", service.id) for k, v in fields.items()}
    message = event(**fields)
    expected = f"我想办{service.name}" if asked is None else asked
    assert intake(message, catalog, DISTRICTS).text == expected
    assert window(message) == opened


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_every_event_of_wechatpy_is_a_question_or_nothing(name: str, catalog: Catalog) -> None:
    """Its list is longer than ours; none of them may end in words nobody asked for."""
    xml = message_xml("o", "event", Event=name, EventKey="k", Status="s")
    message = parse(xml)
    theirs = parse_message(xml)
    assert (message.sender, message.event) == (theirs.source, name)
    asks = name in ("subscribe", "scan", "click")
    found = intake(message, catalog, DISTRICTS)
    assert (found.text, found.fixed) == (words.GREETING if asks else "", "")
    assert window(message) == ("tap" if asks else "")


MESSAGES = [
    ("text", {"Content": "你好"}, "你好", ""),
    ("text", {"Content": "  "}, "", words.ASK_FOR_TEXT),
    ("text", {"Content": UNSUPPORTED}, "", words.NOT_UNDERSTOOD_TYPE),
    ("text", {"Content": "做完了，下一步", "bizmsgmenuid": "say:下一步"}, "下一步", ""),
    ("text", {"Content": "不知道", "bizmsgmenuid": "3"}, "不知道", ""),
    ("text", {"Content": "2. 外地户口", "bizmsgmenuid": "say:"}, "外地户口", ""),
    ("text", {"Content": "[微笑]"}, FACE, ""),
    ("text", {"Content": "/:smile"}, FACE, ""),
    ("text", {"Content": "/::)/:,@-D"}, FACE, ""),
    ("text", {"Content": "[强] [玫瑰]👍🏻❤️"}, FACE, ""),
    ("text", {"Content": "[微笑]谢谢"}, "[微笑]谢谢", ""),
    ("text", {"Content": "[身份证]"}, "[身份证]", ""),
    ("text", {"Content": "[OK]"}, "[OK]", ""),
    ("text", {"Content": "？"}, "？", ""),
    ("voice", {"MediaId": "m", "Format": "amr", "Recognition": "办居住证"}, "办居住证", ""),
    ("voice", {"MediaId": "m", "Format": "amr", "Recognition": ""}, "", words.ASK_FOR_TEXT),
    ("voice", {"MediaId": "m", "Format": "amr", "MediaId16K": "n"}, "", words.ASK_FOR_TEXT),
    ("image", {"PicUrl": "http://p", "MediaId": "m"}, "", words.ASK_FOR_TEXT),
    ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "", words.ASK_FOR_TEXT),
    ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}, "", words.ASK_FOR_TEXT),
    ("location", {"Label": "深圳市南山区福田区路口"}, "我在南山区", ""),
    ("location", {"Label": "北京市海淀区"}, "", words.OUTSIDE),
    ("location", {"Label": "海南省海口市龙华区南山区路"}, "", words.OUTSIDE),
    ("location", {"Label": "广东省东莞市南山区路 1 号"}, "", words.OUTSIDE),
    ("location", {"Label": "中国香港特别行政区"}, "", words.OUTSIDE),
    ("location", {"Label": "广东省深圳市南山区科苑路"}, "我在南山区", ""),
    ("location", {"Label": "中国广东省深圳市"}, "", words.WHERE),
    ("location", {"Label": "南山区某某市场"}, "我在南山区", ""),
    ("location", {"Label": "某某市场"}, "", words.WHERE),
    ("location", {"Label": ""}, "", words.WHERE),
    (
        "link",
        {"Title": "居住证怎么办", "Url": "http://a.cn"},
        "居住证怎么办",
        "",
    ),
    ("link", {"Title": "", "Url": "http://a.cn"}, "", words.NOT_UNDERSTOOD_TYPE),
    ("hologram", {"Depth": "3"}, "", words.NOT_UNDERSTOOD_TYPE),
]


@pytest.mark.parametrize(("kind", "fields", "asked", "fixed"), MESSAGES)
def test_every_message_is_answered(
    kind: str, fields: dict[str, str], asked: str, fixed: str, catalog: Catalog
) -> None:
    found = intake(parse(message_xml("o", kind, **fields)), catalog, DISTRICTS)
    assert (found.text, found.fixed) == (asked, fixed)


def test_a_theme_is_asked_of_the_assistant(catalog: Catalog) -> None:
    found = intake(event(Event="CLICK", EventKey="theme:出入境"), catalog, DISTRICTS)
    assert "出入境" in found.text and not found.fixed
    nothing = intake(event(Event="SCAN", EventKey="theme:没有"), catalog, DISTRICTS)
    assert (nothing.text, nothing.fixed) == ("", words.NO_THEME)


def test_a_theme_of_one_service_begins_with_it(catalog: Catalog) -> None:
    count = Counter(service.theme for service in catalog.services.values())
    theme = next(theme for theme, services in count.items() if services == 1)
    found = intake(event(Event="CLICK", EventKey=f"theme:{theme}"), catalog, DISTRICTS)
    assert found.text in {f"我想办{s.name}" for s in catalog.services.values() if s.theme == theme}


def test_an_unknown_service_in_a_scene_is_a_greeting(catalog: Catalog) -> None:
    scanned = event(Event="SCAN", EventKey="service:nothing")
    assert intake(scanned, catalog, DISTRICTS).text == words.GREETING


def test_a_tap_in_a_menu_opens_the_short_quota() -> None:
    tapped = parse(text_xml("o", "是", 1, bizmsgmenuid="1"))
    assert window(tapped) == "tap"
    assert window(parse(text_xml("o", "是", 1))) == "message"


@pytest.mark.parametrize(
    "change",
    [{"openid": "p"}, {"message_id": 8}],
)
def test_what_makes_two_deliveries_different(change: dict[str, object]) -> None:
    same = {"openid": "o", "content": "你好", "message_id": 7}
    first = parse(text_xml(**same))  # type: ignore[arg-type]
    assert parse(text_xml(**same)).key == first.key  # type: ignore[arg-type]
    assert parse(text_xml(**(same | change))).key != first.key  # type: ignore[arg-type]


def test_two_events_of_one_second_are_two() -> None:
    assert event(Event="CLICK", EventKey="a").key != event(Event="CLICK", EventKey="b").key


@pytest.mark.parametrize(
    "xml",
    [
        "", "text", "<xml>", "<xml/>", "<xml><FromUserName>o</FromUserName></xml>",
        '<!DOCTYPE a><xml><FromUserName>o</FromUserName><MsgType>text</MsgType></xml>',
        '<!DOCTYPE a [<!ENTITY b "c">]><xml><FromUserName>&b;</FromUserName></xml>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><xml>&b;</xml>',
    ],
)  # fmt: skip
def test_what_is_no_callback_is_one_error(xml: str) -> None:
    with pytest.raises(ChannelError):
        parse(xml)


def test_an_openid_can_be_sealed_but_not_read_from_its_hash() -> None:
    identity, other = Identity("a secret of tests"), Identity("another secret of tests")
    assert identity.unseal(identity.seal("oPenId")) == "oPenId"
    assert identity.conversation("oPenId") != other.conversation("oPenId")
    assert "oPenId" not in identity.conversation("oPenId") + identity.seal("oPenId")
    with pytest.raises(ChannelError, match="secret has changed"):
        other.unseal(identity.seal("oPenId"))


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="BANSHI_SECRET"):
        Identity("short")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"wechat_aes_key": AES_KEY}, "BANSHI_WECHAT_APPID"),
        ({"wechat_verified": True}, "BANSHI_WECHAT_APPID"),
        ({"wechat_verified": True, "wechat_appid": APPID}, "BANSHI_WECHAT_APP_SECRET"),
        ({"wechat_aes_key": "short", "wechat_appid": APPID}, "BANSHI_WECHAT_AES_KEY"),
    ],
)
def test_what_an_account_needs_is_named_at_the_start(given: dict[str, Any], missing: str) -> None:
    settings = Settings(_env_file=None, secret="a secret of tests", wechat_token=TOKEN, **given)
    with pytest.raises(SettingsError, match=missing):
        Account.of(settings)
