"""Being away through one's own settings, and over the API."""

from __future__ import annotations

from datetime import timedelta

from portal.core import clock
from portal.directory.model import Role
from portal.office.pages import HANDLERS
from tests.portal.web.conftest import Hire, Open, enter


async def test_one_notes_days_and_stand_in_sees_them_and_comes_back(
    opened: Open, hired: Hire
) -> None:
    person, delegate = await hired(Role.HANDLER, "health"), await hired(Role.HANDLER, "health")
    unit, today = person.memberships[0].unit, clock.office_day(clock.now())
    async with opened(*HANDLERS) as client:
        form = {"_csrf": await enter(client, person), "unit": unit.code, "since": today.isoformat(),
                "until": (today + timedelta(days=2)).isoformat()}  # fmt: skip
        empty = await client.post("/settings/away", data={**form, "delegate": ""})
        back = await client.post(
            "/settings/away", data={**form, "delegate": delegate.login, "until": form["since"]}
        )
        done = await client.post("/settings/away", data={**form, "delegate": delegate.login})
        page = (await client.get("/settings/away")).text
        listed = (await client.get("/api/v1/absences")).json()["items"]
        settings = (await client.get("/settings")).text
        token = await enter(client, delegate)
        theirs = (await client.get("/settings/away")).text
        foreign = await client.post(
            f"/settings/away/{listed[0]['code']}/end", data={"_csrf": token}
        )
        ended = await client.post(
            f"/settings/away/{listed[0]['code']}/end", data={"_csrf": await enter(client, person)}
        )

        assert (empty.status_code, back.status_code, done.status_code) == (422, 422, 303)
        assert "代办人" in empty.text
        assert "回岗日期要晚于外出日期" in back.text
        assert f"/settings/away/{listed[0]['code']}/end" in page
        assert "/settings/away" in settings
        assert "我正在代办" in theirs
        assert (foreign.status_code, ended.status_code) == (404, 303)
        assert (await client.get("/api/v1/absences")).json()["items"] == []


async def test_a_head_chooses_among_the_units_people(opened: Open, hired: Hire) -> None:
    head, handler = await hired(Role.HEAD, "health"), await hired(Role.HANDLER, "health")
    delegate, today = await hired(Role.HANDLER, "health"), clock.office_day(clock.now())
    async with opened(*HANDLERS) as client:
        token = await enter(client, head)
        page = (await client.get("/settings/away")).text
        made = await client.post(
            "/api/v1/absences", headers={"x-csrf-token": token},
            json={"who": handler.login, "unit": head.memberships[0].unit.code,
                  "delegate": delegate.login, "since": today.isoformat(),
                  "until": (today + timedelta(days=1)).isoformat()},
        )  # fmt: skip

        assert f'value="{handler.login}"' in page
        assert made.status_code == 201
        assert made.json()["role"] == "承办人"
