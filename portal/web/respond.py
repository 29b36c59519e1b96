"""Answering: a page or the block of it htmx asked for, a way on, a document, an object."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import quote

import msgspec
from litestar import MediaType, Response
from litestar.handlers import HTTPRouteHandler

from portal.core.errors import Invalid, NotPossible, Refusal, Stale
from portal.core.i18n import Sentence
from portal.render.environment import environment, render
from portal.web import flashes, security
from portal.web.frame import framed, still
from portal.web.local import local
from portal.web.visit import Request

P = ParamSpec("P")

Answer = Response[Any]
# A page's own handler, or the function behind it.
Shown = HTTPRouteHandler | Callable[..., Awaitable[Answer]]

_SANDBOX = f"{security.CONTENT_POLICY}; sandbox"
# The same for what a page of ours shows inside itself.
_FRAMED = _SANDBOX.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


async def page(
    request: Request,
    template: str,
    *,
    block: str | None = None,
    whole: bool = False,
    status: int = 200,
    **context: Any,
) -> Answer:
    """Return the page; for htmx the named block, or the block its target is named after.

    Beside what is given, templates see ``frame``, ``csrf_token``, ``typed`` (what was typed into a
    form that did not hold), ``problems`` and ``person``. ``whole`` says that the template is a
    part in itself, so htmx gets all of it.
    """
    part = (block or _targeted(request, template)) if request.htmx and not whole else None
    given = {
        "csrf_token": security.csrf_token(request.visit),
        "typed": request.visit.typed,
        "problems": request.visit.problems,
        "person": request.visit.person,
        "frame": still(request) if part or whole else await framed(request),
        **context,
    }
    headers = {"vary": "hx-request, hx-target, cookie"}
    if request.htmx and part is None and not whole:
        # htmx wanted a part this page does not have: its whole main part goes where main stands.
        headers |= {"hx-retarget": "#main", "hx-reselect": "#main", "hx-reswap": "outerHTML"}
    return html(render(template, given, block=part), status=status, headers=headers)


def html(text: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """Return an HTML answer."""
    return Response(text, status_code=status, media_type=MediaType.HTML, headers=headers or {})


def _targeted(request: Request, template: str) -> str | None:
    name = request.headers.get("hx-target", "").replace("-", "_")
    return name if name in environment("page").get_template(template).blocks else None


def go(
    request: Request,
    address: str,
    *,
    says: Sentence | None = None,
    kind: str = "done",
    undo: str = "",
) -> Answer:
    """Lead on to another page of ours: 303, for htmx by header; ``says`` is said there.

    ``undo`` is the address that takes the act back, offered for ten seconds.
    """
    if says is not None:
        flashes.put(request.visit, says, kind=kind, undo=undo)
    there = quote(local(address), safe="/?&=#%+,:;@~!$'()*-._")
    if request.htmx:
        return Response(None, status_code=204, headers={"hx-redirect": there})
    return Response(None, status_code=303, headers={"location": there}, media_type=MediaType.HTML)


def json(data: Any, *, status: int = 200) -> Answer:
    """Return an object of the API; frozen structs, money and days go as they are."""
    return Response(
        msgspec.json.encode(data, enc_hook=_plain), status_code=status,
        media_type="application/json",
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Sentence):
        return str(value)
    if hasattr(value, "fen"):
        return value.fen
    raise TypeError(f"an API answer cannot hold {type(value).__name__}")


def document(
    data: bytes,
    filename: str,
    *,
    mime: str = "application/pdf",
    inline: bool = False,
    framed: bool = False,
) -> Answer:
    """Return a file; it is offered for saving unless ``inline``, and can do nothing by itself.

    ``framed`` lets a page of ours show it inside itself.
    """
    kind = "inline" if inline else "attachment"
    disposition = f"{kind}; filename=\"{_ascii(filename)}\"; filename*=UTF-8''{quote(filename)}"
    headers = {"content-disposition": disposition, "content-security-policy": _SANDBOX}
    if framed:
        headers |= {"content-security-policy": _FRAMED, "x-frame-options": "SAMEORIGIN"}
    return Response(data, media_type=mime, headers=headers)


def _ascii(filename: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in filename)
    return kept or "file"


def again(
    show: Shown,
) -> Callable[[Callable[P, Awaitable[Answer]]], Callable[P, Awaitable[Answer]]]:
    """Show the form's page again, with everything typed, when the form does not hold.

    ``show`` is the page's own handler (or the function behind it) and gets the same arguments.
    422 says what is wrong at each field; a conflict is said above the page with 409. htmx shows a
    conflict beside the untouched form, so there the refusal goes on to ``errors``.
    """

    def around(act: Callable[P, Awaitable[Answer]]) -> Callable[P, Awaitable[Answer]]:
        @wraps(act)
        async def acting(*args: P.args, **kwargs: P.kwargs) -> Answer:
            try:
                return await act(*args, **kwargs)
            except (Invalid, Stale, NotPossible) as refusal:
                return await _shown_again(show, refusal, *args, **kwargs)

        return acting

    return around


async def _shown_again(show: Shown, refusal: Refusal, *args: Any, **kwargs: Any) -> Answer:
    request: Request = kwargs.get("request") or args[0]
    if request.is_api or (request.htmx and not isinstance(refusal, Invalid)):
        raise refusal
    if isinstance(refusal, Invalid):
        request.visit.problems = refusal.problems
    else:
        request.visit.refusal = refusal
    answer = await function_of(show)(*args, **kwargs)
    answer.status_code = 422 if isinstance(refusal, Invalid) else 409
    return answer


def function_of(show: Shown) -> Callable[..., Awaitable[Answer]]:
    """Return the plain function of a handler."""
    return show.fn if isinstance(show, HTTPRouteHandler) else show
