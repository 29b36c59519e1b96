"""From what an address says to the thing, within what the person may know."""

from __future__ import annotations

from datetime import datetime

from piccolo.columns import Varchar
from piccolo.custom_types import Combinable

from portal.core.errors import NotFound
from portal.core.reading import Reading
from portal.directory.model import Person
from referrals.queries import scope
from referrals.tables import CaseRow, ReferralRow

_REFERRALS = Reading(lambda: ReferralRow.select(ReferralRow.id, ReferralRow.case_id))
_CASES = Reading(lambda: CaseRow.select(CaseRow.id))


async def referral(key: str, person: Person, *, at: datetime) -> tuple[int, int]:
    """Return the ids of the referral with this number or code, and of its case.

    Raises ``NotFound`` when there is none, or none this person may know of.
    """
    wanted = named(ReferralRow.number, ReferralRow.code, key) & scope.referrals(person, at=at)
    row = await _REFERRALS.first(wanted)
    if row is None:
        raise NotFound(what="referral", key=key)
    return row["id"], row["case_id"]


async def case(key: str, person: Person, *, at: datetime) -> int:
    """Return the id of the case with this number or code; raise ``NotFound`` as ``referral``."""
    wanted = named(CaseRow.number, CaseRow.code, key) & scope.cases(person, at=at)
    row = await _CASES.first(wanted)
    if row is None:
        raise NotFound(what="case", key=key)
    return int(row["id"])


async def case_of(referral_id: int) -> int:
    """Return the id of a referral's case, for whoever holds the referral's id already."""
    row = await ReferralRow.select(ReferralRow.case_id).where(ReferralRow.id == referral_id).first()
    if row is None:
        raise NotFound(what="referral", key=str(referral_id))
    return int(row["case_id"])


def named(number: Varchar, code: Varchar, key: str) -> Combinable:
    """Return the predicate of the thing an address names; only numbers hold a hyphen."""
    return number == key if "-" in key else code == key
