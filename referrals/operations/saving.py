"""Writing what an act did: rows by compare-and-set, the journal, the clocks' cache."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from piccolo.querystring import QueryString

from portal.core import db
from portal.core.reading import add
from portal.jobs.queue import enqueue
from portal.journal.model import Entry
from portal.journal.record import Told, record_all
from referrals.model import OVER, Case, Clock, Need, NeedState, Referral, ReferralRole, Trigger
from referrals.operations import storing
from referrals.operations.filing.handing import pass_on
from referrals.operations.work import Work
from referrals.programmes import catalogue
from referrals.queries.folder import Folder
from referrals.rules.clocks import Clocks
from referrals.rules.deadlines import Deadline
from referrals.rules.desk import desk_clock
from referrals.rules.order import order
from referrals.states import derived
from referrals.tables import CaseRow, NeedRow, ReferralRow

Values = dict[Any, Any]

# What is proposed because a limit is past holds as long as that limit stands.
_OF_TIME = frozenset({Trigger.LONG_PAST, Trigger.DISPUTED})

# The acts somebody else has to hear of; whom, and in which words, ``jobs`` knows.
TOLD = frozenset(
    {"referral:send", "referral:ask_return", "referral:overrule_return", "referral:complete",
     "referral:send_back", "referral:assign", "referral:chase", "referral:ask_extension",
     "referral:grant_extension", "referral:refuse_extension", "referral:lead",
     "referral:propose_meeting", "referral:keeps_away"}
)  # fmt: skip


async def save(work: Work) -> dict[int, int]:
    """Write everything the work changed; return which ids the referrals have now.

    Raises ``Stale`` when a row is not as it was read, ``Taken`` when a unique index refuses one.
    """
    _derive(work)
    count(work)
    ids = {each.id: await _keep(work, each) for each in sorted(work.referrals, key=_yielding)}
    await _keep_needs(work)
    await _keep_case(work)
    await _journal(work, ids)
    return ids


def _yielding(referral: Referral) -> tuple[bool, bool]:
    # Who leaves, or stops leading, is written before who takes the place: the unique indexes look
    # at every single statement.
    return (not referral.is_final, referral.role is ReferralRole.LEAD)


def _derive(work: Work) -> None:
    _answered_elsewhere(work)
    state = derived(work.case.state, work.referrals, work.case.needs)
    if state is not work.case.state:
        work.set_case(state=state)
        work.say(f"case:{state.value}", work.case)


def _answered_elsewhere(work: Work) -> None:
    """Note that a need has its answer after all, when who had it in hand left and another answered.

    A unit was sent the same need, answered, and the one that took it up again was withdrawn since.
    """
    for need in work.case.needs:
        standing = [r for r in work.referrals if r.need_id == need.id and r.stands]
        answered = standing and all(each.outcome is not None for each in standing)
        if need.state is NeedState.OPEN and answered:
            work.settle(need.id, NeedState.ANSWERED)


def count(work: Work) -> None:
    """Rebuild the clocks' cache of every referral from what was journalled."""
    folder = work.folder
    for each in folder.referrals:
        if each.sent_at is not None:
            work.keep_cache(each, **cache(folder.clocks(each)))


def cache(clocks: Clocks) -> Values:
    """Return what lists need to know of a referral's clocks."""
    shown, finish = clocks.shown, clocks.get(Clock.FINISH)
    return {
        "clock": shown.clock.value if shown else "",
        "due_at": shown.due_at if shown else None,
        "yellow_at": shown.yellow_at if shown else None,
        "paused": bool(shown and shown.paused),
        "provisional": bool(shown and shown.provisional),
        "finish_due_at": finish.due_at if finish else None,
    }


async def _keep(work: Work, now: Referral) -> int:
    if now.id < 0:
        new_id = await _insert(now, work.case)
        if now.supersedes_id is not None:
            await pass_on(now.supersedes_id, new_id, by=work.by, at=work.at)
        return new_id
    was = work.was.referral(now.id)
    if fields := storing.changed(was, now):
        await _update(was, now, fields)
    return now.id


async def _update(was: Referral, now: Referral, fields: Values) -> None:
    # A clock that moved because of another referral makes nobody's form stale.
    raised = was.version if fields.keys() <= storing.CACHE else was.version + 1
    values = storing.columns("referral", now.code, fields)
    values |= {"version": raised, "order_at": order(now.due_at, now.final_at)}
    if was.unit_path != now.unit_path:
        values["unit_district"] = storing.district(now.unit_path)
    if was.due_at != now.due_at:
        # Another due instant is chased for anew.
        values["chased"] = ""
        if now.proposed in _OF_TIME and was.proposed is now.proposed:
            values["proposed"] = ""
    changed = ReferralRow.update(values).where(
        (ReferralRow.id == now.id) & (ReferralRow.version == was.version)
    )
    db.changed_one(await changed.returning(ReferralRow.id), what="referral", key=now.key)


async def _insert(now: Referral, case: Case) -> int:
    fields = msgspec.structs.asdict(now)
    del fields["id"]
    values = storing.columns("referral", now.code, fields) | placed(case)
    values |= {
        "version": now.version,
        "unit_district": storing.district(now.unit_path),
        "order_at": order(now.due_at, now.final_at),
    }
    return await add(ReferralRow, **values)


def placed(case: Case) -> Values:
    """Return the columns of a referral that say whose case it belongs to."""
    return {
        "case_id": case.id,
        "window_id": case.window_id,
        "case_path": case.division_path,
        "case_district": storing.district(case.division_path),
    }


async def _keep_needs(work: Work) -> None:
    was = {each.id: each for each in work.was.case.needs}
    for now in work.case.needs:
        if fields := storing.changed(was.get(now.id) or _as_added(now), now):
            await NeedRow.update(storing.columns("need", now.code, fields)).where(
                NeedRow.id == now.id
            )


def _as_added(need: Need) -> Need:
    # A need that this very act added stands in its row already, without what came of it since.
    return Need(need.id, need.code, need.programme, need.words, NeedState.OPEN)


async def _keep_case(work: Work) -> None:
    fields = storing.changed(work.was.case, work.case)
    values = storing.columns("case", work.case.code, fields) | _desk(work)
    if "division_path" in fields:
        values["district_path"] = storing.district(work.case.division_path)
    values["chased"] = _chased_for(values["due_at"])
    await CaseRow.update(values).where(CaseRow.id == work.case.id)


def _chased_for(due_at: datetime | None) -> QueryString | str:
    """Return what the desk was reminded of: another due instant is chased for anew."""
    if due_at is None:
        return ""
    return QueryString('CASE WHEN "due_at" = {} THEN "chased" ELSE \'\' END', due_at)


def desk_due(work: Work) -> Deadline | None:
    """Return the desk's clock on the case as it stands now; None when none runs."""
    return desk_clock(
        work.case,
        tuple(each for each in work.referrals if each.sent_at is not None),
        since=_since(work),
        calendar=work.was.calendar,
        defaults=catalogue.defaults(),
    )


def _desk(work: Work) -> Values:
    due = desk_due(work)
    due_at = due.due_at if due else None
    over_at = work.case.updated_at if work.case.state in OVER else None
    return {
        "clock": due.clock.value if due else "",
        "due_at": due_at,
        "yellow_at": due.yellow_at if due else None,
        "order_at": order(due_at, over_at),
    }


def _since(work: Work) -> datetime:
    changed = work.case.state is not work.was.case.state
    return work.at if changed else state_since(work.was)


def state_since(folder: Folder) -> datetime:
    """Return when the case came to the state it is in."""
    own = [e for e in folder.entries if e.subject_kind == "case" and "state" in e.now]
    mine = [e.at for e in own if e.subject_id == folder.case.id]
    return mine[-1] if mine else folder.case.created_at


async def _journal(work: Work, ids: dict[int, int]) -> None:
    told: set[tuple[str, int]] = set()
    acts = []
    for entry in work.entries:
        subject = (entry.subject_kind, entry.subject_id)
        values = _values(work, *subject) if subject not in told else {}
        told.add(subject)
        acts.append(_told(work, entry, ids, values))
    for act, row_id in zip(acts, await record_all(acts), strict=True):
        if act.tag in TOLD:
            # In the same transaction: nobody is told of what did not happen, nobody is forgotten.
            payload = {"tag": act.tag, "case": work.case.id, "subject": act.subject[1]}
            await enqueue("referrals.tell", key=str(row_id), payload=payload, at=work.at)


def _told(work: Work, entry: Entry, ids: dict[int, int], values: Values) -> Told:
    of_referral = entry.subject_kind == "referral"
    subject_id = ids[entry.subject_id] if of_referral else entry.subject_id
    return Told(
        tag=entry.tag, subject=(entry.subject_kind, subject_id, entry.subject_code), by=work.by,
        at=work.at, data=entry.data, reason=entry.reason, case_id=work.case.id, **values,
    )  # fmt: skip


def _values(work: Work, kind: str, subject_id: int) -> Values:
    if kind == "case":
        return storing.told(kind, work.was.case, work.case)
    now = work.referral(subject_id)
    was = work.was.referral(subject_id) if subject_id > 0 else None
    return storing.told(kind, was, now)
