"""A referral proposed for the meeting: a task of the supervisor's, one button away from a topic."""

from __future__ import annotations

from typing import Any

from meetings import pages as meetings_pages
from portal.directory.model import Role
from portal.office import pages as office_pages
from referrals import jobs
from referrals import pages as referrals_pages
from tests.portal.web.conftest import Open, enter, hired, opened
from tests.referrals.offices import Office, hire, office, on

__all__ = ["hired", "opened"]

_DOORS: tuple[Any, ...] = (
    *office_pages.HANDLERS, *referrals_pages.HANDLERS, *meetings_pages.HANDLERS,
)  # fmt: skip


async def stuck(here: Office) -> str:
    """A referral five working days past its limit, whose meeting the worker has proposed."""
    sent = await here.sends(on("2026-03-02"))
    await here.acts(sent, "accept", here.handler, on("2026-03-03"))
    await jobs.chase({}, at=on("2026-04-08"))
    return f"/referrals/{sent.key}"


async def test_the_supervisor_finds_it_on_the_home_page_and_in_the_list(opened: Open) -> None:
    here = await office("500154001")
    address = await stuck(here)
    async with opened(*_DOORS) as client:
        await enter(client, await hire(Role.SUPERVISOR, here.window))
        home = (await client.get("/")).text
        listed = (await client.get("/referrals?view=to_meeting")).text
        page = (await client.get(address)).text
        asked = (await client.get(f"{address}/put-to-meeting")).status_code

        assert "建议提请联席会议" in home
        assert f'href="{address}"' in home
        assert f'href="{address}"' in listed
        assert "逾期已满五个工作日。是否提请，由您决定。" in page
        assert f'class="btn btn-primary" href="{address}/put-to-meeting"' in page
        assert asked == 200


async def test_a_clerk_is_not_asked(opened: Open) -> None:
    here = await office("500154001")
    address = await stuck(here)
    async with opened(*_DOORS) as client:
        await enter(client, await hire(Role.CLERK, here.window))
        page = (await client.get(address)).text
        listed = (await client.get("/referrals")).text

        assert "是否提请，由您决定" not in page
        assert "view=to_meeting" not in listed
