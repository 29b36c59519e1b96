"""At the desk: look up, register, send, confirm, close — through the pages."""

from __future__ import annotations

import re

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import acts_in, resident_id, send_fields, told, words_in


async def test_a_look_up_asks_for_something_to_look_for(visiting: Visit) -> None:
    clerk = await visiting()

    answer = await clerk.sends("/cases/new")

    assert answer.status_code == 422
    assert "请填写证件号码，或姓名和出生日期，或电话。" in words_in(answer.text)


async def test_a_look_up_shows_the_household_masked_its_case_and_who_has_it(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()
    case = await clerk.registers(applicant__doc_number=number)
    await clerk.sends_out(case)

    page = (await clerk.sends("/cases/new", doc_number=number)).text

    assert number not in page.replace(f'value="{number}"', "")
    assert case in page
    assert "正在办理医疗救助" in words_in(page)


async def test_what_was_looked_for_is_the_first_draft_and_stands_in_no_address(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()

    begun = await clerk.sends("/cases/new/begin", doc_number=number, household="")
    page = await clerk.sees(begun.headers["location"])

    assert number not in begun.headers["location"]
    assert f'value="{number}"' in page


async def test_an_empty_registration_says_everything_that_is_missing_at_its_field(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    begun = await clerk.sends("/cases/new/begin", household="")

    answer = await clerk.sends(begun.headers["location"], applicant__phone="19900000001")

    assert answer.status_code == 422
    links = re.findall(r'<li><a href="#([^"]+)"', answer.text)
    assert {"f-applicant-name", "f-applicant-doc_number", "f-request"} <= set(links)
    assert all(f'id="{link}"' in answer.text for link in links)
    assert 'value="19900000001"' in answer.text


async def test_the_facts_that_were_typed_suggest_programmes(visiting: Visit) -> None:
    clerk = await visiting()
    begun = await clerk.sends("/cases/new/begin", household="")
    there = begun.headers["location"]

    without = await clerk.sends(there, _suggest="1", applicant__name="王秀兰")
    with_cost = await clerk.sends(there, _suggest="1", circumstances__own_share="25000")

    assert without.status_code == with_cost.status_code == 200
    assert "医疗救助" not in re.findall(r'offer-title"[^>]*>([^<]+)', without.text)
    assert "医疗救助" in re.findall(r'offer-title"[^>]*>([^<]+)', with_cost.text)


async def test_a_row_is_added_without_a_script_and_nothing_is_registered(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    begun = await clerk.sends("/cases/new/begin", household="")

    answer = await clerk.sends(begun.headers["location"], _add="members", **told())

    assert 'name="members.0.name"' in answer.text
    assert 'value="王秀兰"' in answer.text


async def test_a_draft_that_is_kept_stands_in_the_list_and_opens_as_it_was(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    begun = await clerk.sends("/cases/new/begin", household="")
    there = begun.headers["location"]

    kept = await clerk.sends(there, _keep="1", applicant__name="欧阳建国")

    assert kept.status_code == 303
    assert there in await clerk.sees("/cases?view=draft")
    assert "欧阳建国" in await clerk.sees(there)


async def test_a_household_that_is_helped_already_is_registered_again_for_a_reason(
    visiting: Visit,
) -> None:
    clerk, number = await visiting(), resident_id()
    case = await clerk.registers(applicant__doc_number=number)
    begun = await clerk.sends("/cases/new/begin", household="")
    fields = told() | {"applicant.doc_number": number}

    warned = await clerk.sends(begun.headers["location"], **fields)
    again = await clerk.sends(begun.headers["location"], **fields, duplicate_reason="另一事项")

    assert warned.status_code == 422
    assert case.rpartition("/")[2] in words_in(warned.text)
    assert 'id="f-duplicate_reason"' in warned.text
    assert again.status_code == 303


async def test_a_case_goes_from_the_window_to_its_closure(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    lead, cooperating = await clerk.sends_out(case)
    for address, kind in ((cooperating, "civil_affairs"), (lead, "medical_security")):
        handler = await visiting(Role.HANDLER, kind)
        assert (await handler.acts(address, "accept")).status_code == 303
        done = await handler.acts(address, "complete", outcome="granted", answer="已发放。")
        assert done.status_code == 303, words_in(done.text)
    for address in (lead, cooperating):
        confirmed = await clerk.acts(address, "confirm", call_back="satisfied")
        assert confirmed.status_code == 303

    closed = await clerk.acts(case, "close")

    assert closed.status_code == 303
    assert "已办结" in words_in(await clerk.sees(case))


async def test_sending_asks_what_to_send_then_shows_the_answers_then_sends(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    await clerk.acts(case, "accept")
    page = await clerk.sees(f"{case}/send")
    fields = send_fields(page, (0,))

    nothing = await clerk.sends(f"{case}/send", _step="check", **send_fields(page, ()))
    checked = await clerk.sends(f"{case}/send", _step="check", **fields)
    again = await clerk.sends(f"{case}/send", _step="edit", **fields)

    assert nothing.status_code == 422
    assert "请至少勾选一个要转办的项目" in words_in(nothing.text)
    assert "转出 1 件" in words_in(checked.text)
    assert "转给哪些部门" in words_in(again.text)
    assert not re.search(r'href="/referrals/', await clerk.sees(case))


async def test_the_panel_offers_exactly_what_may_be_done_now(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    page = await clerk.sees(case)

    assert acts_in(page) == [
        "accept", "ask-papers", "record-gap", "propose-refusal", "hand-over", "declare-relatives",
        "note", "withdraw", "void",
    ]  # fmt: skip


async def test_numbers_are_shown_for_a_purpose_only(visiting: Visit) -> None:
    clerk, number = await visiting(), resident_id()
    case = await clerk.registers(applicant__doc_number=number)
    found = re.search(r'href="(/cases/[^"]+/people/[^"]+)"', await clerk.sees(case))
    assert found

    masked = await clerk.sees(found[1])
    without = await clerk.sends(found[1])
    shown = await clerk.sends(found[1], purpose="电话回访")

    assert number not in masked
    assert (without.status_code, number in without.text) == (422, False)
    assert number in shown.text


async def test_a_window_does_not_see_another_windows_case(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    handler = await visiting(Role.HANDLER, "education")

    assert (await handler.client.get(case)).status_code == 404
    assert (await handler.client.get("/cases")).status_code == 403
