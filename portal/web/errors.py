"""Refusals become answers, here alone: a page, the block of one for htmx, or problem+json.

A fault of ours says nothing of itself: a number to quote goes to the reader, the kind of error and
its place in our code go to the log. No text of an error is logged, it may hold personal data.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
import structlog
from litestar import MediaType, Response
from litestar.exceptions import HTTPException

from portal.core import db
from portal.core.errors import (
    Invalid,
    NotAllowed,
    NotFound,
    NotPossible,
    Refusal,
    Stale,
    Unavailable,
)
from portal.core.i18n import N_, gettext
from portal.directory.operations.sign_in import SignInRefused
from portal.render.environment import render
from portal.web import security
from portal.web.frame import still
from portal.web.local import local
from portal.web.refusals import (
    Fault,
    Forged,
    KeyReused,
    Malformed,
    MustChange,
    NoSuchMethod,
    NotSignedIn,
    TooLarge,
    TooMany,
)
from portal.web.visit import Request

log = structlog.get_logger(__name__)

STATUS: dict[type[Refusal], int] = {
    Malformed: 400,
    NotSignedIn: 401,
    SignInRefused: 401,
    NotAllowed: 403,
    MustChange: 403,
    Forged: 403,
    NotFound: 404,
    NoSuchMethod: 405,
    NotPossible: 409,
    Stale: 409,
    TooLarge: 413,
    Invalid: 422,
    KeyReused: 422,
    TooMany: 429,
    Fault: 500,
    Unavailable: 503,
}
_BY_FRAMEWORK: dict[int, type[Malformed | NotSignedIn | NotAllowed | NotFound | TooLarge]] = {
    400: Malformed,
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    413: TooLarge,
}
_TITLES: dict[int, str] = {
    400: N_("请求无法识别"),
    401: N_("请先登录"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    405: N_("不支持这种请求方式"),
    409: N_("内容已经变了"),
    413: N_("内容太大"),
    422: N_("有内容需要更正"),
    429: N_("操作太频繁"),
    500: N_("系统出错"),
    503: N_("暂时无法使用"),
}
_TEMPLATES = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 500, 503})
_SECONDS = 30


def answer(request: Any, error: Exception) -> Response[Any]:
    """Return the answer to a request that ended with this error; never raises."""
    asked = Request(request.scope, request.receive, request.send)
    refusal = refusal_of(error)
    try:
        return _answer(asked, refusal)
    except Exception as second:
        return _as_problem(_fault(second))


def refusal_of(error: Exception) -> Refusal:
    """Return what is refused by this error; a ``Fault``, noted in the log, when it is ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException) and (refusal := _of_framework(error)):
        return refusal
    return db.outage() if db.is_outage(error) else _fault(error)


def _of_framework(error: HTTPException) -> Refusal | None:
    if error.status_code == 405:
        return NoSuchMethod()
    kind = _BY_FRAMEWORK.get(error.status_code)
    return kind() if kind else None


def _fault(error: Exception) -> Fault:
    number = f"{secrets.randbelow(10**8):08}"
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("fault", number=number, error=type(error).__name__, places=places)
    return Fault(number)


def status_of(refusal: Refusal) -> int:
    """Return the status a refusal is answered with."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def _answer(request: Request, refusal: Refusal) -> Response[Any]:
    if request.is_api or _wants_json(request):
        return _as_problem(refusal)
    if isinstance(refusal, NotSignedIn) and not request.htmx and not request.is_script:
        return _to_sign_in(request)
    if isinstance(refusal, MustChange) and not request.htmx:
        return _to("/settings#password")
    return _as_page(request, refusal)


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


def _as_problem(refusal: Refusal) -> Response[Any]:
    status = status_of(refusal)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": gettext(_TITLES[status]),
        "status": status,
        "code": refusal.code,
        "detail": str(refusal.sentence),
    }
    if isinstance(refusal, Invalid):
        body["errors"] = [
            {"field": p.field, "code": p.code, "detail": str(p.sentence)} for p in refusal.problems
        ]
    if isinstance(refusal, Fault):
        body["number"] = refusal.data["number"]
    headers = _headers(refusal)
    return Response(
        msgspec.json.encode(body), status_code=status, headers=headers,
        media_type="application/problem+json",
    )  # fmt: skip


def _to_sign_in(request: Request) -> Response[Any]:
    there = local(request.local_address) if request.method == "GET" else "/"
    address = "/sign-in" if there == "/" else f"/sign-in?next={quote(there, safe='/')}"
    return _to(address)


def _to(address: str) -> Response[Any]:
    return Response(None, status_code=303, headers={"location": address}, media_type=MediaType.HTML)


def _as_page(request: Request, refusal: Refusal) -> Response[Any]:
    status = status_of(refusal)
    template = f"portal/errors/{status if status in _TEMPLATES else 400}.html"
    block = "problem" if request.htmx else None
    headers = _headers(refusal)
    if request.htmx:
        headers |= {"hx-retarget": "#problem", "hx-reswap": "innerHTML"}
    text = render(template, _context(request, refusal), block=block)
    return Response(text, status_code=status, headers=headers, media_type=MediaType.HTML)


def _context(request: Request, refusal: Refusal) -> Mapping[str, Any]:
    return {
        "frame": still(request),
        "csrf_token": security.csrf_token(request.visit),
        "sentence": refusal.sentence,
        "reference": refusal.data.get("number", ""),
        "back": _back(request),
        "next": "/",
        "problems": refusal.problems if isinstance(refusal, Invalid) else (),
        "changes": refusal.data.get("changes", ()),
        "seconds": refusal.data.get("seconds", _SECONDS),
    }


def _back(request: Request) -> str:
    """Return the page the request began on, when the browser says so and it is ours."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host"):
        return ""
    return local(f"{came.path}?{came.query}" if came.query else came.path, "")


def _headers(refusal: Refusal) -> dict[str, str]:
    if isinstance(refusal, TooMany | Unavailable):
        return {"retry-after": str(refusal.data.get("seconds", _SECONDS))}
    if isinstance(refusal, NotSignedIn):
        return {"www-authenticate": "Bearer"}
    return {}
