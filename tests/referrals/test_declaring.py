"""Close relatives declared after the registration: added, struck out, kept from other eyes."""

from __future__ import annotations

import pytest

from portal.directory.model import Role
from referrals.queries.means import relatives_of
from referrals.tables import CaseRow, ReferralRow, RelativeRow
from tests.referrals.conftest import Visit
from tests.referrals.pages.test_registering import relative
from tests.referrals.visiting import Visitor, words_in

CIVIL = "civil_affairs"


async def _case_id(address: str) -> int:
    found = await CaseRow.select(CaseRow.id).where(CaseRow.number == address.rpartition("/")[2])
    return int(found[0]["id"])


async def _declares(who: Visitor, case: str, login: str = "", **more: str) -> int:
    fields = {name.replace(".", "__"): v for name, v in relative(login, **more).items()}
    return (await who.acts(case, "declare-relatives", **fields)).status_code


async def test_what_is_told_later_stands_beside_what_was_told_before(visiting: Visit) -> None:
    clerk, boss = await visiting(), await visiting(Role.SUPERVISOR)
    case = await clerk.registers(**{n.replace(".", "__"): v for n, v in relative().items()})

    status = await _declares(clerk, case, name="王建国")

    assert status == 303
    assert [each.name for each in await relatives_of(await _case_id(case))] == ["王建军", "王建国"]
    seen = words_in(await boss.sees(case))
    assert "王建国" in seen
    assert "近亲属备案" in seen


async def test_nothing_of_it_is_said_to_those_without_the_right(visiting: Visit) -> None:
    clerk, handler = await visiting(), await visiting(Role.HANDLER, CIVIL)
    case = await clerk.registers()
    await clerk.sends_out(case)
    await _declares(clerk, case)

    for who in (clerk, handler):
        page = await who.sees(case)
        assert "王建军" not in page
        assert "近亲属备案" not in _history(page)
    row = (await RelativeRow.select().where(RelativeRow.case_id == await _case_id(case)))[0]
    assert "王建军" not in str(row)


def _history(page: str) -> str:
    told = page[page.index('id="history"') :]
    return told[: told.index("</section>")]


async def test_who_is_named_keeps_away_and_lets_go_of_what_is_in_hand(visiting: Visit) -> None:
    clerk = await visiting()
    handler = await visiting(Role.HANDLER, CIVIL)
    case = await clerk.registers()
    addresses = await clerk.sends_out(case)
    mine = [a for a in addresses if (await handler.client.get(a)).status_code == 200]
    await handler.acts(mine[0], "accept")

    await _declares(clerk, case, handler.login)

    row = await ReferralRow.select().where(ReferralRow.number == mine[0].rpartition("/")[2]).first()
    assert row is not None
    assert row["handler_id"] is None
    head = await visiting(Role.HEAD, CIVIL)
    assert "经办人须回避，待重新指派" in words_in(await head.sees(mine[0]))
    refused = await handler.sends(f"{mine[0]}/complete", version="9")
    assert refused.status_code in {403, 422}


async def test_no_relatives_does_not_take_back_that_there_are_some(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    first = await clerk.acts(case, "declare-relatives", relatives_declared="none")
    await _declares(clerk, case)
    then = await clerk.acts(case, "declare-relatives", relatives_declared="none")

    assert (first.status_code, then.status_code) == (303, 409)
    assert "请由窗口负责人划去" in words_in(then.text)


@pytest.mark.parametrize("fields", [
    {}, {"relatives_declared": "some"},
    {"relatives__0__name": "王建军"},
    {"relatives__0__name": "王建军", "relatives__0__post": "主任",
     "relatives__0__relation": "sibling", "relatives__0__whose": "李四"},
    {"relatives__0__name": "王建军", "relatives__0__post": "主任",
     "relatives__0__relation": "sibling", "relatives__0__staff": "nobody-of-this-name"},
])  # fmt: skip
async def test_what_is_said_by_halves_is_asked_again_and_nothing_is_kept(
    visiting: Visit, fields: dict[str, str]
) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    answer = await clerk.acts(case, "declare-relatives", **fields)

    assert answer.status_code == 422
    assert await relatives_of(await _case_id(case)) == ()


async def test_a_supervisor_strikes_out_what_was_mistaken_and_the_person_acts_again(
    visiting: Visit,
) -> None:
    clerk, boss = await visiting(), await visiting(Role.SUPERVISOR)
    other = await visiting()
    case = await clerk.registers()
    await _declares(clerk, case, other.login)
    barred = await other.sends(f"{case}/accept", version="2")
    row = (await RelativeRow.select().where(RelativeRow.case_id == await _case_id(case)))[0]

    answer = await boss.acts(case, "strike-relative", relative=row["code"], reason="同名，不是本人")

    assert (barred.status_code, answer.status_code) == (403, 303)
    assert await relatives_of(await _case_id(case)) == ()
    assert (await other.acts(case, "accept")).status_code == 303
    held = await RelativeRow.select().where(RelativeRow.case_id == await _case_id(case))
    assert [each["struck_at"] is not None for each in held] == [True]
    assert "同名，不是本人" in words_in(await boss.sees(case))
    assert "同名，不是本人" not in words_in(await clerk.sees(case))


async def test_a_clerk_strikes_nothing_out(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    await _declares(clerk, case)

    answer = await clerk.sends(f"{case}/strike-relative", version="3", relative="x", reason="x")

    assert answer.status_code == 403
