"""The registration's parts: items and their sums, close relatives, who is known already."""

from __future__ import annotations

from typing import Any

import pytest

from portal.directory.model import Role
from referrals.inputs import long_form
from referrals.queries import rows
from referrals.queries.means import relatives_of
from referrals.tables import CaseRow, MeansRow, RelativeRow
from tests.referrals.conftest import Visit
from tests.referrals.visiting import NUMBERS, Visitor, resident_id, told, words_in


def means(*items: tuple[str, str, str], whose: str = "") -> dict[str, str]:
    """The fields of these items: kind, amount, how often."""
    fields = {}
    for n, (kind, amount, per) in enumerate(items):
        fields |= {f"means.{n}.kind": kind, f"means.{n}.amount": amount, f"means.{n}.per": per}
        fields |= {f"means.{n}.whose": whose} if whose else {}
    return fields


def relative(login: str = "", **more: str) -> dict[str, str]:
    """The fields of one declared relative."""
    held = {"name": "王建军", "post": "副主任", "unit": "村民委员会", "relation": "sibling"}
    return {
        f"relatives.0.{name}": value for name, value in (held | {"staff": login} | more).items()
    }


async def begun(clerk: Visitor) -> str:
    answer = await clerk.sends("/cases/new/begin", household="")
    return str(answer.headers["location"])


async def case_row(address: str) -> dict[str, Any]:
    key = address.rpartition("/")[2]
    row = await CaseRow.select().where(CaseRow.number == key).first()
    assert row
    return row


async def test_items_add_up_on_the_page_and_in_what_the_rules_look_at(visiting: Visit) -> None:
    clerk = await visiting()
    there = await begun(clerk)
    items = means(
        ("wages", "800", "month"), ("transfer", "1200", "year"), ("medical", "90", "month")
    )

    page = await clerk.sends(there, _suggest="1", **told(), **items)
    case = await clerk.registers(**{name.replace(".", "__"): v for name, v in items.items()})
    shown = words_in(await clerk.sees(case))

    assert "人均月收入 900.00 元" in words_in(page.text)
    assert "收入、财产和支出" in shown
    assert "每年 1,200.00 元" in shown
    assert "月刚性支出 90.00 元" in shown


async def test_items_are_sealed_at_rest(visiting: Visit) -> None:
    clerk = await visiting()
    items = means(("wages", "812.34", "month"), whose="王秀兰")

    case = await clerk.registers(**{name.replace(".", "__"): v for name, v in items.items()})

    row = await case_row(case)
    held = await MeansRow.select().where(MeansRow.case_id == row["id"])
    assert "81234" not in str(held)
    assert "王秀兰" not in str(held)
    assert rows.opened("means", held[0], "item")


async def test_a_typed_figure_that_differs_from_the_items_needs_its_reason(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    there, items = await begun(clerk), means(("wages", "800", "month"))
    typed = told() | items | {"circumstances.income_per_head": "420"}

    asked = await clerk.sends(there, **typed)
    taken = await clerk.sends(there, **typed, circumstances__figures_reason="核对后扣除成本")

    assert asked.status_code == 422
    assert "与明细合计 800.00 元不一致" in words_in(asked.text)
    assert taken.status_code == 303
    assert "人均月收入 420.00 元" in words_in(await clerk.sees(taken.headers["location"]))


async def test_an_item_of_somebody_who_is_not_in_the_household_is_pointed_out(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    there = await begun(clerk)

    answer = await clerk.sends(there, **told(), **means(("wages", "1", "month"), whose="李四"))

    assert answer.status_code == 422
    assert 'href="#f-means-0-whose"' in answer.text


async def test_a_declared_relative_keeps_away_and_those_with_the_right_see_why(
    visiting: Visit,
) -> None:
    clerk, other = await visiting(), await visiting()
    desk, handler = await visiting(Role.SUPERVISOR), await visiting(Role.HANDLER, "civil_affairs")

    case = await clerk.registers(**relative(clerk.person.login))
    mine, theirs = await clerk.sees(case), await desk.sees(case)
    refused = await clerk.client.post(f"{case}/accept", data={"_csrf": clerk.token, "version": "9"})

    assert "您须回避" in words_in(mine)
    assert 'id="act-accept"' not in mine
    assert refused.status_code == 403
    assert "王秀兰的兄弟姐妹 · 村民委员会 · 副主任" in words_in(theirs)
    assert "王建军" not in mine + await other.sees(case)
    assert (await other.acts(case, "accept")).status_code == 303
    assert (await handler.client.get(case)).status_code == 404


async def test_the_register_of_relatives_is_sealed(visiting: Visit) -> None:
    clerk = await visiting()

    case = await clerk.registers(**relative())

    row = await case_row(case)
    held = await RelativeRow.select().where(RelativeRow.case_id == row["id"])
    assert "王建军" not in str(held)
    assert [each.name for each in await relatives_of(row["id"])] == ["王建军"]


async def test_yes_without_a_name_is_no_declaration(visiting: Visit) -> None:
    clerk = await visiting()

    answer = await clerk.sends(await begun(clerk), **told(), relatives_declared="some")

    assert answer.status_code == 422
    assert "有近亲属的，请逐一添加。" in words_in(answer.text)


@pytest.mark.parametrize("older", [True, False])
async def test_a_number_of_15_digits_and_its_form_of_18_find_the_same_person(
    visiting: Visit, *, older: bool
) -> None:
    clerk = await visiting()
    short = f"990116530617{next(NUMBERS):03}"
    first, then = (short, long_form(short)) if older else (long_form(short), short)
    case = await clerk.registers(applicant__doc_number=first)

    page = await clerk.sends("/cases/new", doc_number=then)
    again = await clerk.sends(await begun(clerk), **told(applicant__doc_number=then))

    assert case in page.text
    assert again.status_code == 422


async def test_what_a_department_has_already_is_said_before_anything_is_created(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()
    case = await clerk.registers(**{"applicant.doc_number": number})
    await clerk.sends_out(case)

    as_member = {"members.0.name": "王秀兰", "members.0.doc_number": number}
    answer = await clerk.sends(await begun(clerk), **told(), **as_member)

    words = words_in(answer.text)
    assert answer.status_code == 422
    assert "“医疗救助”已由" in words
    assert "这一户已有在办的受理件" in words
