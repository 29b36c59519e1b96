"""Being told of a case 知会: the unit reads, signs and notes until the case ends, and no more."""

from __future__ import annotations

import pytest

from portal.core import clock
from portal.directory import operations as directory
from portal.directory.model import Role
from portal.notices.tables import Notice
from referrals.tables import InformedRow
from tests.portal.web.conftest import Hire
from tests.referrals.conftest import Visit
from tests.referrals.scenes import unit_at
from tests.referrals.visiting import Visitor, acts_in, version_in, words_in

EDUCATION, CIVIL = "education", "civil_affairs"
WORDS = "其子女在贵校就读，请留意。"


async def _accepted(clerk: Visitor) -> str:
    case = await clerk.registers()
    await clerk.acts(case, "accept")
    return case


async def _told(visiting: Visit) -> tuple[Visitor, str, Visitor]:
    """A clerk, a case, and a handler of a unit that is told of it."""
    clerk, teacher = await visiting(), await visiting(Role.HANDLER, EDUCATION)
    case = await _accepted(clerk)
    answer = await clerk.acts(case, "inform", unit=_unit(teacher), message=WORDS)
    assert answer.status_code == 303, words_in(answer.text)
    return clerk, case, teacher


def _unit(who: Visitor) -> str:
    return who.person.memberships[0].unit.code


async def test_a_told_unit_reads_the_case_signs_and_notes(visiting: Visit) -> None:
    clerk, case, teacher = await _told(visiting)
    page = words_in(await teacher.sees(case))
    assert WORDS in page
    assert acts_in(await teacher.sees(case)) == ["note"]

    signed = await teacher.acts(case, "acknowledge")
    noted = await teacher.acts(case, "note", text="已告知班主任")

    assert (signed.status_code, noted.status_code) == (303, 303)
    seen = words_in(await clerk.sees(case))
    assert f"{teacher.person.name} 已签收" in seen
    assert "已告知班主任" in seen
    again = await teacher.sends(f"{case}/acknowledge", version="1")
    assert (again.status_code, "已经签收过" in words_in(again.text)) == (409, True)


async def test_its_people_are_told_and_find_it_in_their_list(visiting: Visit) -> None:
    _, case, teacher = await _told(visiting)
    number = case.rpartition("/")[2]

    listed = words_in(await teacher.sees("/informed?unread=1"))
    signed = await teacher.sends("/informed", picked=number)

    assert number in listed
    assert WORDS in listed
    assert "已签收" in words_in(signed.text)
    assert number not in words_in(await teacher.sees("/informed?unread=1"))
    notice = await Notice.select().where(
        (Notice.person_id == teacher.person.id) & (Notice.kind == "case:inform")
    ).first()  # fmt: skip
    assert notice is not None
    assert (notice["address"], WORDS in notice["params"]) == (case, False)


async def test_the_api_tells_who_is_told_and_what_one_is_told(visiting: Visit) -> None:
    clerk, case, teacher = await _told(visiting)
    number = case.rpartition("/")[2]

    [mine] = [e for e in (await teacher.reads("/informed"))["items"] if e["case"] == number]
    signed = await teacher.asks(f"{case}/acknowledge", version=1)
    [theirs] = (await clerk.reads(f"{case}/informed"))["items"]

    assert (mine["message"], mine["read_at"]) == (WORDS, None)
    assert signed.status_code == 200
    assert (theirs["unit"], theirs["read_by_name"]) == (_unit(teacher), teacher.person.name)


async def test_what_was_written_to_one_unit_is_not_shown_to_another(visiting: Visit) -> None:
    clerk, case, _ = await _told(visiting)
    other = await visiting(Role.HANDLER, "human_resources")
    await clerk.acts(case, "inform", unit=_unit(other), message="另一句")

    page, listed = await other.sees(case), await other.reads(f"{case}/informed")

    assert WORDS not in page
    assert "另一句" in page
    assert [each["message"] for each in listed["items"]] == ["", "另一句"]


async def test_it_reads_no_referral_and_no_paper_of_the_others(visiting: Visit) -> None:
    clerk, case, teacher = await _told(visiting)
    sent = await clerk.asks(
        f"{case}/referrals", version=int(version_in(await clerk.sees(case))),
        items=[{"programme": "dibao", "unit": await _civil(visiting), "role": "lead"}],
    )  # fmt: skip
    number = sent.json()["items"][0]["key"]

    assert (await teacher.client.get(f"/referrals/{number}")).status_code == 404
    assert (await teacher.client.get(f"/referrals/{number}/slip.pdf")).status_code == 404
    assert f'href="/referrals/{number}"' not in await teacher.sees(case)
    assert number not in words_in(await teacher.sees("/referrals?view=all"))


async def _civil(visiting: Visit) -> str:
    return _unit(await visiting(Role.HANDLER, CIVIL))


async def test_who_is_not_told_knows_nothing_of_it(visiting: Visit) -> None:
    _, case, _ = await _told(visiting)
    stranger = await visiting(Role.HANDLER, "human_resources")
    boss = await visiting(Role.SUPERVISOR)

    assert (await stranger.client.get(case)).status_code == 404
    assert (await stranger.sends(f"{case}/acknowledge", version="1")).status_code == 404
    assert (await boss.sends(f"{case}/acknowledge", version="1")).status_code == 403


async def test_taking_it_back_ends_the_reading_and_keeps_the_record(visiting: Visit) -> None:
    clerk, case, teacher = await _told(visiting)
    unit = _unit(teacher)

    answer = await clerk.acts(case, "uninform", unit=unit, reason="误选单位")

    assert answer.status_code == 303
    assert (await teacher.client.get(case)).status_code == 404
    assert "误选单位" in words_in(await clerk.sees(case))
    held = await InformedRow.select().where(InformedRow.case_id.number == case.rpartition("/")[2])
    assert [row["ended_at"] is not None for row in held] == [True]
    once_more = await clerk.acts(case, "inform", unit=unit, message=WORDS)
    assert once_more.status_code == 303
    assert (await teacher.client.get(case)).status_code == 200


async def test_with_the_end_of_the_case_the_reading_ends(visiting: Visit) -> None:
    clerk, case, teacher = await _told(visiting)

    await clerk.acts(case, "withdraw", reason="本人书面要求")

    assert (await teacher.client.get(case)).status_code == 404
    assert case.rpartition("/")[2] not in words_in(await teacher.sees("/informed"))
    # The journal goes on saying who was told.
    assert "知会其他单位" in words_in(await clerk.sees(case))


@pytest.mark.parametrize(
    ("kind", "words"),
    [("education", "已经知道"), ("civil_affairs", "正在办理"), ("charity", "须当事人同意")],
)
async def test_an_unfit_unit_is_refused_with_the_reason(
    visiting: Visit, hired: Hire, kind: str, words: str
) -> None:
    clerk, case, _ = await _told(visiting)
    if kind == CIVIL:
        await clerk.asks(
            f"{case}/referrals", version=int(version_in(await clerk.sees(case))),
            items=[{"programme": "dibao", "unit": await _civil(visiting), "role": "lead"}],
        )  # fmt: skip
    unit = (await hired(Role.HANDLER, kind)).memberships[0].unit

    answer = await clerk.acts(case, "inform", unit=unit.code)

    assert answer.status_code == 422
    assert words in words_in(answer.text)


async def test_without_consent_nobody_is_told(visiting: Visit) -> None:
    clerk, teacher = await visiting(), await visiting(Role.HANDLER, EDUCATION)
    case = await clerk.registers()

    answer = await clerk.acts(case, "inform", unit=_unit(teacher))

    assert answer.status_code == 409
    assert (await teacher.client.get(case)).status_code == 404


async def test_an_ended_unit_is_not_told(visiting: Visit) -> None:
    clerk = await visiting()
    case = await _accepted(clerk)
    at = clock.now()
    gone = await unit_at("disability_federation", "500102")
    if gone.valid_to is None:
        await directory.end_unit(gone, on=clock.office_day(at), successor=None, by=None, at=at)

    answer = await clerk.acts(case, "inform", unit=gone.code)

    assert answer.status_code == 422
    assert "已经撤销" in words_in(answer.text)


async def test_who_is_told_of_a_case_is_told_of_the_one_it_is_merged_into(visiting: Visit) -> None:
    clerk, gone, teacher = await _told(visiting)
    kept = await _accepted(clerk)
    head = await visiting(Role.SUPERVISOR)

    merged = await head.acts(gone, "merge", survivor=kept.rpartition("/")[2], reason="同一户。")

    assert merged.status_code == 303, words_in(merged.text)
    assert (await teacher.client.get(kept)).status_code == 200
    waiting = words_in(await teacher.sees("/informed?unread=1"))
    assert kept.rpartition("/")[2] in waiting
    assert gone.rpartition("/")[2] not in waiting

    undone = await head.acts(gone, "undo-merge", reason="不是同一户。")

    assert undone.status_code == 303, words_in(undone.text)
    assert (await teacher.client.get(kept)).status_code == 404
    assert (await teacher.client.get(gone)).status_code == 200
