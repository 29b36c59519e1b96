"""Writing the journal: one call in the transaction of the change it tells of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.ids import new_code
from portal.core.reading import add_all
from portal.journal.model import MACHINERY, Actor, Kept
from portal.journal.tables import Journal, JournalPending

Subject = tuple[str, int, str]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One act to be written down; see ``record`` for what its parts hold."""

    tag: str
    subject: Subject
    by: Actor | None
    at: datetime
    was: dict[str, Any] | None = None
    now: dict[str, Any] | None = None
    data: dict[str, Any] | None = None
    sensitive: dict[str, Any] | None = None
    reason: str = ""
    purpose: str = ""
    case_id: int | None = None
    result: str = "done"
    kept: Kept = Kept.CASE


Hearer = Callable[[Sequence[str], Sequence[int]], Awaitable[None]]
_HEARERS: list[Hearer] = []


def hears(hearer: Hearer) -> Hearer:
    """Register who hears of acts in their own transaction: their tags, and the rows' ids."""
    _HEARERS.append(hearer)
    return hearer


async def record(
    tag: str,
    *,
    subject: Subject,
    by: Actor | None,
    at: datetime,
    was: dict[str, Any] | None = None,
    now: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    sensitive: dict[str, Any] | None = None,
    reason: str = "",
    purpose: str = "",
    case_id: int | None = None,
    result: str = "done",
    kept: Kept = Kept.CASE,
) -> int:
    """Write one row and return its id; call it inside the transaction of the change itself.

    ``subject`` is the thing's kind, id and code. ``sensitive`` holds values that stand encrypted;
    ``reason`` and ``data`` must hold none.
    """
    told = Told(
        tag=tag, subject=subject, by=by, at=at, was=was, now=now, data=data, sensitive=sensitive,
        reason=reason, purpose=purpose, case_id=case_id, result=result, kept=kept,
    )  # fmt: skip
    [row_id] = await record_all([told])
    return row_id


async def record_all(acts: Sequence[Told]) -> list[int]:
    """Write many rows as ``record`` writes one; return their ids in the same order."""
    rows = [_row(told) for told in acts]
    added = await add_all(Journal, rows, back="id, code")
    ids = {each["code"]: int(each["id"]) for each in added}
    in_order = [ids[row["code"]] for row in rows]
    await add_all(
        JournalPending,
        [
            {"row_id": row_id, "kept": row["kept"]}
            for row_id, row in zip(in_order, rows, strict=True)
        ],
    )
    for hearer in _HEARERS:
        await hearer([told.tag for told in acts], in_order)
    return in_order


def _row(told: Told) -> dict[str, Any]:
    code = new_code()
    kind, subject_id, subject_code = told.subject
    actor = told.by or MACHINERY
    return {
        "code": code, "at": told.at, "tag": told.tag, "subject_kind": kind,
        "subject_id": subject_id, "subject_code": subject_code, "case_id": told.case_id,
        "by_id": actor.id, "by_name": actor.name, "result": told.result, "reason": told.reason,
        "purpose": told.purpose, "was": _text(told.was), "now": _text(told.now),
        "data": _text(told.data), "sensitive_sealed": _sealed(told.sensitive, code),
        "kept": told.kept.value,
    }  # fmt: skip


def _text(values: dict[str, Any] | None) -> str:
    return msgspec.json.encode(values or {}).decode()


def _sealed(values: dict[str, Any] | None, code: str) -> str:
    return crypto.seal(_text(values), f"journal:{code}:sensitive") if values else ""
