"""The chain: one sealer links the committed rows in order; anyone can check the links.

Each seal holds the SHA-256 of the seal before it and of every row it names, so that a row that is
edited, removed, added or moved is found. Rows that expire by their class go with whole seals, whose
digests stay. The newest digest also goes to a file outside the database, so that a chain cut short
or computed anew is found as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from portal.core import db
from portal.journal.model import Kept
from portal.journal.tables import Journal, JournalPending, JournalSeal

_BATCH = 2000
GENESIS = "0" * 64

_FIELDS = (
    "id", "code", "at", "tag", "subject_kind", "subject_id", "subject_code", "case_id", "by_id",
    "by_name", "result", "reason", "purpose", "was", "now", "data", "sensitive_sealed", "kept",
)  # fmt: skip


class Broken(msgspec.Struct, frozen=True):
    """One place where the chain does not hold, and why."""

    seal_id: int
    why: str


async def seal(*, at: datetime) -> int:
    """Chain the rows that wait, class by class; return how many were sealed."""
    return sum([await _seal_class(kept, at) for kept in Kept])


async def _seal_class(kept: Kept, at: datetime) -> int:
    async with db.write():
        waiting = (
            await JournalPending.select(JournalPending.row_id)
            .where(JournalPending.kept == kept.value)
            .order_by(JournalPending.row_id)
            .limit(_BATCH)
        )
        ids = [row["row_id"] for row in waiting]
        if ids:
            await _link(ids, kept, at)
    return len(ids)


async def _link(ids: list[int], kept: Kept, at: datetime) -> None:
    previous = await _newest()
    digest = digest_of(previous, await _rows(ids))
    await JournalSeal.insert(
        JournalSeal(
            at=at, kept=kept.value, row_ids=msgspec.json.encode(ids).decode(),
            rows=len(ids), previous=previous, digest=digest,
        )
    )  # fmt: skip
    await JournalPending.delete().where(JournalPending.row_id.is_in(ids))


async def _newest() -> str:
    last = (
        await JournalSeal.select(JournalSeal.digest)
        .order_by(JournalSeal.id, ascending=False)
        .first()
    )
    return str(last["digest"]) if last else GENESIS


async def _rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    return await Journal.select().where(Journal.id.is_in(list(ids))).order_by(Journal.id)


def digest_of(previous: str, rows: Iterable[dict[str, Any]]) -> str:
    """Return the digest that links these rows to the seal before."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(msgspec.json.encode([_plain(row[name]) for name in _FIELDS]))
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    return value.timestamp() if isinstance(value, datetime) else value


async def verify(anchors: Path | None = None) -> list[Broken]:
    """Return every place where the chain does not hold; an empty list when all of it does."""
    broken: list[Broken] = []
    previous, digests, named = GENESIS, {GENESIS}, 0
    async for link in _seals():
        ids = msgspec.json.decode(link["row_ids"], type=list[int])
        if link["previous"] != previous:
            broken.append(Broken(link["id"], "the seal before is missing or was changed"))
        if digest_of(link["previous"], await _rows(ids)) != link["digest"]:
            broken.append(Broken(link["id"], "a row was changed, removed or added"))
        previous, named = link["digest"], named + len(ids)
        digests.add(previous)
    broken += await _unsealed(named)
    return broken + _unanchored(anchors, digests)


async def _seals() -> Any:
    last = 0
    while (
        links := await JournalSeal.select()
        .where(JournalSeal.id > last)
        .order_by(JournalSeal.id)
        .limit(100)
    ):
        for link in links:
            yield link
        last = links[-1]["id"]


async def _unsealed(named: int) -> list[Broken]:
    held = await Journal.count() - await JournalPending.count()
    return [] if held == named else [Broken(0, f"{held} rows stand where the seals name {named}")]


def _unanchored(anchors: Path | None, digests: set[str]) -> list[Broken]:
    if anchors is None or not anchors.exists():
        return []
    lines = anchors.read_text(encoding="utf-8").splitlines()
    return [
        Broken(0, f"the anchor of {line.split()[0]} is not in the chain")
        for line in lines
        if line.split()[1] not in digests
    ]


async def anchor(path: Path, *, at: datetime) -> None:
    """Append the newest digest to a file outside the database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{at.isoformat()} {await _newest()}\n")
