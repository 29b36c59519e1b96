"""What else the pages offer, over the API: many at once, look-up, numbers in the clear, units."""

from __future__ import annotations

from portal.directory.model import Role
from portal.journal.tables import Journal
from tests.referrals.api.test_api import MEDICAL, registration, sent
from tests.referrals.conftest import Visit


async def test_many_are_accepted_and_each_says_what_came_of_it(visiting: Visit) -> None:
    keys = [(await sent(visiting))[1] for _ in range(2)]
    handler = await visiting(Role.HANDLER, MEDICAL)
    rows = [
        {"key": key, "version": (await handler.reads(f"/referrals/{key}"))["version"]}
        for key in keys
    ] + [{"key": "500116120-2026-999999-01", "version": 1}]

    looked = (await handler.asks("/referrals/bulk", act="accept", rows=rows, dry_run=True)).json()
    taken = (await handler.asks("/referrals/bulk", act="accept", rows=rows)).json()
    again = (await handler.asks("/referrals/bulk", act="accept", rows=rows[:1])).json()

    assert [(each["done"], each["code"]) for each in looked["items"]] == [
        (False, ""), (False, ""), (False, "not_found")]  # fmt: skip
    assert [each["done"] for each in taken["items"]] == [True, True, False]
    assert taken["done"] == 2
    assert again["items"][0]["code"] in {"stale", "state"}
    assert (await handler.reads(f"/referrals/{keys[0]}"))["state"] == "accepted"


async def test_an_act_that_is_not_for_many_is_not_found(visiting: Visit) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)

    assert (await handler.asks("/referrals/bulk", act="complete", rows=[])).status_code == 404
    assert (await handler.asks("/referrals/bulk", act="chase", rows=[])).status_code == 422


async def test_a_known_household_is_found_with_its_cases_and_masked(visiting: Visit) -> None:
    clerk, told = await visiting(), registration()
    case = (await clerk.asks("/cases", **told)).json()
    number = told["applicant"]["doc_number"]
    before = await Journal.count().where(Journal.tag == "client:looked_up")

    answer = await clerk.asks("/households/look-up", doc_number=number)

    (home,) = answer.json()["items"]
    assert [each["key"] for each in home["cases"]] == [case["key"]]
    assert number not in answer.text
    assert await Journal.count().where(Journal.tag == "client:looked_up") == before + 1
    assert (await clerk.asks("/households/look-up")).status_code == 422
    handler = await visiting(Role.HANDLER, MEDICAL)
    assert (await handler.asks("/households/look-up", doc_number=number)).status_code == 403


async def test_numbers_are_shown_for_a_purpose_that_is_journalled(visiting: Visit) -> None:
    clerk, told = await visiting(), registration()
    case = (await clerk.asks("/cases", **told)).json()
    address = f"/cases/{case['key']}/people/{case['household'][0]['code']}/unmask"

    without = await clerk.asks(address)
    shown = await clerk.asks(address, purpose="电话核实")

    assert without.status_code == 422
    assert shown.json()["document"] == told["applicant"]["doc_number"]
    last = await Journal.select().where(Journal.tag == "client:unmasked").order_by(
        Journal.id, ascending=False).first()  # fmt: skip
    assert last
    assert last["purpose"] == "电话核实"


async def test_units_come_in_pages_that_meet_without_gap(visiting: Visit) -> None:
    clerk = await visiting()
    found, address = [], "/units?limit=1"
    page = await clerk.reads(address)
    while page["next"]:
        found += page["items"]
        page = await clerk.reads(f"{address}&cursor={page['next']}")
    found += page["items"]

    codes = [each["code"] for each in found]
    assert len(codes) == len(set(codes)) > 1
    kinds = (await clerk.reads(f"/units?kind={MEDICAL}&limit=100"))["items"]
    assert {each["kind"] for each in kinds} == {MEDICAL}
    for wrong in ("limit=0", "cursor=x", "division=nowhere"):
        assert (await clerk.client.get(f"/api/v1/units?{wrong}")).status_code in {404, 422}
