"""The units' side: worklist, accepting, papers, returning, completing — through the pages."""

from __future__ import annotations

import re

import pytest

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, acts_in, version_in, words_in

MEDICAL = "medical_security"


async def sent(visiting: Visit) -> tuple[Visitor, Visitor, str]:
    """A clerk, a handler, and the referral the clerk has sent to the handler's unit."""
    clerk = await visiting()
    referral, _ = await clerk.sends_out(await clerk.registers())
    return clerk, await visiting(Role.HANDLER, MEDICAL), referral


async def test_what_is_sent_waits_in_the_units_worklist_with_its_lamp(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)

    # By its number: what other tests sent to the same unit may fill the first page.
    page = await handler.sees(f"/referrals?view=to_accept&q={referral.rpartition('/')[2]}")

    assert f'href="{referral}"' in page
    assert "lamp-green" in page


async def test_a_filter_stands_in_the_address_and_is_taken_off_by_its_chip(
    visiting: Visit,
) -> None:
    _, handler, referral = await sent(visiting)
    number = referral.rpartition("/")[2]

    page = await handler.sees(f"/referrals?view=all&state=sent&q={number}")
    chips = re.findall(r'class="chip" href="([^"]+)"', page)

    assert f'href="{referral}"' in page
    assert chips == [
        "/referrals?view=all&amp;state=sent", f"/referrals?view=all&amp;q={number}",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["view=strange", "lamp=blue", "cursor=x"])
async def test_a_list_says_what_is_wrong_with_its_address(visiting: Visit, query: str) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)

    assert (await handler.client.get(f"/referrals?{query}")).status_code == 422


async def test_the_page_explains_its_day_and_every_other_clock(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)

    words = words_in(await handler.sees(referral))

    assert "签收时限" in words
    assert "办理时限" in words
    assert "时限 20 个工作日" in words


async def test_a_handler_is_offered_what_the_state_allows(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)

    before = acts_in(await handler.sees(referral))
    await handler.acts(referral, "accept")
    after = acts_in(await handler.sees(referral))

    assert before == ["accept", "assign", "note", "ask-return"]
    assert "ask-papers" in after
    assert "accept" not in after


async def test_a_lead_is_told_why_it_cannot_complete_yet(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    await handler.acts(referral, "accept")

    page = await handler.sees(referral)

    assert "complete" not in acts_in(page)
    assert "还不能“办结”：还有 1 个配合单位没有办完" in words_in(page)


async def test_what_was_typed_stays_in_the_form_that_did_not_hold(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    await handler.acts(referral, "accept")

    answer = await handler.acts(referral, "ask-papers", items__0__name="户口簿", working_days="99")

    assert answer.status_code == 422
    assert 'value="户口簿"' in answer.text
    assert 'value="99"' in answer.text
    assert 'id="act-ask-papers" name="acts" open' in answer.text
    assert 'href="#f-ask-papers-working_days"' in answer.text


async def test_a_form_of_another_version_is_refused_and_says_what_happened_since(
    visiting: Visit,
) -> None:
    _, handler, referral = await sent(visiting)
    page = await handler.sees(referral)
    seen = re.search(r'name="_seen" value="([^"]+)"', page)
    assert seen
    await handler.acts(referral, "accept")

    answer = await handler.sends(
        f"{referral}/ask-return", version=version_in(page), _seen=seen[1],
        code="not_our_duty", basis="不属本单位职责。", suggested_unit="",
    )  # fmt: skip

    assert answer.status_code == 409
    assert "在您打开此页之后，情况已有变化" in words_in(answer.text)
    assert "不属本单位职责。" in answer.text


async def test_papers_are_asked_in_a_list_and_the_lamp_stands_still(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    await handler.acts(referral, "accept")

    await handler.acts(referral, "ask-papers", items__0__name="户口簿", items__1__name="诊断证明")
    page = await handler.sees(referral)

    assert "户口簿；诊断证明" in words_in(page)
    assert "lamp-bar-paused" in page


async def test_a_return_names_another_unit_and_the_supervisor_decides(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    supervisor = await visiting(Role.SUPERVISOR)
    page = await handler.sees(referral)
    other = re.search(r'value="([^"]+-civil_affairs)"', page)
    assert other

    asked = await handler.acts(
        referral, "ask-return", code="not_our_duty", basis="应由民政办理。",
        suggested_unit=other[1],
    )  # fmt: skip
    overruled = await supervisor.acts(referral, "overrule-return", reason="由贵单位主管。")

    assert (asked.status_code, overruled.status_code) == (303, 303)
    assert "已裁定由本单位办理" in words_in(await handler.sees(referral))


async def test_a_row_is_peeked_at_over_the_list(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)

    peeked = await handler.client.get(f"{referral}/peek", headers={"hx-request": "true"})
    plain = await handler.client.get(f"{referral}/peek")

    assert peeked.text.lstrip().startswith("<dialog")
    assert "住院费用太高" in peeked.text
    assert plain.headers["location"] == referral


async def test_a_remark_for_the_own_unit_is_not_read_by_others(visiting: Visit) -> None:
    clerk, handler, referral = await sent(visiting)

    await handler.acts(referral, "note", text="内部意见", visibility="internal")

    assert "内部意见" in await handler.sees(referral)
    assert "内部意见" not in await clerk.sees(referral)


async def test_a_draft_of_an_answer_comes_back_until_the_act_is_done(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    page = await handler.sees(referral)
    place = re.search(r'data-draft="(/drafts/act-ask-return[^"]+)"', page)
    assert place
    await handler.sends(place[1].replace("&amp;", "&"), basis="写到一半")

    assert "写到一半" in await handler.sees(referral)


@pytest.mark.parametrize("act", ["taken-back", "decided", "put-to-meeting"])
async def test_the_acts_of_meetings_have_no_door_here(visiting: Visit, act: str) -> None:
    _, handler, referral = await sent(visiting)

    answer = await handler.sends(f"{referral}/{act}", version="1")

    assert answer.status_code in {404, 405}


async def test_another_department_does_not_know_the_referral(visiting: Visit) -> None:
    _, _, referral = await sent(visiting)
    stranger = await visiting(Role.HANDLER, "education")

    assert (await stranger.client.get(referral)).status_code == 404
    assert (await stranger.sends(f"{referral}/accept", version="1")).status_code == 404


async def test_a_list_is_filtered_by_unit_handler_and_day_and_turns_back(visiting: Visit) -> None:
    _, handler, referral = await sent(visiting)
    due = (await handler.reads(f"/referrals/{referral.rpartition('/')[2]}"))["due_at"][:10]
    more = await handler.sees("/referrals?view=to_accept&more=1")
    select = re.search(r'name="unit".*?</select>', more, flags=re.S)
    units = re.findall(r'value="([^"]+)"', select[0] if select else "")

    number = referral.rpartition("/")[2]

    async def holds(query: str) -> bool:
        page = await handler.sees(f"/referrals?view=to_accept&q={number}&{query}")
        return f'href="{referral}"' in page

    assert await holds(f"unit={units[0]}&handler=none")
    assert not await holds("handler=me")
    assert not await holds("unit=nowhere")
    assert await holds(f"due_from={due}") is await holds(f"due_to={due}") is True
    assert not await holds("due_to=2020-01-01")
    assert (await handler.client.get("/referrals?due_to=gestern")).status_code == 422
    first = await handler.reads("/referrals?view=to_accept&limit=1")
    if first["next"]:
        second = await handler.reads(f"/referrals?view=to_accept&limit=1&cursor={first['next']}")
        back = await handler.reads(f"/referrals?view=to_accept&limit=1&before={second['previous']}")
        assert (back["items"], back["previous"]) == (first["items"], None)
        assert back["next"] == first["next"]
