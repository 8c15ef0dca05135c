"""Callbacks nobody should send: forged, broken, hostile; and real ones with strange content."""

from __future__ import annotations

import base64
import os
import struct
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import strategies as st

from tests.connectors.wechat import standin
from tests.connectors.wechat.standin import Delivery

KEY = base64.b64decode(standin.AES_KEY + "=")
HOSTILE = (
    "", "<xml/>", "<xml>", "<xml></xml>", "]]>", "\x00", "\ufffe", "<xml>&lt;", "<xml>&x;</xml>",
    '<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>&a;</xml>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
    "<xml>" + "<a>" * 2000 + "</a>" * 2000 + "</xml>",
    '<?xml version="1.0" encoding="utf-7"?><xml/>',
    '<?xml version="1.0" encoding="nonsense"?><xml/>',
    "<xml><MsgType>text</MsgType></xml>", "<xml><FromUserName>o</FromUserName></xml>",
    "<xml xmlns='a'><FromUserName>o</FromUserName><MsgType>text</MsgType></xml>",
)  # fmt: skip
REAL = standin.text_xml("o-forged", "你好", 1)

texts = st.text(max_size=200)
numbers = st.one_of(st.integers(-(2**70), 2**70).map(str), texts)
bodies = st.one_of(
    st.sampled_from(HOSTILE),
    st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")),
    texts,
    st.tuples(st.integers(0, len(REAL) - 1), texts).map(
        lambda cut: REAL[: cut[0]] + cut[1] + REAL[cut[0] :]
    ),
    texts.map(lambda inner: f"<xml><Encrypt>{inner}</Encrypt></xml>"),
    st.binary(max_size=200).map(
        lambda raw: f"<xml><Encrypt>{base64.b64encode(raw).decode()}</Encrypt></xml>"
    ),
)
queries = st.dictionaries(
    st.sampled_from(
        ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr", "openid"]
    ),
    st.one_of(numbers, st.just(str(int(time.time())))),
)


def _sealed(content: bytes, appid: bytes, padding: int, *, length: int | None = None) -> str:
    """Anything encrypted with the right key, and put together as somebody else would."""
    plain = os.urandom(16) + struct.pack(">I", len(content) if length is None else length)
    plain += content + appid
    plain += bytes([padding]) * (32 - len(plain) % 32)
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def _stamped(encrypted: str) -> Delivery:
    """A body with both signatures as they should be."""
    stamp, nonce = str(int(time.time())), "7"
    params = {
        "timestamp": stamp, "nonce": nonce, "signature": standin.signature(stamp, nonce),
        "encrypt_type": "aes", "msg_signature": standin.signature(stamp, nonce, encrypted),
    }  # fmt: skip
    return Delivery("", params, f"<xml><Encrypt>{encrypted}</Encrypt></xml>", True)


def _good_padding(content: bytes, appid: bytes) -> int:
    return 32 - (20 + len(content) + len(appid)) % 32


unsigned = st.builds(lambda query, body: Delivery("", query, body, True), queries, bodies)
unencrypted = st.builds(
    lambda body: Delivery("", _stamped("x").params | {"encrypt_type": ""}, body, True), bodies
)
wrong_inside = st.one_of(
    bodies.map(lambda xml: xml.replace("MsgType", "M")).map(
        lambda xml: (xml.encode("utf-8", "replace"), standin.APPID.encode())
    ),
    texts.map(lambda appid: (REAL.encode(), b"wx" + appid.encode("utf-8", "replace"))),
).map(lambda inside: _stamped(_sealed(*inside, _good_padding(*inside))))
wrong_outside = st.builds(
    lambda padding, length: _stamped(
        _sealed(REAL.encode(), standin.APPID.encode(), padding, length=length)
    ),
    st.integers(33, 255),
    st.integers(0, 2**32 - 1),
)
forged = st.one_of(unsigned, unencrypted, wrong_inside, wrong_outside)
"""What the callback has to refuse."""

xml_texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    max_size=80,
).map(lambda text: text.replace("]]>", "]] >"))
names = st.sampled_from(
    ["Content", "MsgId", "Event", "EventKey", "Recognition", "Label", "Title", "bizmsgmenuid",
     "MediaId", "Ticket", "CreateTime", "Latitude"]
)  # fmt: skip
kinds = st.one_of(
    st.sampled_from(["text", "event", "voice", "image", "location", "link", "TEXT", "x"]), xml_texts
).filter(str.strip)
strange = st.builds(
    lambda openid, kind, fields: standin.message_xml(f"o-strange-{openid}", kind, **fields),
    st.integers(0, 50),
    kinds,
    st.dictionaries(names, xml_texts, max_size=6),
)
"""Authentic messages with content nobody expects."""
