"""Reading the journal."""

from __future__ import annotations

from typing import Any

import msgspec

from portal.core.reading import Reading
from portal.journal.model import Entry, Kept
from portal.journal.tables import Journal

_OF_CASE = Reading(lambda: Journal.select().order_by(Journal.id), Journal.case_id)


async def of_subject(kind: str, subject_id: int) -> tuple[Entry, ...]:
    """Return everything that happened to one thing, oldest first."""
    rows = (
        await Journal.select()
        .where((Journal.subject_kind == kind) & (Journal.subject_id == subject_id))
        .order_by(Journal.id)
    )
    return tuple(map(_entry, rows))


async def of_subjects(kind: str, ids: list[int]) -> tuple[Entry, ...]:
    """Return everything that happened to these things of a kind, oldest first."""
    if not ids:
        return ()
    wanted = (Journal.subject_kind == kind) & Journal.subject_id.is_in(ids)
    return tuple(map(_entry, await Journal.select().where(wanted).order_by(Journal.id)))


async def of_case(case_id: int) -> tuple[Entry, ...]:
    """Return everything that happened to a case and its referrals, oldest first.

    That it was read, looked up or exported is not among this; it is the auditor's to look for.
    """
    happened = (Journal.case_id == case_id) & (Journal.kept == Kept.CASE.value)
    return tuple(map(_entry, await _OF_CASE.rows(happened)))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        id=row["id"], tag=row["tag"], at=row["at"], by_id=row["by_id"], by_name=row["by_name"],
        was=_values(row["was"]), now=_values(row["now"]), data=_values(row["data"]),
        reason=row["reason"], subject_kind=row["subject_kind"], subject_id=row["subject_id"],
        subject_code=row["subject_code"], result=row["result"], purpose=row["purpose"],
    )  # fmt: skip


def _values(text: str) -> dict[str, Any]:
    return msgspec.json.decode(text, type=dict[str, Any])
