"""The callback of a WeChat account: `/wechat`."""

from __future__ import annotations

import logging
import time

import redis
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse

from bot.errors import ChannelError
from connectors.wechat.channel import WechatChannel
from connectors.wechat.crypto import signature, signed
from connectors.wechat.messages import WechatMessage, encrypted_part, parse
from connectors.wechat.render import encrypted_reply

LONGEST_BODY = 64 * 1024
WINDOW_SECONDS = 300
"""Repetitions carry the timestamp of the first delivery, so this is no nonce check."""

SUCCESS = "success"
"""Tells WeChat not to send the message again."""

router = APIRouter(tags=["wechat"])
logger = logging.getLogger(__name__)


@router.get("/wechat")
async def verify(
    request: Request,
    signature_: str = Query("", alias="signature", max_length=64),
    timestamp: str = Query("", max_length=20),
    nonce: str = Query("", max_length=64),
    echostr: str = Query("", max_length=256),
) -> PlainTextResponse:
    """The check WeChat makes when the callback address is saved."""
    channel = _channel(request)
    if channel is None:
        return PlainTextResponse("WeChat is not set up", status_code=404)
    if not signed(signature_, channel.account.token, timestamp, nonce):
        return PlainTextResponse("wrong signature", status_code=403)
    return PlainTextResponse(echostr)


@router.post("/wechat")
async def receive(
    request: Request,
    signature_: str = Query("", alias="signature", max_length=64),
    timestamp: str = Query("", max_length=20),
    nonce: str = Query("", max_length=64),
    msg_signature: str = Query("", max_length=64),
    encrypt_type: str = Query("", max_length=16),
) -> Response:
    """A message or event; answers within five seconds or lets WeChat deliver it again."""
    channel = _channel(request)
    if channel is None:
        return PlainTextResponse("WeChat is not set up", status_code=404)
    if not signed(signature_, channel.account.token, timestamp, nonce) or not _recent(timestamp):
        return PlainTextResponse("wrong signature", status_code=403)
    body = await _body(request)
    if body is None:
        return PlainTextResponse("too large", status_code=413)
    try:
        message = _open(channel, body, (timestamp, nonce), msg_signature, encrypt_type)
    except ChannelError as error:
        return PlainTextResponse(str(error), status_code=400)

    async def listening() -> bool:
        return not await request.is_disconnected()

    try:
        answer = await channel.take(message, listening)
    except redis.RedisError as error:
        # Nothing can be kept, so nothing is promised; another status would show the person
        # 「该公众号提供的服务出现故障」.
        logger.error("wechat: Redis does not answer: %s", error)
        answer = channel.apology(message)
    if answer is None:
        return PlainTextResponse(SUCCESS)
    return Response(_close(channel, message, answer, timestamp, nonce), media_type="text/xml")


def _channel(request: Request) -> WechatChannel | None:
    channel: WechatChannel | None = getattr(request.app.state, "wechat", None)
    return channel


def _recent(timestamp: str) -> bool:
    return (
        timestamp.isascii()
        and timestamp.isdigit()
        and (abs(time.time() - int(timestamp)) <= WINDOW_SECONDS)
    )


async def _body(request: Request) -> str | None:
    """The body as text; None when it is larger than any real callback."""
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LONGEST_BODY:
            return None
    return chunks.decode("utf-8", "replace")


def _open(
    channel: WechatChannel,
    body: str,
    stamp: tuple[str, str],
    msg_signature: str,
    encrypt_type: str,
) -> WechatMessage:
    """The message of a body; where a key is set only the signed, encrypted part counts."""
    if channel.account.cryptor is None:
        if encrypt_type == "aes":
            raise ChannelError("callback: encrypted, but BANSHI_WECHAT_AES_KEY is not set")
        return parse(body)
    encrypted = encrypted_part(body)
    if not signed(msg_signature, channel.account.token, *stamp, encrypted):
        raise ChannelError("callback: wrong msg_signature")
    return parse(channel.account.cryptor.decrypt(encrypted))


def _close(
    channel: WechatChannel, message: WechatMessage, xml: str, timestamp: str, nonce: str
) -> str:
    """The reply as it goes out: the same bytes for every repetition of a delivery."""
    if channel.account.cryptor is None:
        return xml
    random_bytes = channel.account.identity.random_bytes(message.key)
    encrypted = channel.account.cryptor.encrypt(xml, random_bytes=random_bytes)
    signed_with = signature(channel.account.token, timestamp, nonce, encrypted)
    return encrypted_reply(
        encrypted=encrypted, signature=signed_with, timestamp=timestamp, nonce=nonce
    )
