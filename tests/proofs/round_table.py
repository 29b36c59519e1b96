"""The joint meeting on a stuck referral, by programs: put to it, decided, struck off."""

from __future__ import annotations

from datetime import timedelta

from portal.core import clock
from portal.core.calendar import OFFICE
from portal.demo import first_case
from tests.proofs.conftest import City

HEADS = {"civil_affairs": "minzheng-head", "medical_security": "yibao-head",
         "insurer": "baoxian-head"}  # fmt: skip


async def decide(city: City, referral: str) -> str:
    """Put the lead to the meeting, hold it, issue its minutes; return the resolution's address."""
    told = first_case.meeting()
    topic = await city.act(
        "minzheng", f"{referral}/put-to-meeting", title=told["topic"]["title"],
        question=told["topic"]["question"],
    )  # fmt: skip
    assert (await _seen(city, referral))["state"] == "in_meeting"
    at = f"/api/v1/topics/{topic['key']}"
    for step in ("check", "pool"):
        await city.act("mishu", f"{at}/{step}")
    meeting = await _held(city, at)
    minutes = meeting.replace("/meetings/", "/minutes/")
    await _resolved(city, minutes, told["resolutions"][0])
    for login in HEADS.values():
        await city.act(login, f"{minutes}/agree")
    await city.act("mishu", f"{minutes}/to-signature")
    await city.act("zhaoji", f"{minutes}/sign")
    issued = await city.act("mishu", f"{minutes}/issue")
    assert issued["number"]
    assert (await _seen(city, referral))["state"] == "accepted"
    return f"/api/v1/resolutions/{issued['resolutions'][0]['key']}"


async def _seen(city: City, address: str) -> dict[str, str]:
    async with city.client("minzheng") as client:
        found: dict[str, str] = (await client.get(address)).json()
    return found


async def _held(city: City, topic: str) -> str:
    begins = (clock.now() + timedelta(days=3)).astimezone(OFFICE)
    told = {"title": "个案会商会议", "kind": "case_conference", "place": "区政府3号会议室",
            "chair": "副区长王㐱", "begins_at": begins.strftime("%Y-%m-%d %H:%M")}  # fmt: skip
    async with city.client("mishu") as client:
        planned = await client.post("/api/v1/meetings", json=told)
    assert planned.status_code == 201, planned.text
    meeting = f"/api/v1/meetings/{planned.json()['key']}"
    await city.act("mishu", f"{topic}/schedule", meeting=planned.json()["key"])
    await city.act("mishu", f"{meeting}/convene")
    for kind, login in HEADS.items():
        await city.act(login, f"{meeting}/attend", name=f"{kind} 到会人")
    for step in ("fix-agenda", "begin"):
        await city.act("mishu", f"{meeting}/{step}")
    for kind in HEADS:
        await city.act("mishu", f"{meeting}/present", unit=f"500116-{kind}")
    await city.act(
        "mishu", f"{topic}/record-outcome", outcome="agreed",
        text="会议议定：由区民政局牵头，区医疗保障局配合，十个工作日内办结。",
    )  # fmt: skip
    await city.act("mishu", f"{meeting}/conclude")
    return meeting


async def _resolved(city: City, minutes: str, told: dict[str, object]) -> None:
    async with city.client("mishu") as client:
        item = (await client.get(minutes)).json()["items"][0]["id"]
    await city.act(
        "mishu", f"{minutes}/resolve", item=item, text=told["text"],
        lead="500116-medical_security", cooperating=["500116-civil_affairs"],
        working_days=told["working_days"],
    )  # fmt: skip
    await city.act("mishu", f"{minutes}/circulate")


async def strike_off(city: City, resolution: str) -> None:
    """Have the resolution received, carried out by its units, checked, struck off."""
    for step in ("receive", "start"):
        await city.act("yibao-head", f"{resolution}/{step}")
    await city.act("minzheng-head", f"{resolution}/cooperate", report="已明确责任人。")
    await city.act("yibao-head", f"{resolution}/report", report="机制已建立，首批信息已推送。")
    await city.act("mishu", f"{resolution}/check")
    closed = await city.act("zhaoji", f"{resolution}/strike-off")
    assert closed["state"] == "closed"
