"""What is to be told: one row an endpoint, in the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC
from typing import Any

import msgspec
from piccolo.table import Table

from portal.core import db
from portal.journal.record import hears
from portal.journal.tables import Journal

# The kinds of thing whose acts are told.
KINDS = ("case", "referral", "meeting", "minutes", "resolution")
_QUIET = frozenset({"case:draft"})

Describe = Callable[[int], Awaitable[dict[str, Any]]]
_DESCRIBED: dict[str, Describe] = {}


def described_by(kind: str, table: type[Table]) -> None:
    """Let the things of this kind be described by their rows' number, state and version."""

    async def describe(thing_id: int) -> dict[str, Any]:
        held: Any = table
        names = [name for name in ("number", "state", "version") if hasattr(held, name)]
        row = await held.select(*(getattr(held, name) for name in names)).where(
            held.id == thing_id
        ).first()  # fmt: skip
        return {name: row[name] for name in names} if row else {}

    _DESCRIBED[kind] = describe


@hears
async def outbox(tags: Sequence[str], ids: Sequence[int]) -> None:
    """Write what is to be told of these acts; nothing where no endpoint listens."""
    for kind in KINDS:
        told = [
            str(int(row_id))
            for tag, row_id in zip(tags, ids, strict=True)
            if tag.partition(":")[0] == kind and tag not in _QUIET
        ]
        if told:
            await db.run(_SQL.replace("<kind>", kind).replace("<ids>", ",".join(told)))


# One statement for all endpoints: an act nobody listens to costs next to nothing.
_SQL = (
    "INSERT INTO webhook_delivery (endpoint_id, code, journal_id, tag, body, state, attempts,"
    " due_at, status, error, created_at)"
    " SELECT e.id, j.code, j.id, j.tag, '', 'waiting', 0, j.at, 0, '', j.at"
    " FROM journal j CROSS JOIN webhook_endpoint e"
    " WHERE e.active = true AND e.kinds LIKE '% <kind> %' AND j.id IN (<ids>)"
)


async def body_of(journal_id: int) -> str:
    """Return what is told of an act: what it was, and the thing's number, state and version now."""
    row = (
        await Journal.select(
            Journal.tag, Journal.at, Journal.subject_kind, Journal.subject_id, Journal.subject_code
        )
        .where(Journal.id == journal_id)
        .first()
    )
    if row is None:
        return ""
    describe = _DESCRIBED.get(row["subject_kind"])
    about = await describe(row["subject_id"]) if describe else {}
    told = {
        "type": event_of(row["tag"]),
        "timestamp": row["at"].astimezone(UTC).isoformat(),
        "data": {"kind": row["subject_kind"], "code": row["subject_code"], **about},
    }
    return msgspec.json.encode(told).decode()


def event_of(tag: str) -> str:
    """Return what an act is called outside."""
    return tag.replace(":", ".")
