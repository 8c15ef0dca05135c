"""Signatures and 安全模式, against Tencent's sample and against wechatpy."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from bot.errors import ChannelError, SettingsError
from connectors.wechat.crypto import Cryptor, signature, signed
from connectors.wechat.messages import encrypted_part, parse
from tests.connectors.wechat.standin import AES_KEY, APPID, TOKEN

# Published with Tencent's sample code (WXBizMsgCrypt demo).
STAMP, NONCE = "1409735669", "1320562132"
MSG_SIGNATURE = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
ENCRYPTED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


@pytest.fixture(scope="module")
def cryptor() -> Cryptor:
    return Cryptor.from_encoding_key(AES_KEY, APPID)


def test_tencents_sample_is_verified_and_read(cryptor: Cryptor) -> None:
    assert signed(MSG_SIGNATURE, TOKEN, STAMP, NONCE, ENCRYPTED)
    message = parse(cryptor.decrypt(ENCRYPTED))
    assert (message.text, message.message_id) == ("abcdteT", "6054768590064713728")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((TOKEN, STAMP, NONCE), "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"),
        (("789", "456", "123"), "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
    ],
)
def test_plain_signatures_are_those_of_wechat(parts: tuple[str, ...], expected: str) -> None:
    assert signature(*parts) == expected


@given(st.text(max_size=200))
def test_wechatpy_reads_what_we_encrypt(text: str) -> None:
    cryptor = Cryptor.from_encoding_key(AES_KEY, APPID)
    encrypted = cryptor.encrypt(text)
    sealed = signature(TOKEN, STAMP, NONCE, encrypted)
    xml = f"<xml><Encrypt>{encrypted}</Encrypt></xml>"
    opened = WeChatCrypto(TOKEN, AES_KEY, APPID).decrypt_message(xml, sealed, STAMP, NONCE)
    assert opened == text


@given(st.text(max_size=200))
def test_we_read_what_wechatpy_encrypts(text: str) -> None:
    made = WeChatCrypto(TOKEN, AES_KEY, APPID).encrypt_message(text, NONCE, STAMP)
    assert Cryptor.from_encoding_key(AES_KEY, APPID).decrypt(encrypted_part(made)) == text


def test_the_same_random_bytes_give_the_same_reply(cryptor: Cryptor) -> None:
    made = {cryptor.encrypt("<xml/>", random_bytes=b"r" * 16) for _ in range(3)}
    assert len(made) == 1
    assert cryptor.encrypt("<xml/>") != cryptor.encrypt("<xml/>")


def test_a_message_to_another_account_is_refused(cryptor: Cryptor) -> None:
    other = Cryptor.from_encoding_key(AES_KEY, "wx0000000000000000")
    with pytest.raises(ChannelError, match="another account"):
        cryptor.decrypt(other.encrypt("<xml/>"))


@given(st.binary(max_size=200))
def test_what_is_no_ciphertext_is_one_error(data: bytes) -> None:
    with pytest.raises(ChannelError):
        Cryptor.from_encoding_key(AES_KEY, APPID).decrypt(base64.b64encode(data).decode())


@pytest.mark.parametrize("key", ["", "short", "x" * 44, "!" * 43])
def test_a_wrong_key_is_named(key: str) -> None:
    with pytest.raises(SettingsError, match="BANSHI_WECHAT_AES_KEY"):
        Cryptor.from_encoding_key(key, APPID)
