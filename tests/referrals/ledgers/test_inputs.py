"""What the headings and cells of a ledger are taken for."""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.errors import Invalid
from referrals.inputs.ledgers import FIELDS, guess, heading_row, told
from referrals.model import Channel, DocKind, Urgency
from tests.referrals.ledgers.files import HEAD, number

_CELLS = {"name": "王秀兰", "doc_number": "", "programme": "低保", "request": "家中无劳力"}


def cells(**more: str) -> dict[str, str]:
    return _CELLS | {"doc_number": number()} | more


@pytest.mark.parametrize(
    "headings",
    [
        HEAD,
        ("序號", "受理日期", "申請人姓名", "身份證號", "聯繫電話", "家庭住址", "救助類型",
         "求助事由", "辦結日期", "辦理結果"),
        ("No", "Received", "Applicant", "ID number", "Phone", "Address", "Programme", "Request",
         "Closed", "Result"),
    ],
)  # fmt: skip
def test_headings_are_understood_in_every_script(headings: tuple[str, ...]) -> None:
    assert list(guess(headings, {}).items()) == sorted(
        guess(HEAD, {}).items(), key=lambda pair: list(FIELDS).index(pair[0])
    )
    assert len(guess(headings, {})) == 10


def test_what_the_window_took_the_last_time_comes_first() -> None:
    assert guess(("姓名", "户主"), {"name": "户主"})["name"] == 1


def test_the_headings_may_stand_under_a_title() -> None:
    assert heading_row([("西湖镇受理台账", ""), HEAD, ("1", "", "王")]) == 1


def test_a_row_tells_a_registration_and_its_past() -> None:
    each = told(cells(received="2026年3月2日", closed="20260401", reference="旧-7", channel="来电",
                      urgency="紧急", result="已发放"))  # fmt: skip

    given = each.registration
    assert (each.received, each.closed, each.reference) == (
        date(2026, 3, 2), date(2026, 4, 1), "旧-7")  # fmt: skip
    assert (given.channel, given.urgency) == (Channel.PHONE, Urgency.URGENT)
    assert given.needs[0].programme == "dibao"
    assert given.request.endswith("办理结果：已发放")


def test_who_has_no_document_says_why() -> None:
    each = told(cells(doc_number="", no_doc_reason="流浪人员"))

    assert each.registration.applicant.doc_kind is DocKind.NONE


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"doc_number": "990116196306170001"}, "doc_number"),
        ({"doc_number": "990116196302300001"}, "doc_number"),
        ({"doc_number": ""}, "doc_number"),
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"received": "2026-02-30"}, "received"),
        ({"received": "2999-01-01"}, "received"),
        ({"received": "1888-01-01"}, "received"),
        ({"received": "2026-03-02", "closed": "2026-03-01"}, "closed"),
        ({"programme": "不存在的项目"}, "programme"),
        ({"channel": "飞鸽"}, "channel"),
        ({"request": "", "programme": ""}, "request"),
    ],
)
def test_what_is_wrong_is_named_by_its_column(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        told(cells(**wrong))

    assert field in {each.field for each in refused.value.problems}


def test_all_mistakes_of_a_row_come_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        told({"name": "", "doc_number": "1", "received": "x", "programme": "y"})

    assert {each.field for each in refused.value.problems} == {
        "name", "doc_number", "received", "programme"}  # fmt: skip
