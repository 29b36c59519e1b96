"""Writing the journal: one call in the transaction of the change it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.ids import new_code
from portal.core.reading import add
from portal.journal.model import MACHINERY, Actor, Kept
from portal.journal.tables import Journal, JournalPending

Subject = tuple[str, int, str]


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
    code = new_code()
    kind, subject_id, subject_code = subject
    actor = by or MACHINERY
    row_id = await add(
        Journal, code=code, at=at, tag=tag, subject_kind=kind, subject_id=subject_id,
        subject_code=subject_code, case_id=case_id, by_id=actor.id, by_name=actor.name,
        result=result, reason=reason, purpose=purpose, was=_text(was), now=_text(now),
        data=_text(data), sensitive_sealed=_sealed(sensitive, code), kept=kept.value,
    )  # fmt: skip
    await add(JournalPending, row_id=row_id, kept=kept.value)
    return row_id


def _text(values: dict[str, Any] | None) -> str:
    return msgspec.json.encode(values or {}).decode()


def _sealed(values: dict[str, Any] | None, code: str) -> str:
    return crypto.seal(_text(values), f"journal:{code}:sensitive") if values else ""
