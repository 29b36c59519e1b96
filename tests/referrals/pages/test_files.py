"""Files of cases and referrals, through the pages: who adds, who reads, who sees none."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from portal.directory.model import Role
from portal.journal.tables import Journal
from tests.hostile import paper, picture
from tests.reading import words_of
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, referrals_in, send_fields, words_in

MEDICAL, CIVIL = "medical_security", "civil_affairs"


async def uploads(
    who: Visitor, address: str, *files: tuple[str, bytes], kind: str = "identity", **more: str
) -> httpx.Response:
    """Submit the form with files as a browser does."""
    return await who.client.post(
        f"{address}/files", data={"_csrf": who.token, "kind": kind, **more},
        files=[("file", each) for each in files],
    )  # fmt: skip


def listed(page: str) -> list[str]:
    """The addresses of the files a page lists."""
    return list(dict.fromkeys(re.findall(r'href="(/(?:cases|referrals)/[^"/]+/files/\w+)"', page)))


async def added(who: Visitor, address: str, name: str, **more: Any) -> str:
    """Add one picture of its own; return its code."""
    shade = int.from_bytes(name.encode(), "big") % 4000
    data = picture(size=(40 + shade % 60, 40 + shade // 60))
    answer = await uploads(who, address, (name, data), **more)
    assert answer.status_code == 303, words_in(answer.text)
    codes = [there.rpartition("/")[2] for there in listed(await who.sees(address))]
    held = (await who.reads(f"{address}/files"))["items"]
    assert set(codes) <= {each["code"] for each in held}
    return next(str(each["code"]) for each in held if each["name"] == name)


async def opens(who: Visitor, referrals: list[str]) -> list[str]:
    """Which of the referrals a person may open."""
    return [each for each in referrals if (await who.client.get(each)).status_code == 200]


async def sent_out(visiting: Visit) -> tuple[Visitor, str, list[str], dict[str, str]]:
    """A clerk whose case has two papers, each handed to another of two units."""
    clerk = await visiting()
    case = await clerk.registers()
    held = {}
    for name, kind in (("first", "medical_bills"), ("second", "household_register")):
        held[name] = await added(clerk, case, f"{name}.jpg", kind=kind)
    await clerk.acts(case, "accept")
    page = await clerk.sees(f"{case}/send")
    fields = send_fields(page, (0, 1)) | {
        "items.0.files": held["first"], "items.1.files": held["second"]
    }  # fmt: skip
    answer = await clerk.sends(f"{case}/send", _step="send", **fields)
    assert answer.status_code == 303, words_in(answer.text)
    return clerk, case, referrals_in(await clerk.sees(case)), held


async def test_a_paper_is_added_by_a_plain_form_and_read_inside_the_page(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    answer = await uploads(clerk, case, ("身份证.jpg", picture()), ("账单.pdf", paper()))

    assert answer.status_code == 303
    page = await clerk.sees(case)
    first, second = listed(page)
    assert "身份证.jpg" in page
    shown = await clerk.client.get(f"{first}/content")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["content-disposition"].startswith("inline")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    assert (await clerk.client.get(f"{first}/thumbnail")).status_code == 200
    saved = await clerk.client.get(f"{second}/content?save=1")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "<iframe" in await clerk.sees(second)


async def test_the_page_says_which_papers_nobody_has_brought(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    before = (await clerk.reads(f"{case}/files"))["missing"]

    await added(clerk, case, "bill.jpg", kind="medical_bills")

    after = (await clerk.reads(f"{case}/files"))["missing"]
    assert set(before) - set(after) == {"medical_bills"}
    missing = re.search(r'class="file-missing">(.*?)</p>', await clerk.sees(case), flags=re.S)
    assert missing
    assert "户口簿" in missing[1]
    assert "医疗费用票据" not in missing[1]


async def test_the_sending_offers_each_unit_the_papers_its_programme_asks_for(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    bill = await added(clerk, case, "bill.jpg", kind="medical_bills")
    book = await added(clerk, case, "book.jpg", kind="household_register")
    await clerk.acts(case, "accept")

    page = await clerk.sees(f"{case}/send")

    ticked = re.findall(r'name="items\.(\d)\.files" value="(\w+)" checked', page)
    assert ticked == [("0", bill), ("1", book)]
    assert "还缺" in page
    unknown = send_fields(page, (0,)) | {"items.0.files": "nothing"}
    refused = await clerk.sends(f"{case}/send", _step="send", **unknown)
    assert refused.status_code == 422


async def test_every_reading_of_a_paper_is_journalled_and_no_name_stands_in_the_clear(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    code = await added(clerk, case, "卡纳里五二一.jpg")

    await clerk.client.get(f"{case}/files/{code}/content")

    rows = await Journal.select().where(Journal.subject_code == code)
    assert [row["tag"] for row in rows] == ["file:read"]
    assert rows[0]["kept"] == "disclosure"
    told = await Journal.select().where(Journal.tag == "case:files_added")
    assert told
    assert "卡纳里" not in str(told)


async def test_what_is_wrong_with_a_file_is_said_at_its_field_and_nothing_is_kept(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    answer = await uploads(clerk, case, ("good.jpg", picture()), ("bad.html", b"<html><script>"))

    assert answer.status_code == 422
    assert "bad.html" in answer.text
    assert "请打印成 PDF 或截图" in answer.text
    assert listed(await clerk.sees(case)) == []


async def test_nothing_chosen_too_many_at_once_and_the_same_again_are_refused(
    visiting: Visit,
) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    many = [(f"{n}.jpg", picture(size=(20 + n, 20))) for n in range(6)]

    assert (await uploads(clerk, case)).status_code == 422
    assert "一次最多上传 5 份" in (await uploads(clerk, case, *many)).text
    assert (await uploads(clerk, case, many[0])).status_code == 303
    assert "已经在材料里了" in (await uploads(clerk, case, many[0])).text


async def test_a_unit_reads_what_it_was_handed_and_nothing_else(visiting: Visit) -> None:
    _, case, referrals, held = await sent_out(visiting)
    head = {kind: await visiting(Role.HEAD, kind) for kind in (MEDICAL, CIVIL)}
    for kind in head:
        (there,) = await opens(head[kind], referrals)
        mine, other = ("first", "second") if kind == MEDICAL else ("second", "first")
        page = await head[kind].sees(there)
        assert [each.rpartition("/")[2] for each in listed(page)] == [held[mine]]
        assert f"{other}.jpg" not in page
        assert f"{other}.jpg" not in await head[kind].sees(case)
        for base in (there, case):
            for part in ("", "/content", "/thumbnail"):
                wrong = await head[kind].client.get(f"{base}/files/{held[other]}{part}")
                assert wrong.status_code == 404, (base, part)
            right = await head[kind].client.get(f"{base}/files/{held[mine]}/content")
            assert right.status_code == 200
            api = await head[kind].reads(f"{base}/files")
            assert [each["code"] for each in api["items"]] == [held[mine]]


async def test_the_desk_hands_over_more_later_and_a_unit_answers_with_a_paper(
    visiting: Visit,
) -> None:
    clerk, case, referrals, held = await sent_out(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)
    (mine,) = await opens(handler, referrals)

    answer = await clerk.sends(f"{mine}/give-files", files=held["second"])
    assert answer.status_code == 303
    assert len(listed(await handler.sees(mine))) == 2
    assert (await handler.sends(f"{mine}/give-files", files=held["first"])).status_code == 403

    back = await added(handler, mine, "result.jpg", kind="result")
    assert back in await clerk.sees(case)
    other = next(r for r in referrals if r != mine)
    assert back not in [each.rpartition("/")[2] for each in listed(await clerk.sees(other))]


async def test_a_units_slip_lists_the_papers_that_go_along_and_a_later_one_makes_it_anew(
    visiting: Visit,
) -> None:
    clerk, _, referrals, held = await sent_out(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)
    (mine,) = await opens(handler, referrals)

    async def attached() -> str:
        answer = await handler.client.get(f"{mine}/slip.pdf")
        assert answer.status_code == 200
        return words_of(answer.content).partition("随附材料")[2].partition("时限")[0]

    assert "医疗费用票据 1 份" in await attached()
    assert "户口簿" not in await attached()
    await clerk.sends(f"{mine}/give-files", files=held["second"])
    assert "户口簿 1 份" in await attached()


async def test_the_unit_that_takes_anothers_place_has_its_papers(visiting: Visit) -> None:
    clerk, _, referrals, _ = await sent_out(visiting)
    desk = await visiting(Role.SUPERVISOR)
    handler = await visiting(Role.HANDLER, MEDICAL)
    (mine,) = await opens(handler, referrals)
    other = await visiting(Role.HANDLER, "education")
    held = (await clerk.reads("/units?division=500116120"))["items"]
    unit = next(each["code"] for each in held if each["kind"] == "education")

    reasons = {"code": "not_our_duty", "basis": "不属于职责", "suggested_unit": unit}
    asked = await handler.acts(mine, "ask-return", **reasons)
    assert asked.status_code == 303, words_in(asked.text)
    answer = await desk.acts(mine, "approve-return", reason="同意", answer="next_unit", unit=unit)
    assert answer.status_code == 303, words_in(answer.text)

    case = await clerk.sees(mine.rpartition("-")[0].replace("referrals", "cases"))
    (taken,) = await opens(other, referrals_in(case))
    assert len(listed(await other.sees(taken))) == 1


async def test_a_shared_paper_is_read_by_every_unit_of_the_case(visiting: Visit) -> None:
    clerk, case, referrals, _ = await sent_out(visiting)
    code = await added(clerk, case, "for-all.jpg", kind="other", shared="yes")

    for kind in (MEDICAL, CIVIL):
        head = await visiting(Role.HEAD, kind)
        (mine,) = await opens(head, referrals)
        assert code in await head.sees(mine)


async def test_a_paper_taken_out_is_gone_for_units_and_kept_for_the_desk(visiting: Visit) -> None:
    clerk, case, referrals, held = await sent_out(visiting)
    handler = await visiting(Role.HANDLER, MEDICAL)
    (mine,) = await opens(handler, referrals)
    there = f"{case}/files/{held['first']}/take-out"

    refused = await handler.sends(f"{mine}/files/{held['first']}/take-out", reason="不是我们的")
    assert refused.status_code == 403
    assert (await clerk.sends(there)).status_code == 422
    assert (await clerk.sends(there, reason="扫错了")).status_code == 303

    assert (await clerk.sends(there, reason="扫错了")).status_code == 409
    assert listed(await handler.sees(mine)) == []
    assert (await handler.client.get(f"{mine}/files/{held['first']}")).status_code == 404
    assert "扫错了" in await clerk.sees(case)


async def test_files_may_be_sent_by_programs_and_are_described_for_them(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    answer = await clerk.client.post(
        f"/api/v1{case}/files", data={"kind": "diagnosis"}, headers={"x-csrf-token": clerk.token},
        files={"file": ("a.png", picture("PNG"))},
    )  # fmt: skip

    (made,) = answer.json()["items"]
    assert answer.status_code == 201
    assert (made["kind"], made["mime"], made["state"]) == ("diagnosis", "image/png", "clean")
    fetched = await clerk.client.get(made["content"])
    assert fetched.headers["content-disposition"].startswith("attachment")
    out = await clerk.asks(f"{case}/files/{made['code']}/take-out", reason="重复")
    assert out.json()["items"][0]["removed_at"]
    schema = (await clerk.client.get("/api/schema")).json()
    body = schema["paths"]["/api/v1/cases/{key}/files"]["post"]["requestBody"]
    assert "multipart/form-data" in body["content"]


async def test_a_stranger_to_the_case_finds_no_files(visiting: Visit) -> None:
    clerk = await visiting()
    case = await clerk.registers()
    code = await added(clerk, case, "a.jpg")
    handler = await visiting(Role.HANDLER, MEDICAL)

    for there in (f"{case}/files/{code}", f"{case}/files/{code}/content", f"/api/v1{case}/files"):
        assert (await handler.client.get(there)).status_code == 404
    assert (await uploads(handler, case, ("b.jpg", picture()))).status_code == 404


@pytest.mark.parametrize("kind", ["", "passport"])
async def test_an_unknown_kind_of_paper_is_refused(visiting: Visit, kind: str) -> None:
    clerk = await visiting()
    case = await clerk.registers()

    answer = await uploads(clerk, case, ("a.jpg", picture()), kind=kind)

    assert answer.status_code == 422
