"""Rights come from memberships, and only from those that hold today."""

from __future__ import annotations

import asyncio
import itertools
from datetime import date, timedelta

import pytest

from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from portal.directory import operations, queries
from portal.directory.model import Person, Role, Unit
from portal.directory.tables import Membership
from portal.journal.tables import Journal

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


async def _with(role: Role, unit: Unit) -> Person:
    made = await _person()
    await operations.grant(made, role, unit, by=None, at=clock.now())
    return await queries.person(made.id, on=clock.office_day(clock.now()))


async def test_nobody_grants_or_revokes_for_himself(bureau: Unit) -> None:
    keeper = await _with(Role.SECADMIN, bureau)

    with pytest.raises(NotAllowed):
        await operations.grant(keeper, Role.HEAD, bureau, by=keeper, at=clock.now())
    with pytest.raises(NotAllowed):
        await operations.revoke(keeper, Role.SECADMIN, bureau, by=keeper, at=clock.now())


async def test_only_the_security_administrator_grants(bureau: Unit) -> None:
    at, person = clock.now(), await _person()
    for role in Role:
        giver = await _with(role, bureau)
        if role is Role.SECADMIN:
            await operations.grant(person, Role.CLERK, bureau, by=giver, at=at)
        else:
            with pytest.raises(NotAllowed):
                await operations.grant(person, Role.HEAD, bureau, by=giver, at=at)


async def test_a_grant_says_who_gave_it(bureau: Unit) -> None:
    keeper, person = await _with(Role.SECADMIN, bureau), await _person()
    await operations.grant(person, Role.CLERK, bureau, by=keeper, at=clock.now())

    row = await Membership.select().where(Membership.person_id == person.id).first()
    told = await Journal.select().where(
        (Journal.tag == "membership:granted") & (Journal.subject_id == person.id)
    )

    assert row
    assert row["granted_by_id"] == keeper.id
    assert [each["by_id"] for each in told] == [keeper.id]


@pytest.mark.parametrize(
    ("held", "wanted"), [(Role.SYSADMIN, Role.SECADMIN), (Role.AUDITOR, Role.CLERK),
                         (Role.HANDLER, Role.SYSADMIN)]
)  # fmt: skip
async def test_an_administrator_holds_nothing_else(bureau: Unit, held: Role, wanted: Role) -> None:
    person = await _person()
    await operations.grant(person, held, bureau, by=None, at=clock.now())

    with pytest.raises(NotPossible):
        await operations.grant(person, wanted, bureau, by=None, at=clock.now())


async def test_roles_with_an_end_exclude_an_administrators_just_the_same(bureau: Unit) -> None:
    person, at, today = await _person(), clock.now(), clock.office_day(clock.now())
    end = today + timedelta(days=90)
    await operations.grant(person, Role.HANDLER, bureau, by=None, at=at, until=end)

    with pytest.raises(NotPossible):
        await operations.grant(person, Role.AUDITOR, bureau, by=None, at=at)
    await operations.grant(person, Role.AUDITOR, bureau, by=None, at=at, since=end)


async def test_of_grants_at_once_that_exclude_each_other_one_is_made(bureau: Unit) -> None:
    at, apart = clock.now(), (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)
    for _ in range(10):
        person = await _person()
        given = await asyncio.gather(
            *(operations.grant(person, role, bureau, by=None, at=at) for role in apart),
            return_exceptions=True,
        )
        assert [type(each) for each in given if each] == [NotPossible, NotPossible]


async def test_a_disabled_person_is_granted_nothing(bureau: Unit) -> None:
    person, at = await _person(), clock.now()
    await operations.disable_person(person, by=None, at=at)

    with pytest.raises(NotPossible):
        await operations.grant(person, Role.CLERK, bureau, by=None, at=at)


async def test_a_role_is_given_once(bureau: Unit) -> None:
    person, at = await _person(), clock.now()
    await operations.grant(person, Role.HANDLER, bureau, by=None, at=at)

    with pytest.raises(NotPossible):
        await operations.grant(person, Role.HANDLER, bureau, by=None, at=at)
    await operations.revoke(person, Role.HANDLER, bureau, by=None, at=at)
    await operations.grant(person, Role.HANDLER, bureau, by=None, at=at)


async def test_a_membership_ends_after_it_begins(bureau: Unit) -> None:
    day = date(2026, 3, 1)
    with pytest.raises(Invalid):
        await operations.grant(
            await _person(), Role.CLERK, bureau, by=None, at=clock.now(), since=day, until=day
        )


async def test_nobody_is_granted_a_role_in_a_unit_that_has_ended(bureau: Unit) -> None:
    at, place = clock.now(), await queries.division("500116121")
    today = clock.office_day(at)
    code = f"500116121-charity{next(_serial)}"
    unit = await operations.create_unit(
        code.partition("-")[2], place, names=("会", "會", "Fund"), by=None, at=at
    )
    await operations.end_unit(unit, on=today, successor=None, by=None, at=at)
    ended = await queries.unit_by_code(code)

    with pytest.raises(NotPossible):
        await operations.grant(await _person(), Role.HANDLER, ended, by=None, at=at)


async def test_a_role_that_is_not_held_cannot_be_revoked(bureau: Unit) -> None:
    with pytest.raises(NotFound):
        await operations.revoke(await _person(), Role.HEAD, bureau, by=None, at=clock.now())


async def test_the_last_administrator_of_a_kind_stays(bureau: Unit) -> None:
    at = clock.now()
    first, second = await _with(Role.AUDITOR, bureau), await _with(Role.AUDITOR, bureau)
    others = await _auditors_beside(first, second)
    for each, unit in others:
        await operations.revoke(each, Role.AUDITOR, unit, by=None, at=at)

    done = await asyncio.gather(
        operations.disable_person(first, by=None, at=at),
        operations.revoke(second, Role.AUDITOR, bureau, by=None, at=at),
        return_exceptions=True,
    )

    assert [type(each) for each in done if each] == [NotPossible]
    # Other tests of this database have auditors of their own.
    for each, unit in others:
        await operations.grant(each, Role.AUDITOR, unit, by=None, at=at)


async def _auditors_beside(*mine: Person) -> list[tuple[Person, Unit]]:
    known = {person.id for person in mine}
    people = await queries.people(on=clock.office_day(clock.now()))
    return [(each, held.unit) for each in people if each.id not in known
            for held in each.memberships if held.role is Role.AUDITOR]  # fmt: skip


async def test_nobody_closes_his_own_account(bureau: Unit) -> None:
    keeper = await _with(Role.SYSADMIN, bureau)

    with pytest.raises(NotAllowed):
        await operations.disable_person(keeper, by=keeper, at=clock.now())


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
