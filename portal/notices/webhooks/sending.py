"""Sending what waits: a few at once, each claimed before, none twice at the same time."""

from __future__ import annotations

import asyncio
import ssl
import time
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx
import msgspec

from portal.core import clock, crypto, db
from portal.core.errors import Invalid
from portal.jobs.registry import job
from portal.notices.tables import WebhookDelivery, WebhookEndpoint
from portal.notices.webhooks import signing
from portal.notices.webhooks.addresses import Target, Unreachable, resolve, target
from portal.notices.webhooks.outbox import body_of

EVERY_SECONDS = 5
_AT_ONCE = 20
_PATIENCE_SECONDS = 5.0
_SLICE_SECONDS = 4.0
# Whoever dies with a message in hand lets it be sent again after this.
_HELD = timedelta(seconds=60)
_MINUTE, _HOUR = 60, 3600
# How long after each failed attempt the next one comes: three days in all, then it rests.
DELAYS = (5, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR,
          24 * _HOUR)  # fmt: skip
_GONE = 410


class _Came(msgspec.Struct, frozen=True):
    """What came of an attempt: the answer's status, 0 without one, and why it failed."""

    status: int
    error: str = ""


@job("notices.webhooks", every=EVERY_SECONDS)
async def send_due(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Send what is due, for a short while; the rest comes the next time."""
    until = time.monotonic() + _SLICE_SECONDS
    while due := await _claimed(at):
        await asyncio.gather(*(_send(each, at) for each in due))
        if time.monotonic() > until:
            return
        at = clock.now()


async def _claimed(at: datetime) -> list[dict[str, Any]]:
    """Return some messages that are due, held by this worker."""
    row = WebhookDelivery
    found = (
        await row.select(row.id, row.attempts, row.body, row.journal_id)
        .where((row.state == "waiting") & (row.due_at <= at))
        .order_by(row.due_at, row.id)
        .limit(_AT_ONCE)
    )
    held = [await _claim(each, at) for each in found]
    return [each for each in held if each]


async def _claim(found: dict[str, Any], at: datetime) -> dict[str, Any] | None:
    row = WebhookDelivery
    body = found["body"] or await body_of(found["journal_id"])
    async with db.write():
        taken = await row.update(
            {row.attempts: found["attempts"] + 1, row.due_at: at + _HELD, row.body: body}
        ).where((row.id == found["id"]) & (row.attempts == found["attempts"])).returning(
            *row.all_columns()
        )  # fmt: skip
    return taken[0] if taken else None


async def _send(delivery: dict[str, Any], at: datetime) -> None:
    endpoint = (
        await WebhookEndpoint.select().where(WebhookEndpoint.id == delivery["endpoint_id"]).first()
    )
    assert endpoint is not None
    if not endpoint["active"]:
        await _rest(delivery, _Came(0, "the endpoint is switched off"), at)
        return
    try:
        came = await _attempt(endpoint, delivery, at)
    except (Unreachable, httpx.HTTPError, OSError, TimeoutError) as error:
        came = _Came(0, f"{type(error).__name__}: {error}")
    except Invalid:
        came = _Came(0, "the host is not allowed by the settings any more")
    await _note(delivery, came, at)


async def _attempt(endpoint: dict[str, Any], delivery: dict[str, Any], at: datetime) -> _Came:
    to, body = target(endpoint["url"]), delivery["body"].encode()
    headers = signing.headers(delivery["code"], body, secrets_of(endpoint, at), at=clock.now())
    async with asyncio.timeout(_PATIENCE_SECONDS):
        status = await _post(to, await resolve(to), body, headers)
    return _Came(status, "" if 200 <= status < 300 else f"answered {status}")


def secrets_of(endpoint: dict[str, Any], at: datetime) -> list[str]:
    """Return the secrets that sign now: the newest first, the one before for a while."""
    former = endpoint["former_until"] and endpoint["former_until"] > at
    names = ("secret", "former") if former else ("secret",)
    return [opened(endpoint, name) for name in names]


def opened(endpoint: dict[str, Any], name: str) -> str:
    """Return a secret of an endpoint."""
    return crypto.unseal(endpoint[f"{name}_sealed"], place(endpoint["code"]))


def place(code: str) -> str:
    """Return where an endpoint's secrets stand, which their seal is bound to."""
    return f"webhook:{code}:secret"


@cache
def _trust() -> ssl.SSLContext:
    # Reading the authorities takes longer than most answers.
    return ssl.create_default_context()


async def _post(to: Target, address: str, body: bytes, headers: dict[str, str]) -> int:
    """Post to the very address that was looked at; follow nothing, read nothing of the answer."""
    named = f"[{address}]" if ":" in address else address
    default = (to.scheme, to.port) in {("http", 80), ("https", 443)}
    host = to.host if default else f"{to.host}:{to.port}"
    async with (
        httpx.AsyncClient(
            verify=_trust(), follow_redirects=False, trust_env=False
        ) as client,
        client.stream(
            "POST", f"{to.scheme}://{named}:{to.port}{to.path}", content=body,
            headers={**headers, "host": host}, extensions={"sni_hostname": to.host},
            timeout=_PATIENCE_SECONDS,
        ) as answer,
    ):  # fmt: skip
        return answer.status_code


async def _note(delivery: dict[str, Any], came: _Came, at: datetime) -> None:
    if not came.error:
        await _end(delivery, "delivered", came, at)
    elif came.status == _GONE:
        await _end(delivery, "dead", came, at)
        await WebhookEndpoint.update({WebhookEndpoint.active: False}).where(
            WebhookEndpoint.id == delivery["endpoint_id"]
        )
    elif delivery["attempts"] > len(DELAYS):
        await _rest(delivery, came, at)
    else:
        later = at + timedelta(seconds=DELAYS[delivery["attempts"] - 1])
        await _update(delivery, {"due_at": later, "status": came.status, "error": came.error})


async def _rest(delivery: dict[str, Any], came: _Came, at: datetime) -> None:
    await _end(delivery, "dead", came, at)


async def _end(delivery: dict[str, Any], state: str, came: _Came, at: datetime) -> None:
    await _update(delivery, {
        "state": state, "status": came.status, "error": came.error[:500], "ended_at": at,
    })  # fmt: skip


async def _update(delivery: dict[str, Any], values: dict[str, Any]) -> None:
    # Whoever has taken the message meanwhile notes what comes of that attempt.
    row = WebhookDelivery
    changed: dict[Any, Any] = dict(values)
    async with db.write():
        await row.update(changed).where(
            (row.id == delivery["id"]) & (row.attempts == delivery["attempts"])
        )
