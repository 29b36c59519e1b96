"""The head's board and the calendar of what is due, within what each may know."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import words_in

MEDICAL = "medical_security"


async def test_the_board_counts_what_each_has_and_leads_to_assigning_it(visiting: Visit) -> None:
    clerk = await visiting()
    first, *_ = await clerk.sends_out(await clerk.registers())
    second, *_ = await clerk.sends_out(await clerk.registers())
    head, handler = await visiting(Role.HEAD, MEDICAL), await visiting(Role.HANDLER, MEDICAL)
    await handler.acts(first, "accept")

    page = await head.sees("/team")
    mine = re.findall(r'href="(/referrals\?view=all&amp;handler=[^"]+)"', page)
    assigning = await head.client.get("/team/assign?handler=none")

    assert "未指派" in words_in(page)
    lists = [await head.sees(each.replace("&amp;", "&")) for each in mine]
    assert sum(f'href="{first}"' in each for each in lists) == 1
    location = assigning.headers["location"]
    picked = parse_qs(urlsplit(location).query).get("picked", [])
    assert location.startswith("/referrals/bulk?act=assign")
    assert first.rpartition("/")[2] not in picked
    assert second.rpartition("/")[2] in picked
    assert (await clerk.client.get("/team")).status_code == 403
    other = await visiting(Role.HEAD, "emergency_mgmt")
    assert first not in await other.sees("/team")


async def test_the_calendar_counts_each_day_as_its_list_does(visiting: Visit) -> None:
    clerk = await visiting()
    first, *_ = await clerk.sends_out(await clerk.registers())
    handler = await visiting(Role.HANDLER, MEDICAL)
    due = (await handler.reads(f"/referrals/{first.rpartition('/')[2]}"))["due_at"][:10]

    page = await handler.sees(f"/calendar?month={due[:7]}")
    days = re.findall(rf'href="(/referrals\?view=all&amp;due_from={due}[^"]+)"', page)

    assert days
    assert f'href="{first}"' in await handler.sees(f"{days[0].replace('&amp;', '&')}&q="
                                                   f"{first.rpartition('/')[2]}")  # fmt: skip
    assert f"due_from={due}" not in await handler.sees(f"/calendar?month={due[:7]}&who=me")


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01"])
async def test_a_month_that_is_none_is_said_to_be_none(visiting: Visit, month: str) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)

    assert (await handler.client.get(f"/calendar?month={month}")).status_code == 422
