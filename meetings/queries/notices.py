"""The notices of a meeting as they were sent, with who has opened them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from meetings.model import Changed, Notice, Receipt, Said
from meetings.notice_tables import NoticeRow, ReceiptRow
from portal.core.reading import Reading

_NOTICES = Reading(
    lambda: NoticeRow.select().order_by(NoticeRow.version, ascending=False), NoticeRow.meeting_id
)
_RECEIPTS = Reading(lambda: ReceiptRow.select().order_by(ReceiptRow.id), ReceiptRow.notice_id)


async def of_meeting(meeting_id: int) -> tuple[Notice, ...]:
    """Return every version of a meeting's notice, the newest first."""
    return await _opened(await _NOTICES.of(meeting_id))


async def newest(meeting_id: int) -> Notice | None:
    """Return the version that holds; None before the meeting was convened."""
    found = await _NOTICES.first_of(meeting_id)
    return (await _opened([found]))[0] if found else None


async def version(meeting_id: int, number: int) -> Notice | None:
    """Return one version; None when there is none of this number."""
    row = NoticeRow
    found = await _NOTICES.first((row.meeting_id == meeting_id) & (row.version == number))
    return (await _opened([found]))[0] if found else None


async def _opened(found: Sequence[dict[str, Any]]) -> tuple[Notice, ...]:
    receipts = await _RECEIPTS.of_any([each["id"] for each in found])
    return tuple(
        _notice(each, [row for row in receipts if row["notice_id"] == each["id"]]) for each in found
    )


def _notice(row: dict[str, Any], receipts: list[dict[str, Any]]) -> Notice:
    return Notice(
        id=row["id"], version=row["version"], sent_at=row["sent_at"], by_name=row["by_name"],
        said=msgspec.json.decode(row["said"], type=Said),
        changes=msgspec.json.decode(row["changes"], type=tuple[Changed, ...]),
        file_code=row["file_code"], sha256=row["sha256"],
        receipts=tuple(Receipt(each["unit_id"], each["at"], each["by_name"]) for each in receipts),
    )  # fmt: skip
