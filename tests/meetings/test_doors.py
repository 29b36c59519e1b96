"""The doors of meetings: every page shows, and the circle goes round over the API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from meetings.queries import things
from portal.core import clock
from portal.core.calendar import OFFICE
from tests.meetings.round_table import MEMBERS, Table
from tests.referrals.visiting import Visitor


class Api:
    """One person's program."""

    def __init__(self, visit: Visitor) -> None:
        self.visit = visit

    async def do(self, address: str, act: str, **given: Any) -> Any:
        """Read the thing for its version, act, return the answer."""
        version = (await self.visit.reads(address))["version"]
        answer = await self.visit.asks(f"{address}/{act}", version=version, **given)
        assert answer.status_code in {200, 201}, (address, act, answer.text)
        return answer.json()


async def test_the_circle_goes_round_over_the_api(table: Table, visiting: Any) -> None:
    scene = await table.stage.referral_in("accepted")
    people = {
        "secretary": table.person("secretary"), "convener": table.person("convener"),
        "handler": table.person("handler", "bureau"),
        **{where: await table.head(where) for where in MEMBERS},
    }  # fmt: skip
    by = {name: Api(await visiting(person)) for name, person in people.items()}
    units = {where: table.stage.units[where].code for where in MEMBERS}
    secretary = by["secretary"]

    topic = await by["handler"].do(
        f"/referrals/{scene.key}", "put-to-meeting",
        title="个人负担由谁牵头", question="由哪一部门牵头解决。",
    )  # fmt: skip
    assert "冉**" in topic["dossier"]
    at = f"/topics/{topic['key']}"
    await secretary.do(at, "check")
    await secretary.do(at, "consult", unit=units["civil affairs"], question="可否由贵单位牵头？")
    await by["civil affairs"].do(at, "answer", stance="agrees")
    await secretary.do(at, "pool")
    begins = (clock.now() + timedelta(days=3)).astimezone(OFFICE).strftime("%Y-%m-%d %H:%M")
    planned = await secretary.visit.asks(
        "/meetings", title="专题会议", begins_at=begins, place="三楼会议室", chair="副区长"
    )
    assert planned.status_code == 201, planned.text
    meeting = f"/meetings/{planned.json()['key']}"
    await secretary.do(at, "schedule", meeting=planned.json()["key"])
    await secretary.do(meeting, "convene")
    await by["bureau"].do(meeting, "attend", name="王主任", post="副局长")
    await by["lead"].do(meeting, "excuse", reason="另有会议")
    for act in ("fix-agenda", "begin"):
        await secretary.do(meeting, act)
    for where in MEMBERS:
        await secretary.do(meeting, "present", unit=units[where], name="王主任")
    await secretary.do(at, "record-outcome", outcome="agreed", text="会议同意由医保局牵头。")
    await secretary.do(meeting, "conclude")
    minutes = meeting.replace("meetings", "minutes")
    item = (await secretary.visit.reads(minutes))["items"][0]["id"]
    await secretary.do(
        minutes, "resolve", item=item, text="由医保局牵头建立机制。", lead=units["bureau"],
        cooperating=[units["civil affairs"]], working_days=10,
    )  # fmt: skip
    await secretary.do(minutes, "circulate")
    for where in MEMBERS:
        await by[where].do(minutes, "agree")
    await secretary.do(minutes, "to-signature")
    await by["convener"].do(minutes, "sign")
    issued = await secretary.do(minutes, "issue")
    assert issued["number"]
    assert len(issued["sha256"]) == 64

    assert await scene.state() == "accepted"
    resolution = f"/resolutions/{issued['resolutions'][0]['key']}"
    await by["bureau"].do(resolution, "receive")
    await by["bureau"].do(resolution, "start")
    await by["civil affairs"].do(resolution, "cooperate", report="已配合。")
    await by["bureau"].do(resolution, "report", report="机制已建立。")
    await secretary.do(resolution, "check")
    closed = await by["convener"].do(resolution, "strike-off")
    assert closed["state"] == "closed"


async def test_every_page_shows_in_every_state_to_all_who_may_read_it(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    secretary = await visiting(table.person("secretary"))
    for address in ("/topics", "/topics/new", "/meetings", "/meetings/new", "/resolutions",
                    "/bodies", "/topics?view=over", "/meetings?view=over"):  # fmt: skip
        await secretary.sees(address)
    await secretary.sees(f"/topics/{topic.key}")
    minutes = await table.written(topic)
    await secretary.sees(f"/meetings/{minutes.key}")
    await secretary.sees(f"/meetings/{minutes.key}/minutes")
    issued = await table.issued(await table.countersigned(minutes))
    (resolution,) = await table.resolutions(issued)
    bureau = await visiting(await table.head("bureau"))
    meeting = f"/meetings/{minutes.key}"
    for address in (f"/topics/{topic.key}", meeting, f"{meeting}/minutes",
                    f"/resolutions/{resolution.key}"):  # fmt: skip
        await secretary.sees(address)
    await bureau.sees(f"/meetings/{minutes.key}/minutes")
    await bureau.sees(f"/resolutions/{resolution.key}")
    paper = await bureau.client.get(f"/meetings/{minutes.key}/minutes.pdf")
    assert paper.content.startswith(b"%PDF")


async def test_an_appointment_that_does_not_hold_is_mended_where_it_was_typed(
    table: Table, visiting: Any
) -> None:
    secretary = await visiting(table.person("secretary"))
    code = table.body.code

    answer = await secretary.sends(f"/bodies/{code}/appoint", version="1", name="周敏", unit="")

    assert answer.status_code == 422
    assert '<details class="more" open>' in answer.text
    assert f'href="#f-{code}-unit"' in answer.text
    assert f'id="f-{code}-unit"' in answer.text
    assert 'value="周敏"' in answer.text


async def test_the_page_of_a_stuck_referral_leads_to_the_meeting_and_back(
    table: Table, visiting: Any
) -> None:
    scene = await table.stage.referral_in("accepted")
    handler = await visiting(table.person("handler", "bureau"))
    key = (await scene.folder()).referrals[-1].key

    page = await handler.sees(f"/referrals/{key}")
    assert f"/referrals/{key}/put-to-meeting" in page
    form = await handler.sees(f"/referrals/{key}/put-to-meeting")
    assert "卷宗" in form
    answer = await handler.sends(
        f"/referrals/{key}/put-to-meeting", version=str(await scene.version()),
        title="由谁牵头", question="由哪一部门牵头。",
    )  # fmt: skip
    assert answer.status_code == 303
    topic = answer.headers["location"]
    assert topic.startswith("/topics/")
    page = await handler.sees(f"/referrals/{key}")
    assert topic in page
    assert "put-to-meeting" not in page
    assert f"/referrals/{key}" in await handler.sees(topic)
    # The office knows the dossier, and nothing of the case behind it.
    secretary = await visiting(table.person("secretary"))
    assert f'href="/referrals/{key}"' not in await secretary.sees(topic)


async def test_each_item_has_its_own_text_and_decision_in_the_form(
    table: Table, visiting: Any
) -> None:
    secretary = table.person("secretary")
    pooled = [await table.pooled((await table.escalated())[1]) for _ in range(2)]
    meeting = await table.sitting(*pooled)
    for topic, text in zip(pooled, ("第一项文字", "第二项文字"), strict=True):
        await table.do("record_outcome", topic, secretary, outcome="agreed", text=text)
    minutes_id = await things.minutes_of(meeting.id)
    assert minutes_id
    minutes = await things.minutes(minutes_id)
    second, lead = minutes.items[1], table.stage.units["lead"]
    visit = await visiting(secretary)
    address = f"/meetings/{meeting.key}/minutes"

    written = await visit.acts(
        address, "write", item=str(second.id), text="第二项改过", effect__unit=lead.code,
        effect__due_on="2027-01-08", effect__binding="no", effect__routing="yes",
    )  # fmt: skip
    assert written.status_code == 303
    first_form, page = await visit.sees(address), await visit.sees(f"{address}?item={second.id}")

    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*第一项文字", first_form)
    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*第二项改过", page)
    assert f'value="{lead.code}" selected' in page
    assert 'value="2027-01-08"' in page
    assert 'value="no" selected' in page
    assert "以后本地同类事项都由该单位办理；可以再申请退回。" in page


async def test_minutes_begun_before_any_outcome_say_what_they_wait_for(
    table: Table, visiting: Any
) -> None:
    topic = await table.pooled((await table.escalated())[1])
    meeting = await table.sitting(topic)
    secretary = await visiting(table.person("secretary"))

    page = await secretary.sees(f"/meetings/{meeting.key}/minutes")

    assert "请先在议题页记录审议结果" in page
    assert 'action="/meetings/' not in page
