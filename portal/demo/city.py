"""The demo city: Chongqing's city tier, all its districts, two of them staffed.

Everything is walked through the operations; nothing is inserted. Loading is idempotent: a city that
is there is left alone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal.core import clock, db
from portal.demo import cases, meetings
from portal.demo.cast import ADMINISTRATORS, DISTRICTS, PASSWORD, STAFF, WINDOWS
from portal.demo.sittings import BOARDS
from portal.demo.walk import staffed
from portal.directory import operations, passwords, queries, tables
from portal.directory.model import Division, Role, Tier, Unit
from portal.worker import run_due

# How many cases `make demo` tells; each story once, and a city's everyday beside them.
CASES = 300
_CHANGE = date(2025, 11, 6)
_ENDED = {"500105": "CQ-LJQ", "500112": "CQ-LJQ", "CQ-LJXQ": "CQ-LJQ"}
_WINDOW = ("社会救助受理窗口", "社會救助受理窗口", "Social assistance intake window")


async def load(told: int = CASES) -> None:
    """Load the demo city if there is none, with so many cases."""
    at = clock.now()
    await operations.load(at=at)
    if await tables.Person.exists():
        return
    units = await staff(at)
    on = await staffed()
    for board in BOARDS:
        await meetings.found(board, on, at - timedelta(days=90))
    await meetings.walk(on, at=at)
    await cases.walk(units, on, at=at, told=told)
    await run_due("demo")


async def staff(at: datetime) -> dict[str, Unit]:
    """Set up the city's units and people; return the units by code."""
    units = await _units(at - timedelta(days=400))
    await _people(units, at - timedelta(days=300))
    return units


async def _units(at: datetime) -> dict[str, Unit]:
    kinds = await queries.kinds()
    places = [await queries.division("500000")]
    places += await queries.divisions(Tier.DISTRICT, on=clock.office_day(clock.now()))
    ended = [await queries.division(code) for code in _ENDED]
    made: dict[str, Unit] = {}
    for place in [*places, *ended]:
        for kind, names in kinds.items():
            if place.tier.value in names["tiers"].split("|") and _has(place, kind):
                unit = await _unit(place, kind, names, at)
                made[unit.code] = unit
    for code in WINDOWS:
        unit = await window(await queries.division(code), at)
        made[unit.code] = unit
    await _end(ended, made, at)
    return made


async def window(place: Division, at: datetime) -> Unit:
    """Return the intake window of a place, made at this instant."""
    return await _unit(place, "intake_window", None, at)


def _has(place: Division, kind: str) -> bool:
    # Two districts have every department; the others those that receive most referrals.
    if place.code in {*DISTRICTS, "500000"}:
        return True
    return kind in {"civil_affairs", "medical_security", "education", "housing_construction",
                    "human_resources", "emergency_mgmt", "intake_window"}  # fmt: skip


async def _unit(place: Division, kind: str, names: dict[str, str] | None, at: datetime) -> Unit:
    zh, hant, en = (names["zh"], names["hant"], names["en"]) if names else _WINDOW
    if kind == "intake_window":
        zh, hant, en = _WINDOW
    titles = (f"{place.name}{zh}", f"{place.name_hant}{hant}", f"{en}, {place.name_en}")
    return await operations.create_unit(
        kind, place, names=titles, by=None, at=at, phone=f"023-4700{place.id % 10000:04}"
    )


async def _end(ended: list[Division], units: dict[str, Unit], at: datetime) -> None:
    for place in ended:
        for unit in [u for u in units.values() if u.division_code == place.code]:
            took = units.get(f"{_ENDED[place.code]}-{unit.kind}")
            await operations.end_unit(unit, on=_CHANGE, successor=took, by=None, at=at)


async def _people(units: dict[str, Unit], at: datetime) -> None:
    hashed = await passwords.hashed(PASSWORD)
    office = units["500000-government_office"]
    for login, name, role in ADMINISTRATORS:
        await _person(login, name, role, office, hashed, at)
    for staff in STAFF:
        unit = units[f"{staff.division}-{staff.kind}"]
        await _person(staff.login, staff.name, staff.role, unit, hashed, at)


async def _person(login: str, name: str, role: Role, unit: Unit, hashed: str, at: datetime) -> None:
    person = await operations.create_person(login, name, by=None, at=at)
    await operations.grant(person, role, unit, by=None, at=at)
    # One hash for all: sixty sign-ins hashed one by one would take the loading's whole time.
    async with db.write():
        await tables.Person.update({tables.Person.password_hash: hashed}).where(
            tables.Person.id == person.id
        )
