"""Looking people up and seeing numbers in the clear: reads that are acts, and journalled."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from portal.core import db
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import N_, say
from portal.directory.model import Person, Role
from portal.directory.permissions import UNMASK_DAYS, Scope, scopes
from portal.journal.model import Kept
from portal.journal.record import record
from referrals import access
from referrals.inputs import LookUp, Unmask
from referrals.model import Case, Client, Referral
from referrals.queries import filters, lists, locate
from referrals.queries.filters import Wanted
from referrals.queries.folder import open_folder
from referrals.queries.lists import ReferralLine
from referrals.queries.people import household, matching

# More rows than anybody reads in one file.
MOST_EXPORTED = 10_000


async def look_up(given: LookUp, *, by: Person, at: datetime) -> tuple[Client, ...]:
    """Return who is known by number, phone, or name and birth date; the look-up is journalled."""
    if not by.roles & {Role.CLERK, Role.SUPERVISOR}:
        raise NotAllowed(permission="case.register")
    found = await matching(given)
    async with db.write():
        await record(
            "client:looked_up", subject=("client", found[0].id if found else 0, ""), by=by, at=at,
            data={"found": len(found)}, sensitive=given.model_dump(mode="json"),
            kept=Kept.DISCLOSURE,
        )  # fmt: skip
    return found


async def unmask(key: str, code: str, given: Unmask, *, by: Person, at: datetime) -> Client:
    """Return a person of a case with numbers in the clear; who saw them, and why, is journalled.

    Raises ``NotAllowed`` when the right does not reach this case now.
    """
    folder = await open_folder(await locate.case(key, by, at=at))
    if not _may(by, folder.case, folder.referrals, at):
        raise NotAllowed(permission="person.unmask")
    for client in await household(folder.case.household_id):
        if client.code == code:
            async with db.write():
                await record(
                    "client:unmasked", subject=("client", client.id, client.code), by=by, at=at,
                    purpose=given.purpose, case_id=folder.case.id, kept=Kept.DISCLOSURE,
                )  # fmt: skip
            return client
    raise NotFound(what="person", key=code)


def _may(by: Person, case: Case, referrals: tuple[Referral, ...], at: datetime) -> bool:
    """Return whether the right reaches: a clerk for thirty days, a unit once it has accepted."""
    accepted = tuple(each for each in referrals if each.accepted_at is not None)
    if not access.may(by, "person.unmask", case, accepted, at=at):
        return False
    lately = at - case.created_at <= timedelta(days=UNMASK_DAYS)
    only_own = all(scopes("person.unmask", m.role) <= {Scope.OWN} for m in by.memberships)
    return lately or not only_own


async def export(wanted: Wanted, *, by: Person, at: datetime) -> list[ReferralLine]:
    """Return every referral of a list the person may take away; the taking is journalled.

    Raises ``NotPossible`` when there are more than fit into one file.
    """
    held: list[ReferralLine] = []
    page = await lists.referrals(by, _by_many(wanted, ""), at=at, right="list.export")
    held += page.items
    while page.next:
        if len(held) >= MOST_EXPORTED:
            raise NotPossible(
                say(N_("超过 %(n)s 件，请缩小筛选范围后分次导出。"), n=MOST_EXPORTED),
                code="too_many",
            )
        page = await lists.referrals(by, _by_many(wanted, page.next), at=at, right="list.export")
        held += page.items
    async with db.write():
        await record(
            "list:exported", subject=("list", 0, ""), by=by, at=at, kept=Kept.DISCLOSURE,
            data={"list": "referrals", "view": wanted.view, "rows": len(held)},
        )  # fmt: skip
    return held


def _by_many(wanted: Wanted, cursor: str) -> Wanted:
    return msgspec.structs.replace(wanted, cursor=cursor, limit=filters.MOST)
