"""What goes into each paper: the case in hand, its people, units and clocks, brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from portal.core import settings as settings_
from portal.core.calendar import Limit, LimitUnit, last_day, reckon
from portal.core.i18n import Language, gettext, speaking
from portal.directory.model import Unit
from portal.directory.queries import unit
from portal.journal.model import Entry
from referrals import papers
from referrals.labels import PAPERS
from referrals.model import Client, Clock, Item, Referral, ReferralState
from referrals.programmes import catalogue
from referrals.queries import files
from referrals.queries.folder import Folder
from referrals.queries.people import household as people_of
from referrals.rules.explain import explain


def of_case(folder: Folder, act: str) -> Entry | None:
    """Return the last time an act was taken on the case; None when it never was."""
    return _last(folder, f"case:{act}", folder.case.id)


def of_referral(folder: Folder, referral: Referral, act: str) -> Entry | None:
    """Return the last time an act was taken on the referral."""
    return _last(folder, f"referral:{act}", referral.id)


def _last(folder: Folder, tag: str, subject_id: int) -> Entry | None:
    found = [e for e in folder.entries if e.tag == tag and e.subject_id == subject_id]
    return found[-1] if found else None


async def receipt(folder: Folder, _: None, spoken: Language) -> papers.Receipt:
    """Return the acceptance notice."""
    return papers.receipt(
        folder.case, await _applicant(folder), folder.referrals,
        window=await unit(folder.case.window_id), units=await _units(folder.referrals),
        programmes=catalogue.programmes(), dues=_dues(folder), language=spoken,
        address=_of_case(folder),
    )  # fmt: skip


async def closure(folder: Folder, _: None, spoken: Language) -> papers.Closure:
    """Return the closure notice."""
    return papers.closure(
        folder.case, await _applicant(folder), folder.referrals,
        window=await unit(folder.case.window_id), units=await _units(folder.referrals),
        programmes=catalogue.programmes(), language=spoken, address=_of_case(folder),
    )  # fmt: skip


async def supplement(folder: Folder, _: None, spoken: Language) -> papers.Supplement:
    """Return what the window asked for before it accepts."""
    asked, held = of_case(folder, "ask_papers"), folder.case.supplement
    return papers.supplement(
        folder.case, await _applicant(folder), asked_by=await unit(folder.case.window_id),
        items=held.items, asked_at=asked.at if asked else None, due_at=held.due_at,
        language=spoken, address=_of_case(folder),
    )  # fmt: skip


async def refusal(folder: Folder, _: None, spoken: Language) -> papers.Refusal:
    """Return the notice of a request that is not accepted."""
    decided = of_case(folder, "approve_refusal")
    assert decided is not None
    return papers.refusal(
        folder.case, await _applicant(folder), window=await unit(folder.case.window_id),
        programmes=catalogue.programmes(), decided_at=decided.at, language=spoken,
        address=_of_case(folder),
    )  # fmt: skip


async def household(
    folder: Folder, held: Sequence[Referral], spoken: Language, *, made_on: date
) -> papers.Sheet:
    """Return what the household receives and waits for, from these referrals of its cases."""
    return papers.sheet(
        folder.case, await people_of(folder.case.household_id), held,
        window=await unit(folder.case.window_id), units=await _units(held),
        programmes=catalogue.programmes(), made_on=made_on, language=spoken,
        address=_of_case(folder),
    )  # fmt: skip


async def slip(folder: Folder, referral: Referral, spoken: Language) -> papers.Slip:
    """Return the transfer slip."""
    clocks = folder.clocks(referral)
    finish, respond_by = clocks.get(Clock.FINISH), clocks.get(Clock.RESPOND)
    programme = catalogue.get(referral.programme)
    handed = (await files.handed([referral.id]))[referral.id]
    with speaking(spoken):
        names = [gettext(PAPERS.get(code, code)) for code in programme.papers]
    return papers.slip(
        referral, folder.case, await _applicant(folder),
        window=await unit(folder.case.window_id), unit=await unit(referral.unit_id),
        programme=programme, papers=names,
        handed=[each.kind for each in handed], respond_at=respond_by.due_at if respond_by else None,
        due_at=finish.due_at if finish else None, why=explain(finish) if finish else (),
        language=spoken, address=_of_referral(referral),
    )  # fmt: skip


async def referral_supplement(
    folder: Folder, referral: Referral, spoken: Language
) -> papers.Supplement:
    """Return what a unit asked for while it handles a referral."""
    asked = of_referral(folder, referral, "ask_papers")
    assert asked is not None
    limit = Limit(int(asked.data["working_days"]), LimitUnit.WORKING_DAYS)
    return papers.supplement(
        folder.case, await _applicant(folder), asked_by=await unit(referral.unit_id),
        items=msgspec.convert(asked.data["items"], list[Item]), asked_at=asked.at,
        due_at=reckon(asked.at, limit, folder.calendar).due_at, language=spoken,
        address=_of_referral(referral), referral=referral,
        programme=catalogue.get(referral.programme),
    )  # fmt: skip


async def extension(folder: Folder, referral: Referral, spoken: Language) -> papers.Extension:
    """Return the notice of the granted extension, with the day before and after."""
    asked = of_referral(folder, referral, "ask_extension")
    granted = of_referral(folder, referral, "grant_extension")
    assert asked is not None
    assert granted is not None
    return papers.extension(
        referral, folder.case, await _applicant(folder), unit=await unit(referral.unit_id),
        programme=catalogue.get(referral.programme), granted_at=granted.at,
        days=int(granted.data["amount"]), basis=str(asked.data.get("basis", "")),
        reason=asked.reason, was_due_at=_due_before(folder, referral, granted),
        due_at=_due(folder, referral), language=spoken, address=_of_referral(referral),
    )  # fmt: skip


async def feedback(folder: Folder, referral: Referral, spoken: Language) -> papers.Feedback:
    """Return the unit's answer as it goes back to the window."""
    return papers.feedback(
        referral, folder.case, await _applicant(folder),
        window=await unit(folder.case.window_id), unit=await unit(referral.unit_id),
        programme=catalogue.get(referral.programme), due_at=_due(folder, referral),
        language=spoken, address=_of_referral(referral),
    )  # fmt: skip


def _due(folder: Folder, referral: Referral) -> datetime | None:
    finish = folder.clocks(referral).get(Clock.FINISH)
    return finish.due_at if finish else None


def _due_before(folder: Folder, referral: Referral, act: Entry) -> datetime | None:
    """Return when a referral in hand was due before an act, from what was journalled by then."""
    earlier = tuple(entry for entry in folder.entries if entry.id < act.id)
    in_hand = msgspec.structs.replace(referral, state=ReferralState.ACCEPTED)
    return _due(msgspec.structs.replace(folder, entries=earlier), in_hand)


async def _applicant(folder: Folder) -> Client:
    members = await people_of(folder.case.household_id)
    return next(each for each in members if each.id == folder.case.applicant_id)


async def _units(referrals: Iterable[Referral]) -> dict[int, Unit]:
    return {unit_id: await unit(unit_id) for unit_id in {each.unit_id for each in referrals}}


def _dues(folder: Folder) -> dict[int, tuple[date | None, bool]]:
    found: dict[int, tuple[date | None, bool]] = {}
    for each in folder.referrals:
        finish = folder.clocks(each).get(Clock.FINISH)
        due = finish.due_at if finish else None
        found[each.id] = (last_day(due), finish.provisional if finish else False)
    return found


def _of_case(folder: Folder) -> str:
    return f"{settings_.current().address}/cases/{folder.case.key}"


def _of_referral(referral: Referral) -> str:
    return f"{settings_.current().address}/referrals/{referral.key}"
