"""The one way from meetings to referrals: everything here is called inside a transaction of ours.

Whatever changes a topic and a referral together is an operation of meetings; it calls the
referral's operation through this file, so that the two change together or not at all.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from portal.core.clock import office_day
from portal.core.errors import NotFound, Refusal
from portal.directory.model import Person
from portal.render import filters
from portal.render.labels import label
from referrals import access, operations
from referrals.model import Referral, ReferralAction, ReferralRole, ReferralState
from referrals.programmes import catalogue
from referrals.queries import locate
from referrals.queries.folder import Folder, open_folder
from referrals.queries.routing import routes
from referrals.rules.routing import why


class Link(msgspec.Struct, frozen=True):
    """What a topic keeps of the referral it came from."""

    referral_id: int
    referral_key: str
    case_key: str
    case_path: str
    unit_id: int
    title: str
    dossier: str
    version: int


async def put(key: str, seen: int, *, by: Person, at: datetime, topic: str) -> Link:
    """Put a referral to the meeting and return what the topic keeps of it.

    Raises as every act on a referral does: the right, the state and the version are asked there.
    """
    held = await operations.put_to_meeting(key, seen, by=by, at=at, topic=topic)
    return _link(await open_folder(held.case_id), held)


async def preview(key: str, *, by: Person, at: datetime) -> Link:
    """Return what a topic would keep of this referral; raise ``NotFound`` as its page does."""
    referral_id, case_id = await locate.referral(key, by, at=at)
    folder = await open_folder(case_id)
    return _link(folder, folder.referral(referral_id))


def _link(folder: Folder, referral: Referral) -> Link:
    programme = catalogue.get(referral.programme)
    return Link(
        referral.id, referral.key, folder.case.key, folder.case.division_path, referral.unit_id,
        programme.zh, dossier(folder, referral), referral.version,
    )  # fmt: skip


def dossier(folder: Folder, referral: Referral) -> str:
    """Return the frozen dossier: what the meeting has to know, and nobody's number or phone."""
    case = folder.case
    lines = [
        f"受理件 {case.key}，{case.window_name}，{filters.mask_name(case.applicant_name)}，"
        f"{case.people} 口人",
        f"请求：{case.request}",
        *(_told(each) for each in sorted(folder.referrals, key=lambda r: r.ordinal)
          if each.sent_at is not None),
    ]  # fmt: skip
    own = [e for e in folder.entries if (e.subject_kind, e.subject_id) == ("referral", referral.id)]
    lines += [f"{filters.day(e.at)} {e.by_name}：{e.reason}" for e in own if e.reason]
    return "\n".join(lines)


def _told(referral: Referral) -> str:
    programme = catalogue.get(referral.programme).zh
    answer = f"；{referral.answer}" if referral.answer else ""
    back = f"；申请退回：{referral.return_basis}" if referral.return_basis else ""
    return (
        f"{referral.ordinal:02d} {programme}，{referral.unit_name}，{label(referral.role)}，"
        f"{label(referral.state)}{answer}{back}"
    )


async def served_today(referral_id: int, *, at: datetime) -> str:
    """Return who would serve the referral's need by today's rules, and why, for who decides."""
    case = await locate.case_of(referral_id)
    folder = await open_folder(case)
    programme = folder.referral(referral_id).programme
    found = await routes([programme], folder.case.division_path, on=office_day(at))
    return " ".join(map(str, why(found[programme])))


async def taken_back(referral_id: int, *, by: Person, at: datetime, reason: str) -> None:
    """Give a referral back whose topic ended without a decision, to where it came from."""
    await operations.taken_back(referral_id, by=by, at=at, reason=reason)


# Called, in its transaction, for each referral in a meeting whose case is withdrawn.
when_leaving = operations.when_leaving


async def decided(
    referral_id: int, *, by: Person, at: datetime, resolution: str, role: str,
    due_on: date | None, binding: bool, unit: str, area: str,
) -> str:  # fmt: skip
    """Carry out a decision; return the number of the referral that goes on.

    With an area the like of it goes to the same unit from now on, there.
    """
    held = await operations.decided(
        referral_id, by=by, at=at, resolution=resolution,
        role=ReferralRole(role) if role else None, due_on=due_on, binding=binding, unit=unit,
    )  # fmt: skip
    if area:
        await operations.route(held, area, source=resolution, by=by, at=at)
    return held.key


async def is_in_meeting(referral_id: int) -> bool:
    """Return whether a referral still waits for the meeting."""
    try:
        folder = await open_folder(await locate.case_of(referral_id))
    except NotFound:
        return False
    return folder.referral(referral_id).state is ReferralState.IN_MEETING


def may_put(folder: Folder, referral: Referral, by: Person, *, at: datetime) -> bool:
    """Return whether this person could put the referral to the meeting now."""
    try:
        access.require(
            ReferralAction.PUT_TO_MEETING, folder.situation(at=at, by=by, referral=referral), by
        )
    except Refusal:
        return False
    return True


async def opens_referral(key: str, by: Person, *, at: datetime) -> bool:
    """Return whether this person may open the referral with this number; never for none."""
    try:
        await locate.referral(key, by, at=at)
    except NotFound:
        return False
    return bool(key)


async def opens_case(key: str, by: Person, *, at: datetime) -> bool:
    """Return whether this person may open the case with this number; never for none."""
    try:
        await locate.case(key, by, at=at)
    except NotFound:
        return False
    return bool(key)
