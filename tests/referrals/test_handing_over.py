"""The first contact: offered, signed for, declined; nobody is released before a receipt."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core import clock
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from portal.core.ids import new_code
from portal.core.settings import Settings
from portal.directory import operations as directory
from portal.directory import queries
from portal.directory.model import Person, Role, Unit
from referrals import inputs, operations
from referrals.model import Case
from referrals.operations import handing_over
from referrals.queries import handovers
from referrals.queries.folder import open_folder
from tests.referrals.scenes import registration, unit_at
from tests.referrals.visiting import words_in


@pytest.fixture(scope="module")
async def window(database: Settings) -> Unit:
    """A window no other test works at, under a district's desk of its own."""
    await directory.load(at=clock.now())
    await unit_at("intake_window", "500117")
    return await unit_at("intake_window", "500117001")


async def _hire(unit: Unit, role: Role = Role.CLERK, name: str = "冉光荣") -> Person:
    at = clock.now()
    person = await directory.create_person(f"z{new_code()}".lower(), name, by=None, at=at)
    await directory.grant(person, role, unit, by=None, at=at)
    return await queries.person(person.id, on=clock.office_day(at))


async def _case(by: Person) -> Case:
    return await operations.register(registration(), by=by, at=clock.now())


async def _hand_over(case: Case, to: Person, by: Person) -> None:
    version = (await open_folder(case.id)).case.version
    form = inputs.HandOver(version=version, receiver=to.login, reason="调岗")
    await operations.hand_over(case.key, form, by=by, at=clock.now())


async def _contact(case: Case) -> int:
    return (await open_folder(case.id)).case.first_contact_id


async def test_the_giver_answers_until_the_receiver_signs(window: Unit) -> None:
    giver, receiver = await _hire(window), await _hire(window)
    case = await _case(giver)
    await _hand_over(case, receiver, giver)
    offer = (await handovers.offered_to(receiver.id))[0]
    meanwhile = await _contact(case)

    await handing_over.accept_offer(offer.code, by=receiver, at=clock.now())

    assert (meanwhile, await _contact(case)) == (giver.id, receiver.id)
    assert await handovers.offered_to(receiver.id) == ()
    entries = (await open_folder(case.id)).entries
    assert [e.tag for e in entries][-2:] == ["case:hand_over", "case:take_over"]
    assert (entries[-1].now["first_contact_id"], entries[-2].reason) == (receiver.id, "调岗")
    with pytest.raises(NotFound):
        await handing_over.accept_offer(offer.code, by=receiver, at=clock.now())


async def test_only_the_receiver_signs_and_only_the_first_contact_or_a_supervisor_offers(
    window: Unit,
) -> None:
    giver, receiver, other = await _hire(window), await _hire(window), await _hire(window)
    desk = await queries.unit_by_code("500117-intake_window")
    supervisor = await _hire(desk, Role.SUPERVISOR)
    case = await _case(giver)

    with pytest.raises(NotAllowed):
        await _hand_over(case, receiver, other)
    await _hand_over(case, receiver, supervisor)
    offer = (await handovers.offered_to(receiver.id))[0]
    with pytest.raises(NotFound):
        await handing_over.accept_offer(offer.code, by=other, at=clock.now())
    await _hand_over(case, supervisor, giver)

    # The newer offer took the place of the older one.
    assert await handovers.offered_to(receiver.id) == ()
    assert len(await handovers.offered_to(supervisor.id)) == 1


async def test_a_case_goes_to_nobody_outside_its_desk_nor_to_whom_it_is_with(window: Unit) -> None:
    giver = await _hire(window)
    stranger = await _hire(await unit_at("intake_window", "500117002"))
    case = await _case(giver)

    for wrong in (stranger, giver):
        with pytest.raises(Invalid):
            await _hand_over(case, wrong, giver)


async def test_who_declines_says_why_and_the_giver_is_told(window: Unit, entering: Any) -> None:
    giver, receiver = await _hire(window), await _hire(window)
    case = await _case(giver)
    await _hand_over(case, receiver, giver)
    offer = (await handovers.offered_to(receiver.id))[0]
    visit = await entering(receiver)

    silent = await visit.sends("/handovers", picked=offer.code, answer="decline", reason="")
    said = await visit.sends("/handovers", picked=offer.code, answer="decline", reason="休假中")
    notices = await (await entering(giver)).sees("/cases")

    assert silent.status_code == 422
    assert "请写明不接收的理由" in silent.text
    assert "已办" in said.text
    assert await _contact(case) == giver.id
    assert notices
    assert "休假中" in {e.reason for e in (await open_folder(case.id)).entries}


async def test_whoever_left_the_desk_meanwhile_cannot_sign(window: Unit) -> None:
    giver, receiver = await _hire(window), await _hire(window)
    case = await _case(giver)
    await _hand_over(case, receiver, giver)
    offer = (await handovers.offered_to(receiver.id))[0]
    await directory.revoke(receiver, Role.CLERK, window, by=None, at=clock.now())
    gone = await queries.person(receiver.id, on=clock.office_day(clock.now()))

    with pytest.raises(NotPossible):
        await handing_over.accept_offer(offer.code, by=gone, at=clock.now())

    assert await _contact(case) == giver.id
    # Nothing of the refused receipt has happened: the offer still waits.
    assert (await handovers.offer_of(case.id)) is not None


async def test_all_cases_of_somebody_who_leaves_go_in_one_act_row_by_row(
    window: Unit, entering: Any
) -> None:
    leaver, receiver = await _hire(window, name="周素芬"), await _hire(window, name="何建军")
    supervisor = await _hire(window, Role.SUPERVISOR)
    cases = [await _case(leaver) for _ in range(3)]
    await directory.disable_person(leaver, by=None, at=clock.now())
    visit, signing = await entering(supervisor), await entering(receiver)

    page = words_in(await visit.sees("/handovers"))
    query = f"giver={leaver.login}&receiver={receiver.login}"
    dry = words_in(await visit.sees(f"/handovers/all?{query}"))
    before = {await _contact(case) for case in cases}
    done = await visit.sends(
        "/handovers/all", giver=leaver.login, receiver=receiver.login, reason="调离"
    )
    offers = (await signing.reads("/handovers"))["items"]
    fields = {"picked": [each["code"] for each in offers], "answer": "accept", "reason": ""}
    signed = await signing.sends("/handovers", **fields)

    assert all(case.key in page for case in cases)
    assert "无首问负责人" in page
    assert "移交 3 件" in dry
    assert before == {leaver.id}
    assert "已提出移交 3 件" in words_in(done.text)
    assert signed.text.count("已办") >= 3
    assert {await _contact(case) for case in cases} == {receiver.id}
    at = clock.now()
    left = await handovers.without_contact(supervisor, at=at, on=clock.office_day(at))
    assert not {each.key for each in left} & {case.key for case in cases}


async def test_the_whole_says_for_each_row_why_not(window: Unit) -> None:
    leaver = await _hire(window)
    stranger = await _hire(await unit_at("intake_window", "500117002"))
    supervisor = await _hire(window, Role.SUPERVISOR)
    case = await _case(leaver)
    given = inputs.HandOverAll(giver=leaver.login, receiver=stranger.login, reason="调离")

    rows = await handing_over.hand_over_all(given, by=supervisor, at=clock.now())

    assert [(row.case.key, bool(row.why)) for row in rows] == [(case.key, True)]
    with pytest.raises(NotAllowed):
        await handing_over.hand_over_all(given, by=leaver, at=clock.now())


async def test_a_case_is_handed_over_on_its_own_page(window: Unit, entering: Any) -> None:
    giver, receiver = await _hire(window), await _hire(window, name="何建军")
    case = await _case(giver)
    visit = await entering(giver)

    done = await visit.acts(
        f"/cases/{case.key}", "hand-over", receiver=receiver.login, reason="调岗"
    )
    page = words_in(await visit.sees(f"/cases/{case.key}"))

    assert done.status_code == 303
    assert "待 何建军 签收" in page
    assert "移交首问责任" in page
    code = (await (await entering(receiver)).reads("/handovers"))["items"][0]["code"]
    accepted = await (await entering(receiver)).asks(f"/handovers/{code}/accept")
    assert accepted.json()["case"] == case.key
