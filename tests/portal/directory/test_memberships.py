"""Rights come from memberships, and only from those that hold today."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from portal.core import clock
from portal.core.errors import NotAllowed, NotPossible
from portal.directory import operations, queries
from portal.directory.model import Person, Role, Unit

_serial = itertools.count()


async def _person() -> Person:
    return await operations.create_person(
        f"member{next(_serial)}", "李文博", by=None, at=clock.now()
    )


async def test_an_account_starts_without_rights(bureau: Unit) -> None:
    assert (await _person()).memberships == ()


async def test_a_membership_holds_from_its_first_day_until_before_its_last(bureau: Unit) -> None:
    person = await _person()
    first, last = date(2026, 3, 1), date(2026, 4, 1)
    await operations.grant(
        person, Role.HANDLER, bureau, by=None, at=clock.now(), since=first, until=last
    )

    async def roles(on: date) -> frozenset[Role]:
        return (await queries.person(person.id, on=on)).roles

    assert await roles(first - timedelta(days=1)) == frozenset()
    assert await roles(first) == {Role.HANDLER}
    assert await roles(last) == frozenset()


async def test_nobody_grants_to_himself(bureau: Unit) -> None:
    person = await _person()

    with pytest.raises(NotAllowed):
        await operations.grant(person, Role.HEAD, bureau, by=person, at=clock.now())


@pytest.mark.parametrize(
    ("held", "wanted"), [(Role.SYSADMIN, Role.SECADMIN), (Role.AUDITOR, Role.CLERK),
                         (Role.HANDLER, Role.SYSADMIN)]
)  # fmt: skip
async def test_an_administrator_holds_nothing_else(bureau: Unit, held: Role, wanted: Role) -> None:
    person = await _person()
    await operations.grant(person, held, bureau, by=None, at=clock.now())

    with pytest.raises(NotPossible):
        await operations.grant(person, wanted, bureau, by=None, at=clock.now())


async def test_a_revoked_role_is_gone_at_once(bureau: Unit) -> None:
    person, at = await _person(), clock.now()
    await operations.grant(person, Role.HANDLER, bureau, by=None, at=at)
    await operations.revoke(person, Role.HANDLER, bureau, by=None, at=at)

    assert (await queries.person(person.id, on=clock.office_day(at))).roles == frozenset()


async def test_the_people_to_tell_are_those_with_the_role_today(bureau: Unit) -> None:
    at = clock.now()
    head, handler = await _person(), await _person()
    await operations.grant(head, Role.HEAD, bureau, by=None, at=at)
    await operations.grant(handler, Role.HANDLER, bureau, by=None, at=at)

    told = await queries.recipients(bureau.id, [Role.HEAD], on=clock.office_day(at))

    assert head.id in {each.person_id for each in told}
    assert handler.id not in {each.person_id for each in told}
