"""Remarks: who reads them, whom they mention, that they are struck out and never changed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from portal.core import clock
from portal.core.errors import NotPossible
from portal.core.settings import Settings
from portal.directory.model import Role
from portal.jobs.tables import Job
from portal.notices.tables import Notice
from referrals import inputs, jobs, operations
from referrals.queries import timeline
from tests.referrals import scenes
from tests.referrals.conftest import Visit
from tests.referrals.scenes import Stage
from tests.referrals.visiting import Visitor, words_in

MEDICAL, CIVIL = "medical_security", "civil_affairs"
SECRET = "本单位内部意见七五一"


async def _sent(visiting: Visit) -> tuple[Visitor, str, list[str]]:
    clerk = await visiting()
    case = await clerk.registers()
    return clerk, case, await clerk.sends_out(case)


async def _both(visiting: Visit) -> tuple[Visitor, Visitor, str, str, str, Visitor]:
    """Handlers of two departments on one case, their referrals, the case, and its clerk."""
    clerk, case, addresses = await _sent(visiting)
    medical, civil = await visiting(Role.HANDLER, MEDICAL), await visiting(Role.HANDLER, CIVIL)
    mine = {}
    for address in addresses:
        for who in (medical, civil):
            if (await who.client.get(address)).status_code == 200:
                mine[who] = address
    return medical, civil, mine[medical], mine[civil], case, clerk


async def test_an_internal_remark_reaches_no_other_unit_by_any_door(visiting: Visit) -> None:
    medical, civil, mine, theirs, case, clerk = await _both(visiting)

    await medical.acts(mine, "note", text=SECRET, visibility="internal")
    await medical.acts(case, "note", text=f"{SECRET}二", visibility="internal")

    boss = await visiting(Role.SUPERVISOR)
    for other in (civil, clerk, boss):
        for address in (case, theirs, f"{case}/timeline", f"{theirs}/timeline",
                        f"/api/v1{case}/timeline", f"/api/v1{theirs}/timeline",
                        f"{case}/timeline?show=notes", f"/api/v1{case}", f"{theirs}/peek",
                        f"{theirs}/slip.pdf"):  # fmt: skip
            answer = await other.client.get(address, headers={"hx-request": "true"})
            assert SECRET not in answer.text, address
        found = await other.sends("/search", q=SECRET)
        assert "没有找到" in words_in(found.text)
        exported = await other.client.get("/referrals.xlsx")
        assert SECRET.encode() not in exported.content
    for address in (mine, case, f"{case}/timeline", f"/api/v1{mine}/timeline"):
        assert SECRET in (await medical.client.get(address)).text, address
    colleague = await visiting(Role.HEAD, MEDICAL)
    assert "仅本单位可见" in words_in(await colleague.sees(mine))


async def test_a_shared_remark_reaches_every_unit_on_the_case(visiting: Visit) -> None:
    medical, civil, mine, theirs, case, clerk = await _both(visiting)

    await clerk.acts(case, "note", text="当事人下周住院")
    await medical.acts(mine, "note", text="已核对票据")

    for who, address in ((civil, theirs), (civil, case), (clerk, case), (medical, mine)):
        words = words_in(await who.sees(address))
        assert "当事人下周住院" in words
        assert "已核对票据" in words
    stranger = await visiting(Role.HANDLER, "human_resources")
    assert (await stranger.client.get(f"{case}/timeline")).status_code == 404


async def _mentioning(who: Visitor, address: str, **fields: Any) -> Any:
    return await who.sends(f"{address}/note", version="0", **fields)


async def test_only_those_who_read_a_remark_can_be_mentioned(visiting: Visit) -> None:
    medical, civil, mine, _, case, clerk = await _both(visiting)
    readers = (await medical.client.get(f"{mine}/readers", headers={"hx-request": "true"})).text
    logins = set(re.findall(r'name="mentions" value="([^"]+)"', readers))
    assert {civil.login, clerk.login} <= logins

    inner = await _mentioning(medical, mine, text="请看", visibility="internal",
                              mentions=civil.login)  # fmt: skip
    nobody = await _mentioning(medical, mine, text="@查无此人 请看")
    good = await _mentioning(clerk, case, text="请看", mentions=civil.login)

    assert (inner.status_code, nobody.status_code, good.status_code) == (422, 422, 303)
    assert "看不到这条记录" in words_in(inner.text)
    assert "请看</textarea>" in nobody.text
    assert f'value="{civil.login}" checked' in inner.text


@pytest.fixture(scope="module")
async def stage(database: Settings) -> Stage:
    """The units and people of the oracle."""
    return await scenes.set_stage(administrators=False)


async def test_who_is_mentioned_is_told_and_led_to_the_remark(stage: Stage) -> None:
    scene = await stage.referral_in("accepted")
    by, told = stage.people["handler", "bureau"], stage.people["clerk", "window"]
    given = inputs.NoteIn(version=0, text=f"请 @{told.login} 回电")
    at = clock.now()

    await operations.note(scene.key, given, by=by, at=at)
    held = await Job.select().where(Job.kind == "referrals.mention").order_by(
        Job.id, ascending=False
    ).first()  # fmt: skip
    assert held is not None
    await jobs.mention(_payload(held), at=at)

    row = await Notice.select().where(Notice.person_id == told.id).order_by(
        Notice.id, ascending=False
    ).first()  # fmt: skip
    assert row is not None
    folder = await scene.folder()
    number = next(each.number for each in folder.referrals if each.code == scene.code)
    assert row["address"].startswith(f"/referrals/{number}?from=")
    assert row["address"].rpartition("#note-")[2] == _payload(held)["note"]
    assert "回电" not in row["message"] + row["params"]


def _payload(job: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(job["payload"])
    return found


async def test_a_remark_is_struck_out_by_its_author_for_a_day_and_stays(stage: Stage) -> None:
    scene = await stage.referral_in("accepted")
    by, at = stage.people["handler", "bureau"], clock.now()
    for text in ("写错了", "来不及了"):
        await operations.note(scene.key, inputs.NoteIn(version=0, text=text), by=by, at=at)
    folder = await scene.folder()
    page = await timeline.page(timeline.Reach(folder, by, at), show=timeline.Show.NOTES)
    late, wrong = page.items

    struck, _ = await operations.strike(wrong.code, by=by, at=at + timedelta(hours=23))

    assert (struck.text, struck.struck_at) == ("写错了", at + timedelta(hours=23))
    assert (await scene.folder()).entries[-1].tag == "referral:strike_note"
    for code, hours in ((wrong.code, 23), (late.code, 24)):
        with pytest.raises(NotPossible):
            await operations.strike(code, by=by, at=at + timedelta(hours=hours))
