"""The household's page: masked, its facts changed with their history, merges and their undoing."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from portal.core.ids import new_code
from portal.directory.model import Role
from portal.journal.tables import Journal
from referrals.tables import CaseRow, ClientRow, HouseholdRow, MergeRow
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, resident_id, version_in, words_in

MEMBER = {"members.0.name": "王小明", "members.0.relation": "child"}


async def household_of(visitor: Visitor, case: str) -> str:
    """The address of the household's page, as the case's page gives it."""
    found = re.search(r'href="(/households/[^"]+)"', await visitor.sees(case))
    assert found
    return found[1]


async def registered(clerk: Visitor, **more: Any) -> str:
    """The address of a new household's page."""
    return await household_of(clerk, await clerk.registers(**more))


def code_of(address: str) -> str:
    return address.rpartition("/")[2]


async def everything(*households: str) -> list[Any]:
    """What stands in the rows of these households and their cases, but for the versions."""
    homes = await HouseholdRow.select().where(HouseholdRow.code.is_in(list(households)))
    ids = [each["id"] for each in homes]
    people = (
        await ClientRow.select().where(ClientRow.household_id.is_in(ids)).order_by(ClientRow.id)
    )
    cases = await CaseRow.select().where(CaseRow.household_id.is_in(ids)).order_by(CaseRow.id)
    return [{k: v for k, v in row.items() if k != "version"}
            for row in [*sorted(homes, key=lambda each: each["id"]), *people, *cases]]  # fmt: skip


async def test_the_page_shows_people_masked_and_what_the_household_waits_for(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()
    case = await clerk.registers(**{"applicant.doc_number": number}, **MEMBER,
                                 members__0__doc_number=resident_id())  # fmt: skip
    await clerk.sends_out(case)

    page = await clerk.sees(await household_of(clerk, case))

    assert number not in page
    assert "王秀兰一户 2 人" in words_in(page)
    assert "医疗救助" in words_in(page)
    assert case in page


async def test_a_household_nobody_told_of_does_not_exist(visiting: Visit) -> None:
    clerk, stranger = await visiting(), await visiting(Role.HANDLER, "education")
    there = await registered(clerk)

    assert (await stranger.client.get(there)).status_code == 404
    assert (await clerk.client.get(f"/households/{new_code()}")).status_code == 404


async def test_facts_are_changed_with_a_reason_and_the_old_ones_stay_sealed_in_the_journal(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()
    there = await registered(clerk, **{"applicant.doc_number": number})
    found = re.search(r'href="(/households/[^"]+/people/[^"/]+)"', await clerk.sees(there))
    assert found
    form = await clerk.sees(found[1])
    typed = {"version": version_in(form), "name": "王秀蘭", "relation": "self",
             "doc_kind": "resident_id", "health": "serious"}  # fmt: skip

    without = await clerk.sends(found[1], **typed)
    done = await clerk.sends(found[1], **typed, reason="更正姓名")
    again = await clerk.sends(found[1], **typed, reason="又一次")

    assert number not in form
    assert (without.status_code, done.status_code, again.status_code) == (422, 303, 409)
    page = words_in(await clerk.sees(there))
    assert "王秀蘭一户" in page
    assert "姓名、健康状况 更正姓名" in page
    person = await ClientRow.select().where(ClientRow.code == code_of(found[1])).first()
    assert person
    told = await Journal.select().where(
        (Journal.tag == "client:edited") & (Journal.subject_id == person["id"])
    )
    assert "王秀兰" not in str(told)
    assert told[0]["sensitive_sealed"]
    # The number that was left empty is kept, and still finds the person.
    assert code_of(there) in (await clerk.sends("/cases/new", doc_number=number)).text


async def test_two_households_become_one_and_stand_exactly_as_before_when_undone(
    visiting: Visit,
) -> None:
    clerk, desk, twin = await visiting(), await visiting(Role.SUPERVISOR), resident_id()
    phone = {"applicant.phone": "19900000077"}
    one = await registered(clerk, **{"applicant.doc_number": twin}, **MEMBER,
                           members__0__doc_number=resident_id())  # fmt: skip
    two = await registered(clerk, **{"applicant.doc_number": twin}, **phone,
                           duplicate_reason="迁入")  # fmt: skip
    before = await everything(code_of(one), code_of(two))
    form = await desk.sees(f"{one}/merge?with={code_of(two)}")
    fields = dict(re.findall(r'name="(version|other|other_version)" value="([^"]*)"', form))

    merged = await desk.sends(f"{one}/merge", **fields, survivor=code_of(one), reason="同一户")
    page = await desk.sees(two)
    merge = re.search(r'name="merge" value="([^"]+)"', page)
    assert merge
    undone = await desk.sends(f"{one}/undo-merge", version=version_in(page), merge=merge[1],
                              reason="误并")  # fmt: skip

    assert (merged.status_code, undone.status_code) == (303, 303)
    assert words_in(page).count("王秀兰一户 2 人")
    assert len(re.findall(r'href="/cases/500116120', page)) >= 2
    assert await everything(code_of(one), code_of(two)) == before


async def test_whoever_went_into_another_is_found_under_the_old_number(visiting: Visit) -> None:
    clerk, desk = await visiting(), await visiting(Role.SUPERVISOR)
    first, second = resident_id(), resident_id()
    one = await registered(clerk, **{"applicant.doc_number": first})
    two = await registered(clerk, **{"applicant.doc_number": second})
    a, b = await _person(one), await _person(two)

    merged = await desk.sends(
        f"{one}/people/{a['code']}/merge", version=a["version"], other=b["code"],
        other_household=code_of(two), other_version=b["version"], survivor=a["code"],
        reason="同一人",
    )  # fmt: skip
    found = (await clerk.sends("/cases/new", doc_number=second)).text

    assert merged.status_code == 303
    assert f'value="{code_of(one)}"' in found
    assert len(re.findall(r'href="/cases/500116120', found)) == 2
    assert code_of(one) in (await clerk.sees(await clerk.registers(household=code_of(one),
                            duplicate_reason="另一事项")))  # fmt: skip


async def test_the_other_household_is_named_by_the_number_of_its_case(visiting: Visit) -> None:
    clerk, desk = await visiting(), await visiting(Role.SUPERVISOR)
    one, case = await registered(clerk), await clerk.registers()

    page = await desk.sees(f"{one}/merge?with={code_of(case)}")

    assert code_of(case) in page
    assert "保留哪一个" in words_in(page)


async def test_who_is_registered_again_keeps_the_phone_and_the_history(visiting: Visit) -> None:
    clerk, number = await visiting(), resident_id()
    there = await registered(clerk, **{"applicant.doc_number": number})

    await clerk.registers(
        **{"applicant.doc_number": number, "applicant.phone": "", "applicant.health": "serious"},
        household=code_of(there), duplicate_reason="另一事项",
    )  # fmt: skip

    page = words_in(await clerk.sees(there))
    assert "199****0001" in page
    assert "修改个人情况" in page
    assert "健康状况" in page


async def test_of_two_merges_at_once_one_wins_and_the_other_is_told(visiting: Visit) -> None:
    clerk, desk = await visiting(), await visiting(Role.SUPERVISOR)
    homes = [code_of(await registered(clerk)) for _ in range(3)]
    versions = {each: (await desk.reads(f"/households/{each}"))["version"] for each in homes}

    async def merge(other: str) -> int:
        answer = await desk.asks(
            f"/households/{homes[0]}/merge", version=versions[homes[0]], other=other,
            other_version=versions[other], survivor=homes[0], reason="同一户",
        )  # fmt: skip
        return answer.status_code

    answers = await asyncio.gather(merge(homes[1]), merge(homes[2]))

    assert sorted(answers) == [200, 409]
    rows = await MergeRow.select().where(MergeRow.reason == "同一户")
    kept = await HouseholdRow.select().where(HouseholdRow.code == homes[0]).first()
    assert kept
    assert len([each for each in rows if each["kept_id"] == kept["id"]]) == 1


async def test_a_merge_below_another_cannot_be_undone_first(visiting: Visit) -> None:
    clerk, desk = await visiting(), await visiting(Role.SUPERVISOR)
    one, two, three = [code_of(await registered(clerk)) for _ in range(3)]

    async def merge(kept: str, gone: str) -> Any:
        seen = {each: (await desk.reads(f"/households/{each}"))["version"] for each in (kept, gone)}
        return await desk.asks(
            f"/households/{kept}/merge", version=seen[kept], other=gone, other_version=seen[gone],
            survivor=kept, reason="同一户",
        )  # fmt: skip

    assert (await merge(one, two)).status_code == 200
    assert (await merge(one, three)).status_code == 200
    first, last = await MergeRow.select().order_by(MergeRow.id, ascending=False).limit(2).output()
    too_soon = await desk.asks(f"/households/{one}/undo-merge", version=0, merge=last["code"],
                               reason="误并")  # fmt: skip
    then = await desk.asks(f"/households/{one}/undo-merge", version=0, merge=first["code"],
                           reason="误并")  # fmt: skip

    assert (too_soon.status_code, then.status_code) == (409, 200)


async def test_only_a_supervisor_merges(visiting: Visit) -> None:
    clerk = await visiting()
    one, two = await registered(clerk), await registered(clerk)

    answer = await clerk.client.get(f"{one}/merge?with={code_of(two)}")

    assert answer.status_code == 403


async def test_the_api_gives_households_masked_by_pages(visiting: Visit) -> None:
    clerk, number = await visiting(), resident_id()
    there = code_of(await registered(clerk, **{"applicant.doc_number": number}))
    await registered(clerk)

    first = await clerk.reads("/households?limit=1")
    second = await clerk.reads(f"/households?limit=1&cursor={first['next']}")
    one = await clerk.reads(f"/households/{there}")

    assert second["items"][0]["code"] == there
    assert one["people"][0]["name"] == "王秀兰"
    assert number not in str(one)
    assert one["cases"]


async def _person(household: str) -> dict[str, Any]:
    home = await HouseholdRow.select().where(HouseholdRow.code == code_of(household)).first()
    assert home
    row = await ClientRow.select().where(ClientRow.household_id == home["id"]).first()
    assert row
    return row
