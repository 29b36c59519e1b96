"""A file somebody holds, checked against what was issued."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx

from meetings.model import Minutes
from portal.documents import files
from portal.journal.queries import of_subject
from tests.meetings.round_table import Table
from tests.referrals.visiting import Visitor


async def _issued(table: Table) -> tuple[Minutes, bytes]:
    _, topic = await table.escalated()
    issued = await table.enacted(topic)
    return issued, (await files.fetch(issued.file_code))[1]


async def _checks(visit: Visitor, data: bytes, name: str = "纪要.pdf") -> httpx.Response:
    return await visit.client.post(
        "/minutes/check", data={"_csrf": visit.token},
        files={"file": (name, data, "application/pdf")},
    )  # fmt: skip


async def test_the_issued_file_is_known_and_one_changed_byte_is_not(
    table: Table, visiting: Any
) -> None:
    issued, data = await _issued(table)
    head = await visiting(await table.head("bureau"))
    await head.sees("/minutes/check")

    known = await _checks(head, data)
    changed = await _checks(head, data[:-1] + b"x")

    assert "这就是印发的纪要，没有改动" in known.text
    assert f"第 {issued.number} 期" in known.text
    assert f'href="/meetings/{issued.key}/minutes"' in known.text
    assert "没有印发过这样的文件" in changed.text
    told = [e for e in await of_subject("minutes", issued.id) if e.tag == "minutes:checked"]
    assert [(e.by_id, e.data["found"]) for e in told] == [(head.person.id, True)]


async def test_who_holds_a_file_of_others_learns_no_more_than_it_says(
    table: Table, visiting: Any
) -> None:
    issued, data = await _issued(table)
    stranger = await visiting(await table.head("other bureau"))

    known = await _checks(stranger, data)

    assert "这就是印发的纪要，没有改动" in known.text
    assert f"/meetings/{issued.key}/minutes" not in known.text


async def test_a_file_that_is_missing_or_too_large_is_said_at_the_field(
    table: Table, visiting: Any
) -> None:
    head = await visiting(await table.head("bureau"))

    large = await _checks(head, b"%PDF" + b"0" * (10 * 1024 * 1024))
    none = await head.sends("/minutes/check")

    assert large.status_code == 422
    assert "超过 10 MB" in large.text
    assert none.status_code == 422


async def test_a_revoked_issue_is_known_with_its_revocation_on_page_and_api(
    table: Table, visiting: Any
) -> None:
    issued, data = await _issued(table)
    begun = await table.do("revoke", issued, table.person("secretary"), reason="依据已废止。")
    revocation = await table.issued(await table.countersigned(begun))
    secretary = await visiting(table.person("secretary"))

    page = await _checks(secretary, data)
    told = await secretary.asks("/minutes/check", sha256=hashlib.sha256(data).hexdigest().upper())
    unknown = await secretary.asks("/minutes/check", sha256="0" * 64)
    wrong = await secretary.asks("/minutes/check", sha256="xyz")

    assert f"本期已由第 {revocation.number} 期撤销" in page.text
    assert told.json()["number"] == issued.number
    assert told.json()["later"] == [{"number": revocation.number, "revokes": True}]
    assert unknown.json() == {"issued": False}
    assert wrong.status_code == 422
