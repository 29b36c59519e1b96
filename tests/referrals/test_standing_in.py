"""Somebody is away: a colleague is told, finds the tasks, and gets no right by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.core import clock
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from portal.core.ids import new_code
from portal.core.settings import Settings
from portal.directory import operations as directory
from portal.directory import queries
from portal.directory.model import Absence, Person, Role, Unit
from portal.directory.queries import absences
from referrals import inputs, operations
from referrals.model import Referral
from referrals.queries import lists
from referrals.queries.folder import open_folder
from tests.referrals.divided import send
from tests.referrals.scenes import registration, unit_at
from tests.referrals.visiting import words_in


@pytest.fixture(scope="module")
async def bureau(database: Settings) -> Unit:
    await directory.load(at=clock.now())
    await unit_at("intake_window", "500114001")
    return await unit_at("medical_security", "500114")


def _today() -> date:
    return clock.office_day(clock.now())


async def _hire(unit: Unit, role: Role = Role.HANDLER, name: str = "黄志强") -> Person:
    at = clock.now()
    person = await directory.create_person(f"y{new_code()}".lower(), name, by=None, at=at)
    await directory.grant(person, role, unit, by=None, at=at)
    return await queries.person(person.id, on=_today())


async def _away(person: Person, delegate: Person, *, by: Person | None = None) -> Absence:
    unit = person.memberships[0].unit
    return await directory.be_away(
        unit=unit.code, who=person.login, delegate=delegate.login, since=_today(),
        until=_today() + timedelta(days=3), by=by or person, at=clock.now(),
    )  # fmt: skip


async def _in_hand(bureau: Unit, handler: Person) -> Referral:
    clerk = await _hire(await queries.unit_by_code("500114001-intake_window"), Role.CLERK)
    case = await operations.register(registration(), by=clerk, at=clock.now())
    accept = inputs.Acceptance(version=case.version)
    case = await operations.accept_case(case.key, accept, by=clerk, at=clock.now())
    sent = await send(case, bureau, by=clerk, at=clock.now())
    seen = inputs.Plain(version=sent.version)
    await operations.accept(sent.key, seen, by=handler, at=clock.now())
    return (await open_folder(case.id)).referrals[0]


async def _mine(person: Person) -> list[str]:
    page = await lists.referrals(person, lists.Wanted(view="mine"), at=clock.now())
    return [each.key for each in page.items]


async def test_the_stand_in_finds_the_tasks_and_acts_in_the_others_place(
    bureau: Unit, entering: Any
) -> None:
    handler, delegate = await _hire(bureau), await _hire(bureau, name="秦思雨")
    referral = await _in_hand(bureau, handler)
    before = await _mine(delegate)

    absence = await _away(handler, delegate)
    during, counts = await _mine(delegate), await lists.counts(delegate, at=clock.now())
    visit = await entering(delegate)
    page = words_in(await visit.sees(f"/referrals/{referral.key}"))
    listed = words_in(await visit.sees("/referrals?view=mine"))
    note = {"text": "已电话联系。", "visibility": "shared"}
    done = await visit.acts(f"/referrals/{referral.key}", "note", **note)
    folder = await open_folder(referral.case_id)
    await directory.come_back(absence.code, by=handler, at=clock.now())

    assert (before, during) == ([], [referral.key])
    assert counts["mine"] == 1
    assert "由 秦思雨 代办" in page
    assert "由 秦思雨 代办" in listed
    assert done.status_code == 303
    assert folder.entries[-1].data["for"] == "黄志强"
    assert await _mine(delegate) == []


async def test_the_timeline_says_in_whose_place_somebody_acted(bureau: Unit, entering: Any) -> None:
    handler, delegate = await _hire(bureau), await _hire(bureau, name="秦思雨")
    referral = await _in_hand(bureau, handler)
    await _away(handler, delegate)
    given = inputs.AskExtension(version=referral.version, amount=2, reason="需核实", basis="规程")

    await operations.ask_extension(referral.key, given, by=delegate, at=clock.now())

    page = words_in(await (await entering(handler)).sees(f"/referrals/{referral.key}"))
    assert "秦思雨（代 黄志强）" in page


async def test_notices_and_chases_go_to_the_stand_in_too(bureau: Unit) -> None:
    unit = await unit_at("medical_security", "500115")
    head, deputy = await _hire(unit, Role.HEAD), await _hire(unit, Role.HEAD, "罗成")
    handler = await _hire(unit)
    await _away(head, deputy)

    told = await queries.recipients(unit.id, (Role.HEAD,), on=_today())
    alone = await queries.recipients(unit.id, (Role.HANDLER,), on=_today())

    assert {each.person_id for each in told} == {head.id, deputy.id}
    assert {each.person_id for each in alone} == {handler.id}


async def test_standing_in_gives_no_right(bureau: Unit) -> None:
    other = await unit_at("medical_security", "500110")
    handler, stranger = await _hire(bureau), await _hire(other)
    head = await _hire(bureau, Role.HEAD)
    referral = await _in_hand(bureau, handler)

    for wrong in (stranger, head, handler):
        with pytest.raises(Invalid):
            await _away(handler, wrong)
    delegate = await _hire(bureau)
    await _away(handler, delegate)
    await directory.revoke(delegate, Role.HANDLER, bureau, by=None, at=clock.now())
    gone = await queries.person(delegate.id, on=_today())

    assert await _mine(gone) == []
    with pytest.raises(NotFound):
        seen = inputs.WithReason(version=referral.version, reason="x")
        await operations.no_answer(referral.key, seen, by=gone, at=clock.now())


async def test_a_head_notes_it_for_the_units_people_and_nobody_else_does(bureau: Unit) -> None:
    handler, delegate = await _hire(bureau), await _hire(bureau)
    head = await _hire(bureau, Role.HEAD)

    with pytest.raises(NotAllowed):
        await _away(handler, delegate, by=delegate)
    absence = await _away(handler, delegate, by=head)
    with pytest.raises(NotPossible):
        await _away(handler, delegate)
    with pytest.raises(NotFound):
        await directory.come_back(absence.code, by=delegate, at=clock.now())
    await directory.come_back(absence.code, by=head, at=clock.now())

    assert await absences.absences_of([handler.id], on=day_of(clock.now())) == ()
