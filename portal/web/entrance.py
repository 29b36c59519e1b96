"""The entrance: what holds for every request, found or not, answered well or badly.

It stands around the framework's router, so that an unknown address, a refused method and a fault
have the same headers, language and person as a page. It reads the clock, once.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from portal.core import clock
from portal.core.i18n import speaking
from portal.web import cookies, errors, idempotency, language, look, metrics, peers, security
from portal.web.identity import identify
from portal.web.refusals import Malformed, NoSuchMethod
from portal.web.visit import Request, Visit

log = structlog.get_logger(__name__)


class Entrance:
    """Wraps the framework's application; every request comes through ``__call__``."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, and its answer out."""
        if scope["type"] != ScopeType.HTTP:
            return
        visit = Visit(at=clock.now(), peer=peers.peer(scope))
        scope["state"]["visit"], scope["state"]["at"] = visit, visit.at
        request = Request(scope, receive, send)
        scope["user"], scope["auth"] = None, None
        out = idempotency.remembering(_Answering(send, scope, visit).send, visit)
        with speaking(_language(request)):
            try:
                await self._let_in(request, receive, out)
            except Exception as error:
                await _answer(request, error, out)

    async def _let_in(self, request: Request, receive: Receive, out: Send) -> None:
        if request.scope["method"] not in security.METHODS:
            raise NoSuchMethod
        _refuse_strange(request.scope)
        request.visit.look = look.read(request.cookies.get(cookies.name(cookies.LOOK)))
        await identify(request)
        with speaking(_language(request)):
            await self.inner(request.scope, receive, out)


def _language(request: Request) -> Any:
    person = request.visit.person
    cookie = request.cookies.get(cookies.name(cookies.LANGUAGE))
    accepted = request.headers.get("accept-language")
    return language.chosen(person.language if person else None, cookie, accepted)


def _refuse_strange(scope: HTTPScope) -> None:
    """Refuse what no browser sends by itself and no database takes: NUL and broken UTF-8."""
    if "\0" in scope["path"] or "\ufffd" in scope["path"]:
        raise Malformed
    query = scope["query_string"]
    if b"%" not in query and query.isascii():
        return
    try:
        if "\0" in unquote_to_bytes(query).decode():
            raise Malformed
    except UnicodeDecodeError:
        raise Malformed from None


async def _answer(request: Request, error: Exception, out: Send) -> None:
    response = errors.answer(request, error).to_asgi_response(app=None, request=request)
    await response(request.scope, request.receive, out)


class _Answering:
    """Puts the headers on the answer, counts it and writes one line about it."""

    def __init__(self, send: Send, scope: HTTPScope, visit: Visit) -> None:
        self._send, self._scope, self._visit = send, scope, visit
        self._began = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Send on one message of the answer."""
        if message["type"] == "http.response.start":
            given = [(bytes(k), bytes(v)) for k, v in message["headers"]]
            message = {**message, "headers": security.headers(given, self._visit)}
            self._note(message["status"])
        await self._send(message)

    def _note(self, status: int) -> None:
        seconds = time.perf_counter() - self._began
        path = str(self._scope.get("path_template", ""))
        metrics.observe(self._scope["method"], path, status, seconds)
        person = self._visit.person
        log.info(
            "request", method=self._scope["method"], path=path or "-", status=status,
            ms=round(seconds * 1000, 1), person=person.id if person else None,
        )  # fmt: skip
