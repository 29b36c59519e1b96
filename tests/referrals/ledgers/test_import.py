"""A ledger goes in as cases, comes out again, and nothing of it happens twice."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any

import openpyxl
import pytest

from portal import worker
from portal.core import clock
from portal.directory.model import Role
from portal.jobs import long
from portal.jobs.tables import Job, LongWork
from portal.journal.tables import Journal
from portal.notices.tables import Notice
from referrals.queries.folder import open_folder
from referrals.tables import CaseRow, LedgerCaseRow, LedgerLineRow, LedgerRow
from tests.referrals.conftest import Visit
from tests.referrals.ledgers.files import HEAD, csv_of, line, number, xlsx
from tests.referrals.visiting import Visitor, version_in, words_in


@pytest.fixture(autouse=True)
async def _no_other_work() -> None:
    # The worker below runs whatever is due: what other tests have left is not this one's.
    await Job.delete(force=True)


@pytest.fixture
async def desk(visiting: Visit) -> Visitor:
    """The supervisor of the township's window."""
    return await visiting(Role.SUPERVISOR)


async def uploaded(desk: Visitor, data: bytes, name: str = "台账.xlsx") -> str:
    """Upload a file; return the address of the ledger."""
    answer = await desk.client.post(
        "/cases/import", data={"_csrf": desk.token}, files={"file": (name, data)}
    )
    assert answer.status_code == 303, words_in(answer.text)
    return str(answer.headers["location"])


async def checked(desk: Visitor, rows: list[list[Any]], name: str = "台账.xlsx") -> str:
    """Upload and check these rows, with the columns as they are guessed."""
    address = await uploaded(desk, xlsx(rows), name)
    page = await desk.sees(address)
    answer = await desk.sends(f"{address}/check", version=version_in(page), **_chosen(page))
    assert answer.status_code == 303, words_in(answer.text)
    await worker.run_due()
    return address


def _chosen(page: str) -> dict[str, str]:
    """The columns the page proposes."""
    found = {}
    for name, inside in re.findall(r'name="(columns\.\w+)".*?>(.*?)</select>', page, flags=re.S):
        chosen = re.search(r'value="(\d+)" selected', inside)
        if chosen:
            found[name] = chosen[1]
    return found


async def imported(desk: Visitor, address: str, **more: str) -> str:
    """Import what was checked; return what the page says then."""
    answer = await desk.acts(address, "import", **more)
    assert answer.status_code == 303, words_in(answer.text)
    await worker.run_due()
    return words_in(await desk.sees(address))


async def cases_of(address: str) -> list[dict[str, Any]]:
    ledger = await LedgerRow.select().where(LedgerRow.code == address.rpartition("/")[2]).first()
    assert ledger
    made = LedgerCaseRow.select(LedgerCaseRow.case_id).where(
        LedgerCaseRow.ledger_id == ledger["id"]
    )
    return await CaseRow.select().where(CaseRow.id.is_in(made)).order_by(CaseRow.id)


async def test_a_ledger_becomes_cases_with_its_dates_and_numbers(desk: Visitor) -> None:
    address = await checked(desk, [line(n, reference=f"旧号-{n}") for n in range(1, 4)])

    says = await imported(desk, address)

    assert "登记 3 件，没有导入 0 行" in says
    cases = await cases_of(address)
    assert [case["state"] for case in cases] == ["registered"] * 3
    assert {case["registered_at"].date().isoformat() for case in cases} == {"2026-03-01"}  # UTC
    assert all(re.fullmatch(r"500116120-\d{4}-\d{6}", case["number"]) for case in cases)
    found = await desk.sends("/search", q="旧号-2")
    assert found.headers["location"] == f"/cases/{cases[1]['number']}"
    page = words_in(await desk.sees(f"/cases/{cases[0]['number']}"))
    assert "王秀兰" in page
    assert "旧号-1" in page


async def test_a_row_that_ended_in_the_ledger_becomes_a_closed_case(desk: Visitor) -> None:
    address = await checked(desk, [line(closed="2026-03-20", result="已发放 500 元")])

    await imported(desk, address)

    (case,) = await cases_of(address)
    folder = await open_folder(case["id"])
    assert (folder.case.state, folder.case.needs[0].state) == ("closed", "answered")
    assert "已发放 500 元" in folder.case.request
    assert [entry.tag for entry in folder.entries] == ["case:register", "case:close"]


async def test_an_imported_case_goes_on_like_any_other(desk: Visitor) -> None:
    address = await checked(desk, [line()])
    await imported(desk, address)
    (case,) = await cases_of(address)
    before = (case["due_at"], case["order_at"], case["clock"])

    done = await desk.acts(f"/cases/{case['number']}", "accept", consent__given="yes")

    assert done.status_code == 303, words_in(done.text)
    assert before[2] == "decide"
    assert (await open_folder(case["id"])).case.state == "accepted"


async def test_the_check_names_every_mistake_by_row_and_column(desk: Visitor) -> None:
    twin = number()
    rows = [
        line(1, doc_number=twin),
        line(2, doc_number="990116196306170001"),
        line(3, received="2026-02-30"),
        line(4, programme="没有的项目"),
        line(5, doc_number=twin),
        line(6),
    ]
    address = await checked(desk, rows)

    page = words_in(await desk.sees(address))
    sheet = await desk.client.get(f"{address}/errors.xlsx")

    assert "可导入 2 行，已有在办件 0 行，需更正 4 行" in page
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    table = list(book.active.iter_rows(values_only=True))
    assert [(row[0], row[1]) for row in table[1:]] == [
        (3, "证件号码"), (4, "受理日期"), (5, "救助项目"), (6, "证件号码")]  # fmt: skip
    assert "与第 2 行重复" in table[4][3]
    assert await imported(desk, address)
    assert len(await cases_of(address)) == 2


async def test_a_household_with_an_open_case_is_left_out_unless_somebody_says_why(
    desk: Visitor,
) -> None:
    who = number()
    first = await checked(desk, [line(doc_number=who)])
    await imported(desk, first)
    (known,) = await cases_of(first)

    without = await checked(desk, [line(doc_number=who), line()])
    page = words_in(await desk.sees(without))
    await imported(desk, without)
    with_reason = await checked(desk, [line(doc_number=who)])
    await imported(desk, with_reason, twice_reason="另有住房困难")

    assert known["number"] in page
    assert len(await cases_of(without)) == 1
    (again,) = await cases_of(with_reason)
    assert again["household_id"] == known["household_id"]
    told = await Journal.select().where(Journal.case_id == again["id"]).first()
    assert told
    assert told["reason"] == "另有住房困难"


async def test_one_person_in_two_rows_stays_one_household(desk: Visitor) -> None:
    who = number()
    address = await checked(
        desk, [line(1, doc_number=who), line(2, doc_number=who, programme="医疗救助")]
    )

    await imported(desk, address)

    one, other = await cases_of(address)
    assert one["household_id"] == other["household_id"]
    assert one["applicant_id"] == other["applicant_id"]


async def test_undoing_voids_what_nobody_touched_and_names_the_rest(desk: Visitor) -> None:
    address = await checked(desk, [line(n) for n in range(3)])
    await imported(desk, address)
    touched, *others = await cases_of(address)
    await desk.acts(f"/cases/{touched['number']}", "accept", consent__given="yes")

    refused = await desk.acts(address, "undo")
    answer = await desk.acts(address, "undo", reason="选错了窗口")
    await worker.run_due()

    assert refused.status_code == 422
    assert answer.status_code == 303
    page = words_in(await desk.sees(address))
    assert "作废 2 件，保留 1 件" in page
    assert touched["number"] in page
    states = {case["id"]: case["state"] for case in await cases_of(address)}
    assert states == {touched["id"]: "accepted"} | {case["id"]: "void" for case in others}
    last = (await open_folder(others[0]["id"])).entries[-1]
    assert (last.tag, last.reason) == ("case:void", "选错了窗口")


async def test_no_row_is_registered_twice_however_many_workers_take_it(desk: Visitor) -> None:
    address = await checked(desk, [line(n) for n in range(120)])
    await desk.acts(address, "import")
    code = (await LedgerRow.select(LedgerRow.work).where(
        LedgerRow.code == address.rpartition("/")[2]).first() or {})["work"]  # fmt: skip

    await asyncio.gather(
        *(long.go_on({"code": code}, at=clock.now()) for _ in range(4)), return_exceptions=True
    )
    await worker.run_due()

    cases = await cases_of(address)
    assert len(cases) == len({case["number"] for case in cases}) == 120
    assert "登记 120 件" in words_in(await desk.sees(address))


async def test_an_import_that_is_stopped_goes_on_where_it_was(desk: Visitor) -> None:
    address = await checked(desk, [line(n) for n in range(60)])
    await desk.acts(address, "import")
    ledger = await LedgerRow.select().where(LedgerRow.code == address.rpartition("/")[2]).first()
    assert ledger
    await long._step(ledger["work"], clock.now())
    assert (await desk.acts(address, "stop")).status_code == 303

    await worker.run_due()
    halfway = len(await cases_of(address))
    page = await desk.sees(address)
    await imported(desk, address)

    assert halfway == 50
    assert "继续导入" in page
    assert len(await cases_of(address)) == 60


async def test_its_person_is_told_when_it_is_over_and_nobody_else_may_look(
    desk: Visitor, visiting: Visit
) -> None:
    address = await checked(desk, [line()])
    await imported(desk, address)
    work = (await LongWork.select().order_by(LongWork.id, ascending=False).first() or {})["code"]

    notices = await Notice.select().where(Notice.address == address)
    other = await visiting(Role.SUPERVISOR)

    assert [each["kind"] for each in notices] == ["work.done", "work.done"]
    assert "台账导入完成" in words_in(await desk.sees(f"/jobs/{work}"))
    assert (await other.client.get(f"/jobs/{work}")).status_code == 404
    assert (await desk.sends(f"/jobs/{work}/cancel")).status_code == 409


async def test_columns_are_remembered_and_what_is_needed_is_asked_for(desk: Visitor) -> None:
    head = list(HEAD)
    head[2], head[3] = "对象", "号码"
    address = await uploaded(desk, csv_of([line()], "gb18030", head), "台账.csv")
    page = await desk.sees(address)
    missing = await desk.sends(f"{address}/check", version=version_in(page), **_chosen(page))
    twice = await desk.sends(
        f"{address}/check", version=version_in(page), **_chosen(page),
        **{"columns.name": "2", "columns.doc_number": "2"},
    )  # fmt: skip
    right = await desk.sends(
        f"{address}/check", version=version_in(page), **_chosen(page),
        **{"columns.name": "2", "columns.doc_number": "3"},
    )  # fmt: skip
    again = await desk.sees(await uploaded(desk, csv_of([line()], "utf-8", head), "下月.csv"))

    assert (missing.status_code, twice.status_code, right.status_code) == (422, 422, 303)
    assert _chosen(again)["columns.name"] == "2"
    assert _chosen(again)["columns.doc_number"] == "3"


async def test_what_a_row_tells_is_nowhere_in_the_clear(desk: Visitor) -> None:
    who = number()
    address = await checked(desk, [line(doc_number=who, request="卡纳里请求七四五")])
    await imported(desk, address)

    ledger = await LedgerRow.select().where(LedgerRow.code == address.rpartition("/")[2]).first()
    assert ledger
    lines = await LedgerLineRow.select().where(LedgerLineRow.ledger_id == ledger["id"])
    stored = str((ledger, lines, await cases_of(address), await Job.select(),
                  await Journal.select()))  # fmt: skip

    assert len(lines) == 1
    assert who not in stored
    assert "卡纳里请求七四五" not in stored


async def test_only_a_supervisor_imports_and_only_for_the_own_territory(
    desk: Visitor, visiting: Visit
) -> None:
    address = await checked(desk, [line()])
    clerk, head = await visiting(Role.CLERK), await visiting(Role.HEAD, "civil_affairs")

    assert [(await each.client.get("/cases/import")).status_code for each in (clerk, head)] == [
        403, 403]  # fmt: skip
    answer = await desk.client.post(
        "/cases/import", data={"_csrf": desk.token, "window": "500116-civil_affairs"},
        files={"file": ("a.xlsx", xlsx([line()]))},
    )  # fmt: skip
    assert answer.status_code == 422
    assert (await clerk.client.get(address)).status_code == 403


async def test_the_same_over_the_api(desk: Visitor) -> None:
    answer = await desk.client.post(
        "/api/v1/ledgers", files={"file": ("台账.xlsx", xlsx([line(), line(2, name="")]))},
        headers={"x-csrf-token": desk.token},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    ledger = answer.json()
    assert [act["name"] for act in ledger["actions"]] == ["check"]
    address, columns = f"/ledgers/{ledger['key']}", ledger["columns"]

    begun = await desk.asks(f"{address}/check", version=ledger["version"], columns=columns)
    assert begun.json()["state"] == "checking"
    await worker.run_due()
    held = await desk.reads(address)
    await desk.asks(f"{address}/import", version=held["version"])
    await worker.run_due()

    assert [(each["row"], each["field"]) for each in held["found"]] == [(3, "name")]
    done = await desk.reads(address)
    assert (done["state"], done["lines"]["made"], done["work"]["state"]) == ("imported", 1, "done")
    assert (await desk.asks(f"{address}/import", version=done["version"])).status_code == 409
    assert (await desk.asks(f"{address}/check", version=0)).json()["code"] == "stale"
    assert ledger["key"] in {each["key"] for each in (await desk.reads("/ledgers"))["items"]}


async def test_work_is_followed_and_stopped_over_the_api(desk: Visitor) -> None:
    address = await checked(desk, [line(n) for n in range(60)])
    await desk.acts(address, "import")
    held = await desk.reads(f"/ledgers/{address.rpartition('/')[2]}")
    work = (
        await LedgerRow.select(LedgerRow.work).where(LedgerRow.code == held["key"]).first() or {}
    )["work"]

    begun = await desk.reads(f"/jobs/{work}")
    stopped = await desk.asks(f"/jobs/{work}/cancel")
    await worker.run_due()

    assert begun["state"] == "waiting"
    assert stopped.json()["state"] == "cancelling"
    assert (await desk.reads(f"/jobs/{work}"))["state"] == "cancelled"
    assert (await desk.asks(f"/jobs/{work}/cancel")).status_code == 409
