"""The endpoints, for the system administrator: new ones, secrets, switching off, sending again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from portal.core import crypto, db
from portal.core.errors import Invalid, NotFound, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.journal.model import Actor
from portal.journal.record import record
from portal.notices.tables import WebhookDelivery, WebhookEndpoint
from portal.notices.webhooks import signing
from portal.notices.webhooks.addresses import target
from portal.notices.webhooks.outbox import KINDS, event_of
from portal.notices.webhooks.sending import opened, place

# The secret before signs beside the new one this long, so that receivers can change over.
OVERLAP = timedelta(days=1)
_SHOWN = 100


class DeliveryState(StrEnum):
    """How the telling of one act stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Endpoint(msgspec.Struct, frozen=True):
    """A program elsewhere that is told of acts."""

    id: int
    code: str
    url: str
    kinds: tuple[str, ...]
    active: bool
    created_at: datetime
    former_until: datetime | None


class Delivery(msgspec.Struct, frozen=True):
    """One message and what has come of it."""

    id: int
    code: str
    event: str
    state: DeliveryState
    attempts: int
    status: int
    error: str
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None


async def endpoints() -> tuple[Endpoint, ...]:
    """Return all endpoints, the newest first."""
    rows = await WebhookEndpoint.select().order_by(WebhookEndpoint.id, ascending=False)
    return tuple(map(_endpoint, rows))


async def endpoint(code: str) -> Endpoint:
    """Return one endpoint; raise ``NotFound`` when there is none of this code."""
    return _endpoint(await _row(code))


async def _row(code: str) -> dict[str, Any]:
    row: dict[str, Any] | None = (
        await WebhookEndpoint.select().where(WebhookEndpoint.code == code).first()
    )
    if row is None:
        raise NotFound(what="webhook", key=code)
    return row


def _endpoint(row: dict[str, Any]) -> Endpoint:
    return Endpoint(
        row["id"], row["code"], row["url"], tuple(row["kinds"].split()), bool(row["active"]),
        row["created_at"], row["former_until"],
    )  # fmt: skip


async def deliveries(held: Endpoint) -> tuple[Delivery, ...]:
    """Return the endpoint's newest messages."""
    row = WebhookDelivery
    found = (
        await row.select()
        .where(row.endpoint_id == held.id)
        .order_by(row.id, ascending=False)
        .limit(_SHOWN)
    )
    return tuple(
        Delivery(
            each["id"], each["code"], event_of(each["tag"]), DeliveryState(each["state"]),
            each["attempts"], each["status"], each["error"], each["created_at"], each["due_at"],
            each["ended_at"],
        )
        for each in found
    )  # fmt: skip


async def create(
    url: str, kinds: Sequence[str], *, by: Actor, at: datetime
) -> tuple[Endpoint, str]:
    """Add an endpoint; return it with its secret, which is shown this once.

    Raises ``Invalid`` for an address the settings do not allow, and for no or unknown kinds.
    """
    target(url)
    if not kinds or not set(kinds) <= set(KINDS):
        raise Invalid([problem("kinds", N_("请至少选择一类事件。"), code="missing")])
    code, secret = new_code(), signing.new_secret()
    row = WebhookEndpoint(
        code=code, url=url, kinds=f" {' '.join(kinds)} ", secret_sealed=_sealed(code, secret),
        former_sealed="", created_at=at, updated_at=at,
    )  # fmt: skip
    async with db.write():
        added = await WebhookEndpoint.insert(row)
        await _say("create", int(added[0]["id"]), code, by, at, {"url": url, "kinds": list(kinds)})
    return await endpoint(code), secret


def _sealed(code: str, secret: str) -> str:
    return crypto.seal(secret, place(code))


async def rotate(code: str, *, by: Actor, at: datetime) -> str:
    """Give a new secret, shown this once; the one before signs beside it for a day."""
    row, secret = await _row(code), signing.new_secret()
    values = {
        "former_sealed": _sealed(code, opened(row, "secret")), "former_until": at + OVERLAP,
        "secret_sealed": _sealed(code, secret), "updated_at": at,
    }  # fmt: skip
    await _change(row, values, "rotate", by, at)
    return secret


async def switch(code: str, *, on: bool, by: Actor, at: datetime) -> None:
    """Let an endpoint hear of acts, or stop it; what waits rests then."""
    values = {"active": on, "updated_at": at}
    await _change(await _row(code), values, "enable" if on else "disable", by, at)


async def replay(code: str, delivery_id: int, *, by: Actor, at: datetime) -> None:
    """Send a message again, under the same id; raise ``NotFound`` when it is not the endpoint's."""
    row = await _row(code)
    one = WebhookDelivery
    async with db.write():
        again = await one.update({
            one.state: DeliveryState.WAITING.value, one.due_at: at, one.attempts: 0,
            one.ended_at: None,
        }).where(
            (one.id == delivery_id) & (one.endpoint_id == row["id"]) & (one.state != "waiting")
        ).returning(one.code)  # fmt: skip
        if not again:
            raise NotFound(what="delivery", key=str(delivery_id))
        await _say("replay", row["id"], code, by, at, {"message": again[0]["code"]})


async def _change(
    row: dict[str, Any], values: dict[Any, Any], verb: str, by: Actor, at: datetime
) -> None:
    async with db.write():
        await WebhookEndpoint.update(values).where(WebhookEndpoint.id == row["id"])
        await _say(verb, row["id"], row["code"], by, at, {})


async def _say(
    verb: str, endpoint_id: int, code: str, by: Actor, at: datetime, data: dict[str, Any]
) -> None:
    subject = ("webhook", endpoint_id, code)
    await record(f"webhook:{verb}", subject=subject, by=by, at=at, data=data)
