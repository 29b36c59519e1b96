"""What the three works on a ledger share: who acts, how far it is, how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, Sentence, say
from portal.directory.model import Person
from portal.directory.queries import person as person_of
from portal.jobs.long import Step
from referrals.model.ledgers import Ledger, LedgerState
from referrals.queries import ledgers
from referrals.tables import LedgerRow

_LOST = N_("您已没有导入台账的权限，工作停下了；已完成的部分都在。")


async def opened(payload: dict[str, Any], *, at: datetime) -> tuple[Ledger, Person | None]:
    """Return the ledger, and who asked for the work; None when that person may not any more."""
    held = await ledgers.by_id(payload["ledger"])
    by = await person_of(payload["person"], on=day_of(at))
    try:
        await ledgers.ledger(held.code, by)
    except NotFound:
        return held, None
    return held, by


async def lost(held: Ledger, back: LedgerState, stage: str, at: datetime) -> Step:
    """End the work of somebody who may not any more."""
    return await end(held, back, Step(stage, 0, 0, say(_LOST)), at)


async def end(held: Ledger, to: LedgerState, step: Step, at: datetime) -> Step:
    """Bring the ledger to the state its work leads to, and return its last step."""
    async with db.write():
        await LedgerRow.update({
            LedgerRow.state: to.value, LedgerRow.version: held.version + 1,
            LedgerRow.updated_at: at,
        }).where((LedgerRow.id == held.id) & (LedgerRow.version == held.version))  # fmt: skip
    return step


def last(stage: str, done: int, total: int, said: Sentence) -> Step:
    """Return a last step."""
    return Step(stage, done, total, said)
