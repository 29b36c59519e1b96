"""A joint meeting of many units with somebody at each, added to a demo city by its own process.

The demo's own people stay as they are; these are strangers with the same password.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from meetings import inputs
from meetings import operations as meetings
from meetings.model import Body
from portal.app import furnish
from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.demo.cast import PASSWORD
from portal.directory import operations, passwords, queries, tables
from portal.directory.model import Person, Role, Unit

DIVISION, PATH = "500111", "/500000/500111/"
SECRETARY, CONVENER = "large.secretary", "large.convener"


class Member(msgspec.Struct, frozen=True):
    """One unit at the table: its code and name, and who answers for it."""

    unit: str
    name: str
    login: str


def seat(home: Path, units: int) -> list[Member]:
    """Add a joint meeting of so many units to this home; return its members."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.large_table", str(units)],
        env=os.environ | {"LIANBAN_HOME": str(home), "LIANBAN_MODE": "demo",
                          "LIANBAN_SECOND_FACTOR": "off"},
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout.strip().splitlines()[-1], type=list[Member])


async def _seat(settings: Settings, wanted: int) -> list[Member]:
    await db.start(settings)
    try:
        return await _appoint(wanted, clock.now())
    finally:
        await db.stop()


async def _appoint(wanted: int, at: datetime) -> list[Member]:
    units = await _units(wanted, at)
    hashed = await passwords.hashed(PASSWORD)
    office = next(each for each in units if each.kind == "civil_affairs")
    secretary = await _person(SECRETARY, "文书记", Role.SECRETARY, office, hashed, at)
    await _person(CONVENER, "召集人", Role.CONVENER, office, hashed, at)
    body = await _body(office, secretary, at)
    for n, unit in enumerate(units, 1):
        await _person(f"large.{n}", f"代表{n}", Role.HEAD, unit, hashed, at)
        member = inputs.MemberIn(version=body.version, unit=unit.code, name=f"代表{n}",
                                 post="负责人")  # fmt: skip
        body = await meetings.appoint(body.code, member, by=secretary, at=at)
    return [Member(unit.code, unit.name, f"large.{n}") for n, unit in enumerate(units, 1)]


async def _units(wanted: int, at: datetime) -> list[Unit]:
    """Return the district's departments, then windows of its townships until there are enough."""
    on = clock.office_day(at)
    district = await queries.units(PATH, on=on, above=False)
    held = [each for each in district if each.kind != "intake_window"]
    row = tables.Unit
    windows = await row.select(row.code).where(
        row.division_path.like(f"{PATH}_%") & (row.kind == "intake_window")
    ).order_by(row.code).limit(max(0, wanted - len(held)))  # fmt: skip
    held += [await queries.unit_by_code(each["code"]) for each in windows]
    # The office is always among them.
    return sorted(held, key=lambda each: each.kind != "civil_affairs")[:wanted]


async def _body(office: Unit, secretary: Person, at: datetime) -> Body:
    told = inputs.BodyIn(
        name="大足区社会救助工作联席会议", division=DIVISION, lead=office.code, office=office.code,
        issuer="大足区社会救助工作联席会议办公室", mandate="大足府办〔2023〕7号", quorum=2,
    )  # fmt: skip
    return await meetings.create_body(told, by=secretary, at=at)


async def _person(
    login: str, name: str, role: Role, unit: Unit, hashed: str, at: datetime
) -> Person:
    made = await operations.create_person(login, name, by=None, at=at)
    await operations.grant(made, role, unit, by=None, at=at)
    row = tables.Person
    await row.update({row.password_hash: hashed}).where(row.id == made.id)
    return await queries.person(made.id, on=clock.office_day(at))


if __name__ == "__main__":
    here = settings_.load(os.environ)
    furnish(here)
    found = asyncio.run(_seat(here, int(sys.argv[1])))
    print(json.dumps([msgspec.to_builtins(each) for each in found]))  # noqa: T201  # the caller's
