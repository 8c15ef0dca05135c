"""Signatures and 安全模式 of the WeChat callback.

Source: WeChat Open Platform, 消息加解密说明: AES-256-CBC, key = base64(EncodingAESKey + "="),
IV = first 16 bytes of the key, PKCS#7 with blocks of 32 bytes, plaintext = 16 random bytes,
4-byte big-endian length, XML, appid.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import ChannelError, SettingsError

BLOCK = 32
RANDOM_BYTES = 16
ENCODING_KEY_LENGTH = 43


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, as WeChat signs (token, timestamp, nonce, …)."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def signed(expected: str, *parts: str) -> bool:
    """Whether a signature fits, compared in constant time."""
    return hmac.compare_digest(signature(*parts).encode(), expected.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Cryptor:
    """Encrypts and decrypts for one account."""

    key: bytes
    appid: str

    @classmethod
    def from_encoding_key(cls, encoding_aes_key: str, appid: str) -> Cryptor:
        """Reads the EncodingAESKey; raises SettingsError when it is not 43 base64 characters."""
        try:
            key = base64.b64decode(encoding_aes_key + "=", validate=True)
        except binascii.Error as error:
            raise SettingsError("BANSHI_WECHAT_AES_KEY: not a valid EncodingAESKey") from error
        if len(encoding_aes_key) != ENCODING_KEY_LENGTH or len(key) != BLOCK:
            raise SettingsError("BANSHI_WECHAT_AES_KEY: an EncodingAESKey has 43 characters")
        return cls(key, appid)

    def decrypt(self, encrypted: str) -> str:
        """Gives the XML inside ``Encrypt``; raises ChannelError for anything not meant for us."""
        padded = self._aes_decrypt(encrypted)
        amount = padded[-1]
        if not 1 <= amount <= BLOCK or padded[-amount:] != bytes([amount]) * amount:
            raise ChannelError("callback: wrong padding")
        plain = padded[:-amount]
        header = RANDOM_BYTES + 4
        if len(plain) < header:
            raise ChannelError("callback: too short")
        (length,) = struct.unpack(">I", plain[RANDOM_BYTES:header])
        content, appid = plain[header : header + length], plain[header + length :]
        if len(content) != length or not hmac.compare_digest(appid, self.appid.encode()):
            raise ChannelError("callback: meant for another account")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ChannelError("callback: not UTF-8") from error

    def encrypt(self, xml: str, *, random_bytes: bytes | None = None) -> str:
        """Gives what stands in ``Encrypt`` for a reply."""
        content = xml.encode()
        plain = random_bytes or os.urandom(RANDOM_BYTES)
        plain += struct.pack(">I", len(content)) + content + self.appid.encode()
        amount = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        data = encryptor.update(plain + bytes([amount]) * amount) + encryptor.finalize()
        return base64.b64encode(data).decode()

    def _aes_decrypt(self, encrypted: str) -> bytes:
        try:
            data = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ChannelError("callback: Encrypt is not base64") from error
        if not data or len(data) % (algorithms.AES.block_size // 8):
            raise ChannelError("callback: Encrypt has a wrong length")
        decryptor = self._cipher().decryptor()
        try:
            return decryptor.update(data) + decryptor.finalize()
        except ValueError as error:
            raise ChannelError("callback: Encrypt has a wrong length") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16]))
