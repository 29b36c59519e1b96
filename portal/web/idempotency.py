"""A change that is sent twice happens once, and both senders get the same answer.

Forms carry ``_once``, programs ``Idempotency-Key``. The first request with a key takes its row
before it works; a second one waits for the first and repeats its answer. What was refused is
forgotten, so that a mended form may be sent again with the same key.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

import litestar
import msgspec
import structlog
from litestar import Response
from litestar.datastructures import UploadFile
from litestar.types import Message, Send

from portal.core import crypto, db
from portal.core.errors import NotPossible
from portal.core.i18n import N_, say
from portal.web import bodies, forms
from portal.web.refusals import KeyReused, Malformed
from portal.web.security import SAFE_METHODS
from portal.web.tables import Once
from portal.web.visit import Request, Visit

log = structlog.get_logger(__name__)

KEPT = timedelta(days=1)
_LONGEST_KEY = 200
_PATIENCE_SECONDS = 10.0
_POLL_SECONDS = 0.03
# A first request that has not answered for so long has died; whether it took effect is not known.
_DEAD = timedelta(seconds=60)
_LARGEST_ANSWER = 262_144
_KEPT_HEADERS = frozenset({b"content-type", b"location", b"hx-redirect", b"hx-trigger"})


class _Answer(msgspec.Struct, frozen=True):
    headers: list[tuple[str, str]]
    body: str


async def before(asked: litestar.Request[Any, Any, Any]) -> Response[Any] | None:
    """Take the request's claim; return the first one's answer when there was one already.

    Raises ``KeyReused`` for the same key with another body, ``NotPossible`` while the first one is
    at work for long or has died.
    """
    request = cast("Request", asked)
    if request.method in SAFE_METHODS or request.visit.person is None:
        return None
    key = request.headers.get("idempotency-key") or await forms.field(request, "_once")
    if not key:
        return None
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise Malformed(say(N_("重复提交的识别码（Idempotency-Key）无效，最长 200 个字符。")))
    return await _take(request, _hashed(request, key), await _body_hash(request))


def _hashed(request: Request, key: str) -> str:
    words = f"{request.person.id}\n{request.method} {request.scope['path']}\n{key}"
    return hashlib.sha256(words.encode()).hexdigest()


async def _body_hash(request: Request) -> str:
    if not forms.is_form(request):
        return hashlib.sha256(await request.body()).hexdigest()
    # The token changes when one signs in again; the form is still the same form.
    kept = [[n, await _told(v)] for n, v in await bodies.pairs(request) if n != "_csrf"]
    return hashlib.sha256(msgspec.json.encode(kept)).hexdigest()


async def _told(value: str | UploadFile) -> str:
    if isinstance(value, str):
        return value
    digest = hashlib.sha256(await value.read()).hexdigest()
    await value.seek(0)
    return f"{value.filename}:{digest}"


async def _take(request: Request, claim: str, body: str) -> Response[Any] | None:
    waited = 0.0
    while not await _claimed(request, claim, body):
        first = await Once.select().where(Once.claim == claim).first()
        if first is None:
            continue
        if first["body_hash"] != body:
            raise KeyReused
        if first["status"]:
            return _repeated(claim, first)
        if waited >= _PATIENCE_SECONDS or request.at - first["at"] > _DEAD:
            raise _unanswered(first["at"], request.at)
        await asyncio.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
    return None


async def _claimed(request: Request, claim: str, body: str) -> bool:
    row = Once(
        claim=claim, person_id=request.person.id, body_hash=body, status=0, answer_sealed="",
        at=request.at,
    )  # fmt: skip
    async with db.write():
        taken = await Once.insert(row).on_conflict(target=Once.claim, action="DO NOTHING")
    if taken:
        request.visit.claim = claim
    return bool(taken)


def _unanswered(since: datetime, at: datetime) -> NotPossible:
    if at - since > _DEAD:
        return NotPossible(
            say(N_("上次提交中断了，结果无法确认。请先到列表中核对是否已经办好，再重新打开表单。")),
            code="outcome_unknown",
        )
    return NotPossible(say(N_("同一份表单正在处理，请稍候片刻再刷新。")), code="still_running")


def _repeated(claim: str, row: dict[str, Any]) -> Response[Any]:
    kept = msgspec.json.decode(crypto.unseal(row["answer_sealed"], _place(claim)), type=_Answer)
    headers = {**dict(kept.headers), "idempotent-replayed": "true"}
    return Response(
        base64.b64decode(kept.body), status_code=row["status"], headers=headers,
        media_type=headers.get("content-type", "text/html; charset=utf-8"),
    )  # fmt: skip


def _place(claim: str) -> str:
    return f"once:{claim}:answer"


def remembering(send: Send, visit: Visit) -> Send:
    """Return a ``send`` that stores the answer of a claimed request before it goes out."""
    held: list[Message] = []

    async def sending(message: Message) -> None:
        if visit.claim is None:
            await send(message)
            return
        held.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            claim, visit.claim = visit.claim, None
            await _settle(claim, held)
            for each in held:
                await send(each)

    return sending


async def _settle(claim: str, messages: Iterable[Message]) -> None:
    try:
        async with db.write():
            await _store(claim, list(messages))
    except Exception as error:
        log.warning("an answer could not be remembered", error=type(error).__name__)


async def _store(claim: str, messages: list[Any]) -> None:
    status = messages[0]["status"]
    body = b"".join(message.get("body", b"") for message in messages[1:])
    if status >= 400 or _shown_again(messages[0]) or len(body) > _LARGEST_ANSWER:
        await Once.delete().where(Once.claim == claim)
        return
    headers = [(k.decode(), v.decode()) for k, v in messages[0]["headers"] if k in _KEPT_HEADERS]
    kept = msgspec.json.encode(_Answer(headers, base64.b64encode(body).decode())).decode()
    await Once.update(
        {Once.status: status, Once.answer_sealed: crypto.seal(kept, _place(claim))}
    ).where(Once.claim == claim)


def _shown_again(start: Any) -> bool:
    """Return whether a page was answered: a form shown again, with a row more or fewer suggestions.

    An act that was taken leads on to another page; what only shows a form has done nothing, and the
    form it shows carries the same key.
    """
    kind = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] == 200 and bool(kind.startswith(b"text/html"))


async def forget(*, at: datetime) -> None:
    """Forget answers older than a day."""
    async with db.write():
        await Once.delete().where(Once.at < at - KEPT)
