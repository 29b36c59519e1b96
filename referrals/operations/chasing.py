"""Chasing 催办: what became yellow or red is said once, to whom it belongs, and journalled.

Yellow goes to the handler, red to the handler and the head; on the desk's own clocks yellow goes to
the first-contact worker and red to the supervisor. A clock that stands still is not chased; another
due instant is chased for anew, since ``saving`` takes the mark away with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from portal.core import db
from portal.core.calendar import day_of
from portal.core.i18n import N_, say
from portal.journal.model import MACHINERY
from portal.journal.record import record
from portal.notices.model import Recipient
from portal.notices.operations import tell
from referrals.model import CaseState, Referral, ReferralState, Trigger
from referrals.operations.saving import save
from referrals.operations.work import Work, hold
from referrals.queries import told
from referrals.rules.escalation import PATIENCE, overdue
from referrals.tables import CaseRow, ReferralRow

RED, YELLOW = "red", "yellow"
_BATCH = 200

_AT_UNIT = frozenset({ReferralState.SENT, ReferralState.ACCEPTED})
_AT_DESK = frozenset({ReferralState.RETURN_ASKED, ReferralState.COMPLETED})
_CHASED = [state.value for state in (*_AT_UNIT, *_AT_DESK)]
_CASES = [state.value for state in (CaseState.REGISTERED, CaseState.REFUSAL_PROPOSED,
                                    CaseState.ACCEPTED, CaseState.RESULTS_IN)]  # fmt: skip

_WORDS = {
    ("referral", YELLOW): N_("转办单 %(number)s 即将到期。"),
    ("referral", RED): N_("转办单 %(number)s 已逾期，请尽快办理。"),
    ("case", YELLOW): N_("受理件 %(number)s 即将到期。"),
    ("case", RED): N_("受理件 %(number)s 已逾期，请尽快办理。"),
}

Row = dict[str, Any]


async def chase_referrals(*, at: datetime) -> None:
    """Chase the referrals: what is past due first, so that nobody is told both at once."""
    row = ReferralRow
    for colour in (RED, YELLOW):
        wanted = _due(row, colour, at) & row.state.is_in(_CHASED) & (row.paused == False)  # noqa: E712 - SQL
        columns = (row.id, row.code, row.number, row.case_id, row.state, row.unit_id,
                   row.handler_id, row.due_at, row.clock, row.case_id.window_id,
                   row.case_id.first_contact_id)  # fmt: skip
        async for each in _each(row, columns, wanted):
            await _chase(row, "referral", each, colour, await _of_referral(each, colour, at), at)


async def chase_cases(*, at: datetime) -> None:
    """Chase the desk's own clocks on cases: decide, approve a refusal, send, close."""
    row = CaseRow
    for colour in (RED, YELLOW):
        wanted = _due(row, colour, at) & row.state.is_in(_CASES)
        columns = (row.id, row.code, row.number, row.due_at, row.clock, row.window_id,
                   row.first_contact_id)  # fmt: skip
        async for each in _each(row, columns, wanted):
            held = each | {"case_id": each["id"]}
            window, first = each["window_id"], each["first_contact_id"]
            await _chase(row, "case", held, colour, await _at_desk(window, first, colour, at), at)


def _due(row: Any, colour: str, at: datetime) -> Any:
    if colour == RED:
        return (row.due_at <= at) & row.chased.is_in(["", YELLOW])
    return (row.yellow_at <= at) & (row.chased == "")


async def _each(row: Any, columns: Any, wanted: Any) -> AsyncIterator[Row]:
    last = 0
    while True:
        found = (
            await row.select(*columns)
            .where(wanted & (row.id > last))
            .order_by(row.id)
            .limit(_BATCH)
        )
        for each in found:
            yield each
        if len(found) < _BATCH:
            return
        last = found[-1]["id"]


async def _of_referral(each: Row, colour: str, at: datetime) -> tuple[Recipient, ...]:
    if ReferralState(each["state"]) in _AT_DESK:
        window, first = each["case_id.window_id"], each["case_id.first_contact_id"]
        return await _at_desk(window, first, colour, at)
    find = told.handler_or_heads if colour == YELLOW else told.handler_and_heads
    return await find(each["unit_id"], each["handler_id"], on=day_of(at))


async def _at_desk(
    window_id: int, first_contact_id: int, colour: str, at: datetime
) -> tuple[Recipient, ...]:
    if colour == RED:
        return await told.supervisors(window_id, on=day_of(at))
    return await told.first_contact_or_clerks(window_id, first_contact_id, on=day_of(at))


async def _chase(
    row: Any, kind: str, each: Row, colour: str, whom: tuple[Recipient, ...], at: datetime
) -> None:
    key = each["number"] or each["code"]
    async with db.write():
        # Whoever acted meanwhile has moved the clock, or another worker has said it already.
        marked = (
            await row.update({row.chased: colour})
            .where((row.id == each["id"]) & (row.due_at == each["due_at"]) & _due(row, colour, at))
            .returning(row.id)
        )
        if not marked:
            return
        await record(
            f"{kind}:{'overdue' if colour == RED else 'remind'}",
            subject=(kind, each["id"], each["code"]), by=None, at=at, case_id=each["case_id"],
            data={"clock": each["clock"], "due": each["due_at"].isoformat()},
        )  # fmt: skip
        await tell(whom, kind=f"{kind}:{colour}", sentence=say(_WORDS[kind, colour], number=key),
                   address=f"/{kind}s/{key}", at=at)  # fmt: skip


async def propose_meetings(*, at: datetime) -> None:
    """Propose to the desk's supervisor to put to the meeting what is long past due, or disputed."""
    row = ReferralRow
    states = [state.value for state in _AT_UNIT]
    # Five working days are five days at least; only disputes are due at once, and those bind.
    late = (row.due_at <= at - timedelta(days=PATIENCE)) | (
        (row.due_at <= at) & (row.binding == True)  # noqa: E712 - SQL
    )
    wanted = late & row.state.is_in(states) & (row.paused == False) & (row.proposed == "")  # noqa: E712 - SQL
    async for each in _each(row, (row.id, row.case_id), wanted):
        await _propose(each, at)


async def _propose(each: Row, at: datetime) -> None:
    async with db.write():
        work = await hold(each["case_id"], by=MACHINERY, at=at)
        referral = next((r for r in work.referrals if r.id == each["id"]), None)
        trigger = _trigger(work, referral) if referral else None
        if referral and trigger:
            propose(work, referral, trigger)
            await save(work)


def _trigger(work: Work, referral: Referral) -> Trigger | None:
    if referral.state not in _AT_UNIT or referral.paused or referral.proposed:
        return None
    if referral.due_at is None:
        return None
    events, calendar = work.folder.events(referral), work.folder.calendar_of(referral)
    return overdue(referral.due_at, events, calendar, now=work.at)


def propose(work: Work, referral: Referral, trigger: Trigger) -> None:
    """Note why a referral should go to the meeting; the supervisor is told when it is saved."""
    work.keep_cache(referral, proposed=trigger)
    work.say("referral:propose_meeting", referral, why=trigger.value)
