"""Who is signed in, what they may do, and that a change comes from our own page."""

from __future__ import annotations

import hmac

from fastapi import HTTPException, Request, Response

from bot.stores.accounts import SESSION_SECONDS, Session

COOKIE = "banshi_staff"
CSRF_HEADER = "X-CSRF-Token"
SAFE = ("GET", "HEAD")

OPERATOR = ("operator", "supervisor", "administrator")
SUPERVISOR = ("supervisor", "administrator")
EDITOR = ("editor", "administrator")
INSIGHT = ("supervisor", "editor", "administrator")
ADMINISTRATOR = ("administrator",)
EVERYBODY = ("operator", "supervisor", "editor", "administrator")


def keep_session(response: Response, session_id: str, request: Request) -> None:
    """Gives the browser its session, for our own pages only."""
    response.set_cookie(
        COOKIE,
        session_id,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


async def session_of(request: Request) -> Session:
    """The session of who asks; 401 for nobody, 403 for a change that is not from our own page."""
    accounts = request.app.state.console.accounts
    session: Session | None = await accounts.session(request.cookies.get(COOKIE, ""))
    if session is None:
        raise HTTPException(401, "请先登录")
    if request.method not in SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), session.csrf.encode()):
            raise HTTPException(403, "页面已过期，请刷新后再试")
    return session


class Allowed:
    """Lets only these roles pass; ``fresh`` also those who still have a one-time password."""

    def __init__(self, roles: tuple[str, ...], *, fresh: bool = False) -> None:
        self.roles = roles
        self.fresh = fresh

    async def __call__(self, request: Request) -> Session:
        """The session of who asks; 401 for nobody, 403 for somebody who may not."""
        session = await session_of(request)
        if session.role not in self.roles:
            raise HTTPException(403, "您的角色不能做这件事")
        if session.change and not self.fresh:
            raise HTTPException(403, "请先修改一次性密码")
        return session
