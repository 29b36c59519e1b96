"""A district before and after its end: 江北区 with a township's window, and what took its place.

The register is first put back to what it was, as an installation of that time had it.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from portal.core.calendar import OFFICE
from portal.directory import operations as directory
from portal.directory import queries, tables
from portal.directory.model import Person, Role, Unit
from referrals import inputs, operations
from referrals.model import Case, Referral
from referrals.queries.folder import open_folder
from tests.referrals.scenes import registration, unit_at

CHANGE = date(2025, 11, 6)
OLD, NEW = "500105", "CQ-LJQ"
_SINCE = date(2025, 1, 1)


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=OFFICE)


class Divided(msgspec.Struct):
    """The units and people on both sides of the change, and the request that was open then."""

    street: str
    kind: str
    units: dict[str, Unit]
    people: dict[str, Person]
    case: Case
    referral: Referral

    async def as_it_stands(self) -> tuple[Case, Referral]:
        folder = await open_folder(self.case.id)
        return folder.case, folder.referral(self.referral.id)

    async def end_units(self, at: datetime) -> None:
        for old, new in (("old bureau", "new bureau"), ("old desk", "new desk")):
            await directory.end_unit(
                self.units[old], on=CHANGE, successor=self.units[new], by=None, at=at
            )


async def set_up(street: str, kind: str) -> Divided:
    """Return a request of this township, accepted by the old bureau two weeks before the change."""
    await directory.load(at=moment(_SINCE))
    await _as_it_was(street)
    units = {
        "window": await unit_at("intake_window", street),
        "old desk": await unit_at("intake_window", OLD),
        "new desk": await unit_at("intake_window", NEW),
        "old bureau": await unit_at(kind, OLD), "new bureau": await unit_at(kind, NEW),
    }  # fmt: skip
    people = {
        "clerk": await _hire(Role.CLERK, units["window"]),
        "old supervisor": await _hire(Role.SUPERVISOR, units["old desk"]),
        "new supervisor": await _hire(Role.SUPERVISOR, units["new desk"]),
        "old handler": await _hire(Role.HANDLER, units["old bureau"]),
        "new handler": await _hire(Role.HANDLER, units["new bureau"]),
    }
    case, referral = await _opened(units["old bureau"], people)
    return Divided(street, kind, units, people, case, referral)


async def _as_it_was(street: str) -> None:
    division, old = tables.Division, await queries.division(OLD)
    await division.update(
        {division.parent_id: old.id, division.path: f"{old.path}{street}/"}
    ).where(division.code == street)


async def _hire(role: Role, unit: Unit) -> Person:
    at = moment(_SINCE)
    login = f"{role.value}.{unit.code}".lower()
    person = await directory.create_person(login, "刘雨桐", by=None, at=at)
    await directory.grant(person, role, unit, by=None, at=at, since=_SINCE)
    return await queries.person(person.id, on=CHANGE)


async def _opened(bureau: Unit, people: dict[str, Person]) -> tuple[Case, Referral]:
    clerk, day = people["clerk"], date(2025, 10, 20)
    case = await operations.register(registration(), by=clerk, at=moment(day))
    accept = inputs.Acceptance(version=case.version)
    case = await operations.accept_case(case.key, accept, by=clerk, at=moment(day, 11))
    sent = await send(case, bureau, by=clerk, at=moment(date(2025, 10, 21)))
    seen = inputs.Plain(version=sent.version)
    taken = await operations.accept(
        sent.key, seen, by=people["old handler"], at=moment(date(2025, 10, 22))
    )
    folder = await open_folder(case.id)
    return folder.case, folder.referral(taken.id)


async def send(case: Case, unit: Unit, *, by: Person, at: datetime) -> Referral:
    """Send a case's need to a unit, which leads."""
    version = (await open_folder(case.id)).case.version
    item = {"programme": "dibao", "unit": unit.code, "role": "lead"}
    given = inputs.Sending.model_validate({"version": version, "items": [item]})
    return (await operations.send(case.key, given, by=by, at=at))[0]
