"""The window's first verbs: a draft from the first key, and the registration of a request."""

from __future__ import annotations

import secrets
from datetime import datetime

from portal.core import db
from portal.core.calendar import OFFICE, day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, problem
from portal.core.i18n import N_
from portal.core.ids import new_code, next_number
from portal.core.reading import add
from portal.directory.model import Person, Role, Unit
from portal.directory.queries import unit_by_code
from portal.journal.record import record
from referrals.inputs import Registration
from referrals.model import (
    Case,
    CaseAction,
    CaseState,
    Consent,
)
from referrals.operations import storing, telling
from referrals.operations.acting import CaseDeed, allowed_on_case, done_on_case
from referrals.operations.duplicates import refuse_duplicate
from referrals.operations.households import take_in
from referrals.operations.needs import add_need
from referrals.operations.work import Work, take
from referrals.papers import NOTICE_VERSION
from referrals.programmes import catalogue
from referrals.queries import locate, rows
from referrals.rules.order import order
from referrals.tables import CaseRow

_DESK = (Role.CLERK, Role.SUPERVISOR)
# Without letters and digits that look alike when read from paper over the phone.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


async def save_draft(*, by: Person, at: datetime, window: str = "", typed: str = "") -> Case:
    """Return a new anonymous draft at the person's window, saved from the first key."""
    unit = await _window(by, window)
    async with db.write():
        case_id, code = await _insert(unit, by, at, typed)
        await record(
            "case:draft", subject=("case", case_id, code), by=by, at=at, case_id=case_id,
            now={"state": CaseState.DRAFT.value},
        )  # fmt: skip
        work = await take(case_id, by=by, at=at)
    return work.case


async def register(given: Registration, *, by: Person, at: datetime, draft: str = "") -> Case:
    """Register a request 登记: who, where, what is asked; return the case with its number.

    Raises ``Invalid`` for an unknown programme and for a duplicate without a reason,
    ``NotAllowed`` for a person without a window.
    """
    unit = await _window(by, given.window)
    _known_programmes(given)
    telling.refuse_strangers(given)
    circumstances = telling.circumstances(given)
    declared = await telling.relatives(given.relatives, day_of(at))
    await refuse_duplicate(given)
    async with db.write():
        case_id = await _of_draft(draft, by, at) or (await _insert(unit, by, at, ""))[0]
        work = await take(case_id, by=by, at=at)
        await _tell(work, given, unit, at)
        work.set_case(circumstances=circumstances)
        await telling.keep_means(case_id, [each.item for each in given.means], at)
        await telling.keep_relatives(case_id, declared, at)
        row = allowed_on_case(CaseAction.REGISTER, work, None, by)
        deed = CaseDeed(work, CaseAction.REGISTER)
        deed.say(reason=given.duplicate_reason)
        # Whoever registers may be the relative declared; from here on others act on the case.
        deed.set(relatives=given.declared, barred=telling.barred(declared))
        await done_on_case(deed, row)
    return work.case


async def _of_draft(code: str, by: Person, at: datetime) -> int | None:
    return await locate.case(code, by, at=at) if code else None


async def _window(by: Person, code: str) -> Unit:
    """Return the window the person registers at: the one named, or the person's own."""
    desks = [m.unit for m in by.memberships if m.role in _DESK]
    if not desks:
        raise NotAllowed(permission="case.register")
    if not code:
        return desks[0]
    unit = await unit_by_code(code)
    if any(desk.id == unit.id or unit.division_path.startswith(desk.division_path)
           for desk in desks):  # fmt: skip
        return unit
    raise NotFound(what="unit", key=code)


def _known_programmes(given: Registration) -> None:
    known = catalogue.programmes()
    wrong = [
        problem(f"needs.{n}.programme", N_("没有这个救助项目，请从目录中选择。"), code="unknown")
        for n, need in enumerate(given.needs)
        if need.programme and need.programme not in known
    ]
    if wrong:
        raise Invalid(wrong)


async def _insert(unit: Unit, by: Person, at: datetime, typed: str) -> tuple[int, str]:
    code = new_code()
    case_id = await add(
        CaseRow, code=code, version=0, state=CaseState.DRAFT.value, window_id=unit.id,
        division_id=unit.division_id, division_path=unit.division_path,
        district_path=storing.district(unit.division_path), applicant_name="", channel="window",
        urgency="ordinary", causes="[]", request_sealed="", circumstances_sealed="",
        draft_sealed=rows.sealed("case", code, "draft", typed), consent="",
        relatives="", barred="", informed="", first_contact_id=by.id, supplement="",
        refusal_sealed="",
        withdrawal_reason="", state_before_merge="", kin="", query_code_sealed="",
        created_at=at, updated_at=at,
        clock="", order_at=order(None, None),
    )  # fmt: skip
    return case_id, code


async def _tell(work: Work, given: Registration, unit: Unit, at: datetime) -> None:
    household_id, applicant_id = await take_in(given, unit, by=work.by, at=at)
    year = at.astimezone(OFFICE).year
    serial = await next_number(f"case:{unit.division_code}:{year}")
    work.set_case(
        number=f"{unit.division_code}-{year}-{serial:06d}",
        household_id=household_id,
        applicant_id=applicant_id,
        applicant_name=given.applicant.name,
        people=1 + len(given.members),
        channel=given.channel,
        urgency=given.urgency,
        causes=given.causes,
        request=given.request,
        consent=consent_of(given, at),
        query_code=new_query_code(),
        registered_at=at,
    )
    for need in given.needs:
        await add_need(work, need.programme, need.words)


def new_query_code() -> str:
    """Return a fresh code a client asks for the state of a case with."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in "12")


def consent_of(given: Registration, at: datetime) -> Consent:
    """Return what the person agreed to, and to which edition of the notice."""
    told = given.consent
    return Consent(told.given, told.outward, NOTICE_VERSION, at if told.given else None)
