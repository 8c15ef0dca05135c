"""Staff accounts, sessions and wrong passwords; a session's id is kept only as its hash."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, Literal, get_args

import orjson
import redis.asyncio
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import AccessError
from bot.stores import keys
from bot.stores.changing import Records
from bot.stores.guesses import Budget, Guesses

Role = Literal["operator", "supervisor", "editor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

SESSION_SECONDS = 8 * 3600
"""One working day."""

FROM_ADDRESS = Budget("password", 5, 900)
OF_ACCOUNT = Budget("password-account", 100, 3600)
"""Beyond it only addresses are heard that this name signed in from before: guessing from many
addresses is slowed down, and shuts out nobody who works here.
"""
KNOWN_SECONDS = 30 * 86400
SHORTEST_PASSWORD = 10

_hashing = ThreadPoolExecutor(2, "argon2")
"""Argon2 takes long by design: it holds up neither the loop nor what else waits for a thread."""
_hasher = PasswordHasher()


@dataclass(frozen=True)
class Account:
    """Somebody who works here; ``change`` means the password has to be changed first.

    ``epoch`` goes up with what ends the sessions there are: another password, being turned off.
    """

    name: str
    role: Role
    shown: str = ""
    password: str = ""
    change: bool = False
    active: bool = True
    epoch: int = 0


@dataclass(frozen=True)
class Session:
    """Who is signed in, and the token every change must carry."""

    name: str
    role: Role
    shown: str
    csrf: str
    change: bool = False
    epoch: int = 0


class Accounts:
    """Makes accounts and signs people in."""

    def __init__(self, client: redis.asyncio.Redis[bytes]) -> None:
        self._client = client
        self._records = Records(client)
        self._guesses = Guesses(client)

    async def first(self) -> str:
        """A one-time password of a first administrator; empty where there are accounts."""
        password = secrets.token_urlsafe(12)
        account = Account("admin", "administrator", "管理员", await _hashed(password), change=True)
        if not await self._client.setnx(_key(account.name), _json(account)):
            return ""
        await self._client.sadd(keys.STAFF, account.name)
        return password

    async def create(self, name: str, role: str, *, shown: str = "") -> str:
        """A new account and its one-time password; raises AccessError."""
        if role not in ROLES or not name.isidentifier() or len(name) > 40:
            raise AccessError("账号名用字母、数字和下划线；角色是 " + "、".join(ROLES))
        password = secrets.token_urlsafe(12)
        account = Account(name, role, shown or name, await _hashed(password), change=True)
        if not await self._client.setnx(_key(name), _json(account)):
            raise AccessError(f"已经有账号 {name}")
        await self._client.sadd(keys.STAFF, name)
        return password

    async def all(self) -> list[Account]:
        """Every account by name."""
        names = sorted(name.decode() for name in await self._client.smembers(keys.STAFF))
        return [found for name in names if (found := await self._find(name))]

    async def set_active(self, name: str, active: bool) -> None:
        """Turns an account on or off; off, its sessions end at their next use."""

        def turned(raw: dict[str, Any]) -> dict[str, Any]:
            account = Account(**raw)
            epoch = account.epoch if active else account.epoch + 1
            return asdict(replace(account, active=active, epoch=epoch))

        if await self._records.change(_key(name), turned) is None:
            raise AccessError(f"没有账号 {name}")

    async def reset(self, name: str) -> str:
        """A one-time password for somebody who forgot theirs; raises AccessError."""
        password = secrets.token_urlsafe(12)
        hashed = await _hashed(password)

        def forgotten(raw: dict[str, Any]) -> dict[str, Any]:
            account = Account(**raw)
            if not account.password:
                raise AccessError(f"{name} 没有这里的密码，不能重置")
            epoch = account.epoch + 1
            return asdict(replace(account, password=hashed, change=True, epoch=epoch))

        if await self._records.change(_key(name), forgotten) is None:
            raise AccessError(f"没有账号 {name}")
        return password

    async def describe(self, name: str, *, role: Role, shown: str) -> None:
        """Gives somebody another role or name; with another role their sessions end."""

        def described(raw: dict[str, Any]) -> dict[str, Any]:
            return asdict(replace(Account(**raw), role=role, shown=shown or name))

        if await self._records.change(_key(name), described) is None:
            raise AccessError(f"没有账号 {name}")

    async def sign_in(self, name: str, password: str, *, address: str = "") -> tuple[str, Session]:
        """A session id and the session; raises AccessError alike for every reason but the locks.

        Wrong passwords lock the account for the address they came from, so that no stranger
        locks out who works here.
        """
        place = f"{name} {address}"
        if await self._guesses.count(FROM_ADDRESS, place) > FROM_ADDRESS.most:
            minutes = FROM_ADDRESS.seconds // 60
            raise AccessError(f"密码错了 {FROM_ADDRESS.most} 次，账号在这里锁定 {minutes} 分钟")
        known_place = _from(place)
        tried = await self._guesses.count(OF_ACCOUNT, name)
        if tried > OF_ACCOUNT.most and not await self._client.exists(known_place):
            raise AccessError("这个账号密码错得太多，一小时内只能从登录过的地方登录")
        account = await self._find(name)
        known = account is not None and account.active
        stored = account.password if account else ""
        if not (await _matches(stored, password) and known):
            raise AccessError("账号或密码不对")
        assert account is not None
        await self._guesses.forgive(FROM_ADDRESS, place)
        await self._guesses.take_back(OF_ACCOUNT, name)
        await self._client.set(known_place, "1", ex=KNOWN_SECONDS)
        return await self.begin(account)

    async def from_outside(self, name: str, role: Role, *, shown: str) -> Account:
        """The account of somebody another house has proved, made or brought up to date.

        It has no password, so only that house opens it. Raises AccessError when it is off.
        """
        made = Account(name, role, shown or name)

        def brought_up(raw: dict[str, Any]) -> dict[str, Any]:
            known = Account(**raw)
            if not known.active:
                raise AccessError(f"账号 {name} 已停用")
            return asdict(replace(made, epoch=known.epoch))

        await self._client.setnx(_key(name), _json(made))
        kept = await self._records.change(_key(name), brought_up)
        await self._client.sadd(keys.STAFF, name)
        return Account(**kept) if kept else made

    async def begin(self, account: Account) -> tuple[str, Session]:
        """A session for somebody whose identity is proved."""
        session_id = secrets.token_urlsafe(32)
        made = Session(
            account.name, account.role, account.shown, secrets.token_urlsafe(24), account.change,
            account.epoch,
        )  # fmt: skip
        await self._client.set(_session(session_id), _json(made), ex=SESSION_SECONDS)
        return session_id, made

    async def session(self, session_id: str) -> Session | None:
        """Who is signed in by this id; nobody once the account is off, or has another role or
        password."""
        raw = await self._client.get(_session(session_id)) if session_id else None
        if raw is None:
            return None
        found = Session(**orjson.loads(raw))
        account = await self._find(found.name)
        if account is None or not account.active:
            return None
        same = (account.role, account.epoch) == (found.role, found.epoch)
        return found if same else None

    async def sign_out(self, session_id: str) -> None:
        """Ends a session."""
        await self._client.delete(_session(session_id))

    async def change_password(self, session_id: str, name: str, old: str, new: str) -> None:
        """Sets another password and ends all sessions but this one; raises AccessError."""
        account = await self._find(name)
        if account is None or not await _matches(account.password, old):
            raise AccessError("原密码不对")
        if len(new) < SHORTEST_PASSWORD or new == old:
            raise AccessError(f"新密码至少 {SHORTEST_PASSWORD} 个字符，且与原来的不同")
        session, hashed = await self.session(session_id), await _hashed(new)

        def renewed(raw: dict[str, Any]) -> dict[str, Any]:
            now = Account(**raw)
            # Hashing takes long: meanwhile it may have been turned off, or changed elsewhere.
            if not now.active or now.password != account.password:
                raise AccessError("账号刚刚有变动，请重新登录")
            return asdict(replace(now, password=hashed, change=False, epoch=now.epoch + 1))

        changed = await self._records.change(_key(name), renewed)
        if session is not None and changed is not None:
            opened = replace(session, change=False, epoch=changed["epoch"])
            await self._client.set(_session(session_id), _json(opened), ex=SESSION_SECONDS)

    async def _find(self, name: str) -> Account | None:
        raw = await self._client.get(_key(name))
        return Account(**orjson.loads(raw)) if raw else None


async def _hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_hashing, _hasher.hash, password)


def _verified(stored: str, password: str) -> bool:
    """Takes as long where there is nothing to compare with: names cannot be told by the time."""
    return _hasher.verify(stored or _nobody(), password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


async def _matches(stored: str, password: str) -> bool:
    try:
        return await asyncio.get_running_loop().run_in_executor(
            _hashing, _verified, stored, password
        )
    except (VerificationError, InvalidHashError):
        return False


def _key(name: str) -> str:
    return f"{keys.STAFF}:account:{name}"


def _from(place: str) -> str:
    return f"{keys.STAFF}:from:{hashlib.sha256(place.encode()).hexdigest()}"


def _session(session_id: str) -> str:
    return f"{keys.STAFF}:session:{hashlib.sha256(session_id.encode()).hexdigest()}"


def _json(value: object) -> bytes:
    return orjson.dumps(value)
