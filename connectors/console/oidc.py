"""Signing in with the house's own identity provider: away and back."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError

from bot.errors import AccessError
from bot.stores.signing import SIGNING_SECONDS
from connectors.console.access import keep_session
from connectors.console.people import service

STATE_COOKIE = "banshi_signing"
PLACE = "/api/console/oidc"
logger = logging.getLogger(__name__)

router = APIRouter(prefix=PLACE, tags=["console"])


@router.get("/start")
async def start(request: Request) -> RedirectResponse:
    """Sends the browser to the provider."""
    oidc = service(request).oidc
    if oidc is None:
        return _refused("off")
    try:
        url, state = await oidc.begin(str(request.url_for("oidc_callback")))
    except (AuthlibBaseError, httpx2.HTTPError, ValueError, RuntimeError) as error:
        logger.error("oidc: the provider cannot be used: %s", error)
        return _refused("provider")
    response = RedirectResponse(url, status_code=303)
    response.set_cookie(
        STATE_COOKIE,
        state,
        max_age=SIGNING_SECONDS,
        httponly=True,
        # The provider sends the browser back from another site; `strict` would not come along.
        samesite="lax",
        secure=request.url.scheme == "https",
        path=PLACE,
    )
    return response


@router.get("/callback", name="oidc_callback")
async def callback(request: Request, code: str = "", state: str = "") -> RedirectResponse:
    """Takes the browser back and opens a session for who has a role."""
    console = service(request)
    oidc = console.oidc
    mine = request.cookies.get(STATE_COOKIE, "")
    if oidc is None or not state or not hmac.compare_digest(mine.encode(), state.encode()):
        return _refused("state")
    kept = await oidc.signing.take(state)
    if kept is None or not code:
        return _refused("state")
    try:
        claims = await oidc.finish(code, kept)
    except (AuthlibBaseError, JoseError, AccessError, httpx2.HTTPError, ValueError) as error:
        logger.warning("oidc: sign-in refused: %s", error)
        await console.desk.store.audit_refused({"who": "oidc", "what": "sign_in_refused"})
        return _refused("token")
    name = oidc.name(claims)
    try:
        role = oidc.role(claims)
        account = await console.accounts.from_outside(name, role, shown=_shown(claims))
    except AccessError as error:
        logger.warning("oidc: %s may not sign in: %s", name, error)
        await console.desk.store.audit_refused({"who": name, "what": "sign_in_refused"})
        return _refused("role")
    session_id, session = await console.accounts.begin(account)
    await console.desk.store.audit({"who": session.name, "what": "sign_in"})
    response = RedirectResponse("/console", status_code=303)
    keep_session(response, session_id, request)
    response.delete_cookie(STATE_COOKIE, path=PLACE)
    return response


def _shown(claims: Mapping[str, Any]) -> str:
    return str(claims.get("name") or claims.get("preferred_username") or "")[:40]


def _refused(why: str) -> RedirectResponse:
    return RedirectResponse(f"/console?refused={why}", status_code=303)
