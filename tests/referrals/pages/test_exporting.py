"""The worklist as a spreadsheet: what the tab shows, names masked, and who may take it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from portal.directory.model import Role
from portal.journal.tables import Journal
from tests.referrals.conftest import Visit

MEDICAL = "medical_security"


def _rows(data: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


async def test_a_handler_takes_the_tab_away_with_names_masked(visiting: Visit) -> None:
    clerk = await visiting()
    referral, *_ = await clerk.sends_out(await clerk.registers(applicant__name="=王秀兰"))
    number = referral.rpartition("/")[2]
    handler = await visiting(Role.HANDLER, MEDICAL)
    page = await handler.sees("/referrals?view=to_accept")
    before = await Journal.count().where(Journal.tag == "list:exported")

    answer = await handler.client.get(f"/referrals.xlsx?view=to_accept&q={number}")

    assert 'href="/referrals.xlsx?view=to_accept"' in page
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    head, row = _rows(answer.content)
    assert head[0] == "编号"
    assert row[:2] == (number, "=***")
    assert "王秀兰" not in str(row)
    assert await Journal.count().where(Journal.tag == "list:exported") == before + 1


async def test_the_file_holds_every_page_of_the_list(visiting: Visit) -> None:
    clerk = await visiting()
    numbers = set()
    for _ in range(3):
        first, *_rest = await clerk.sends_out(await clerk.registers())
        numbers.add(first.rpartition("/")[2])
    handler = await visiting(Role.HANDLER, MEDICAL)

    rows = _rows((await handler.client.get("/referrals.xlsx?view=to_accept")).content)

    assert numbers <= {row[0] for row in rows}


async def test_who_may_not_export_is_refused_and_sees_no_way_to_it(visiting: Visit) -> None:
    auditor = await visiting(Role.AUDITOR, "civil_affairs")

    answer = await auditor.client.get("/referrals.xlsx")

    assert answer.status_code in {403, 404}


async def test_a_filter_that_does_not_exist_is_said(visiting: Visit) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)

    answer = await handler.client.get("/referrals.xlsx?view=strange")

    assert answer.status_code == 422
