"""Signing in and out, accounts, and the audit log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field, StrictStr

from bot.errors import AccessError
from bot.privacy.masking import mask
from bot.stores.accounts import Role, Session
from connectors.console.access import ADMINISTRATOR, COOKIE, EVERYBODY, Allowed, keep_session
from connectors.console.chinese import Chinese
from connectors.console.naming import by_handle
from connectors.console.passwords import must_be_strong
from connectors.console.service import ConsoleService
from connectors.limits import address_of

router = APIRouter(prefix="/api/console", tags=["console"], route_class=Chinese)


class SignIn(BaseModel):
    """A name and its password."""

    name: StrictStr = Field(..., max_length=40)
    password: StrictStr = Field(..., max_length=200)


class NewPassword(BaseModel):
    """The old and the new password."""

    old: StrictStr = Field(..., max_length=200)
    new: StrictStr = Field(..., max_length=200)


class NewAccount(BaseModel):
    """Somebody to work here."""

    name: StrictStr = Field(..., max_length=40)
    role: StrictStr
    shown: StrictStr = Field("", max_length=40)


class Described(BaseModel):
    """What somebody is here, and the name citizens see."""

    role: Role
    shown: StrictStr = Field("", max_length=40)


class Active(BaseModel):
    """Whether an account may be used."""

    active: bool


def service(request: Request) -> ConsoleService:
    """The console of this process."""
    found: ConsoleService = request.app.state.console
    return found


async def gone(console: ConsoleService, name: str, *, by: str) -> None:
    """Somebody takes no more conversations: theirs wait in the queue for another."""
    await console.desk.store.here(name, status="away")
    await console.desk.put_all_back(name, by=by)


def _shown(session: Session) -> dict[str, Any]:
    return dict(vars(session))


@router.post("/sign-in")
async def sign_in(body: SignIn, request: Request, response: Response) -> dict[str, Any]:
    """Opens a session; the cookie is for our own pages only."""
    console = service(request)
    try:
        session_id, session = await console.accounts.sign_in(
            body.name, body.password, address=address_of(request.scope)
        )
    except AccessError as error:
        await console.desk.store.audit_refused({"who": mask(body.name), "what": "sign_in_refused"})
        raise HTTPException(401, str(error)) from error
    keep_session(response, session_id, request)
    await console.desk.store.audit({"who": session.name, "what": "sign_in"})
    return _shown(session)


@router.get("/me")
async def me(session: Session = Depends(Allowed(EVERYBODY, fresh=True))) -> dict[str, Any]:
    """Who is signed in."""
    return _shown(session)


@router.post("/sign-out", status_code=204)
async def sign_out(
    request: Request, session: Session = Depends(Allowed(EVERYBODY, fresh=True))
) -> Response:
    """Ends the session."""
    console = service(request)
    await console.accounts.sign_out(request.cookies.get(COOKIE, ""))
    await gone(console, session.name, by=session.name)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/")
    return response


@router.post("/password", status_code=204)
async def change_password(
    body: NewPassword,
    request: Request,
    session: Session = Depends(Allowed(EVERYBODY, fresh=True)),
) -> Response:
    """Sets another password."""
    console = service(request)
    cookie = request.cookies.get(COOKIE, "")
    must_be_strong(body.new, name=session.name)
    await console.accounts.change_password(cookie, session.name, body.old, body.new)
    await console.desk.store.audit({"who": session.name, "what": "password"})
    return Response(status_code=204)


@router.get("/accounts")
async def accounts(
    request: Request, _: Session = Depends(Allowed(ADMINISTRATOR))
) -> list[dict[str, Any]]:
    """All accounts, without their passwords."""
    found = await service(request).accounts.all()
    return [{k: v for k, v in vars(account).items() if k != "password"} for account in found]


@router.post("/accounts", status_code=201)
async def create_account(
    body: NewAccount, request: Request, session: Session = Depends(Allowed(ADMINISTRATOR))
) -> dict[str, str]:
    """A new account; its one-time password is shown this once."""
    console = service(request)
    password = await console.accounts.create(body.name, body.role, shown=body.shown)
    await console.desk.store.audit(
        {"who": session.name, "what": "account", "to": body.name, "role": body.role}
    )
    return {"name": body.name, "password": password}


@router.post("/accounts/{name}/active", status_code=204)
async def set_active(
    name: str, body: Active, request: Request, session: Session = Depends(Allowed(ADMINISTRATOR))
) -> Response:
    """Turns an account on or off."""
    if name == session.name:
        raise AccessError("不能停用自己的账号")
    console = service(request)
    await console.accounts.set_active(name, body.active)
    if not body.active:
        await gone(console, name, by=session.name)
    what = "account_on" if body.active else "account_off"
    await console.desk.store.audit({"who": session.name, "what": what, "to": name})
    return Response(status_code=204)


@router.post("/accounts/{name}/reset")
async def reset(
    name: str, request: Request, session: Session = Depends(Allowed(ADMINISTRATOR))
) -> dict[str, str]:
    """A one-time password for somebody who forgot theirs, shown this once."""
    if name == session.name:
        raise AccessError("自己的密码请用“改密码”")
    console = service(request)
    password = await console.accounts.reset(name)
    await console.desk.store.audit({"who": session.name, "what": "account_reset", "to": name})
    return {"name": name, "password": password}


@router.post("/accounts/{name}/describe", status_code=204)
async def describe(
    name: str,
    body: Described,
    request: Request,
    session: Session = Depends(Allowed(ADMINISTRATOR)),
) -> Response:
    """Gives somebody another role or name."""
    console = service(request)
    before = {account.name: account.role for account in await console.accounts.all()}.get(name)
    if name == session.name and body.role != session.role:
        raise AccessError("不能改自己的角色，请让另一位管理员改")
    await console.accounts.describe(name, role=body.role, shown=body.shown)
    if before != body.role:
        await gone(console, name, by=session.name)
    await console.desk.store.audit(
        {"who": session.name, "what": "account_described", "to": name, "role": body.role}
    )
    return Response(status_code=204)


@router.get("/audit")
async def audit(
    request: Request,
    before: str = Query(
        "", pattern=r"^(\d{1,19}-\d{1,19})?$", description="An `id`: what is older."
    ),
    refused: bool = Query(False, description="Sign-ins that were refused, instead."),
    _: Session = Depends(Allowed(ADMINISTRATOR)),
) -> list[dict[str, Any]]:
    """Who read or changed what, newest first, 200 at a time."""
    console = service(request)
    found = await console.desk.store.audited(before=before, refused=refused)
    return await by_handle(console, found)
