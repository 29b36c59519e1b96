"""An office of its own where no other test asks for one; its people act at chosen instants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core.calendar import OFFICE, day_of
from portal.core.errors import NotFound
from portal.core.ids import new_code
from portal.directory import operations as directory
from portal.directory import queries
from portal.directory.model import Person, Role, Unit
from referrals import inputs, operations
from referrals.doors import REFERRAL_ACTS
from referrals.model import Referral
from referrals.queries.folder import Folder, open_folder
from tests.referrals.scenes import registration

HIRED = datetime(2026, 1, 5, 9, 0, tzinfo=OFFICE)


def on(text: str) -> datetime:
    """Return the instant; a bare day is its nine o'clock."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=OFFICE)


class Office(msgspec.Struct):
    """A window and a bureau of one place, with somebody of each role."""

    window: Unit
    bureau: Unit
    clerk: Person
    supervisor: Person
    handler: Person
    head: Person

    async def sends(self, at: datetime, **item: Any) -> Referral:
        """Register, accept and send one need to the bureau, all at this instant."""
        case = await operations.register(registration(), by=self.clerk, at=at)
        told = {"version": case.version, "consent": {"given": True, "outward": True}}
        accepted = inputs.Acceptance.model_validate(told)
        case = await operations.accept_case(case.key, accepted, by=self.clerk, at=at)
        one = {"programme": "medical_aid", "unit": self.bureau.code, "role": "lead", **item}
        given = inputs.Sending.model_validate({"version": await version(case.id), "items": [one]})
        return (await operations.send(case.key, given, by=self.clerk, at=at))[0]

    async def acts(
        self, referral: Referral, name: str, by: Person, at: datetime, **given: Any
    ) -> Referral:
        """Act on a referral as its doors do."""
        act = next(each for each in REFERRAL_ACTS if each.name == name)
        seen = (await folder_of(referral)).referral(referral.id)
        form = act.reads.model_validate({"version": seen.version, **given})
        await act.operation(seen.key, form, by=by, at=at)
        return (await folder_of(referral)).referral(referral.id)


async def version(case_id: int) -> int:
    """Return the version of a case as it stands."""
    return (await open_folder(case_id)).case.version


async def folder_of(referral: Referral) -> Folder:
    """Return everything about a referral's case."""
    return await open_folder(referral.case_id)


async def office(place: str, *, bureau: str = "medical_security") -> Office:
    """Return an office in this township, its bureau in the district above; made where missing."""
    await directory.load(at=HIRED)
    window = await _unit("intake_window", place)
    of_bureau = await _unit(bureau, place[:6])
    return Office(
        window, of_bureau, await hire(Role.CLERK, window), await hire(Role.SUPERVISOR, window),
        await hire(Role.HANDLER, of_bureau), await hire(Role.HEAD, of_bureau),
    )  # fmt: skip


async def _unit(kind: str, code: str) -> Unit:
    place = await queries.division(code)
    try:
        return await queries.unit_by_code(f"{code}-{kind}")
    except NotFound:
        names = (f"{place.name}{kind}", f"{place.name}{kind}", f"{kind} {code}")
        return await directory.create_unit(kind, place, names=names, by=None, at=HIRED)


async def hire(role: Role, unit: Unit) -> Person:
    """Return a new person with this role in this unit."""
    person = await directory.create_person(new_code(), "陈晓梅", by=None, at=HIRED)
    await directory.grant(person, role, unit, by=None, at=HIRED)
    return await queries.person(person.id, on=day_of(HIRED))
