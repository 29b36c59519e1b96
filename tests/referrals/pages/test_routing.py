"""Routing rules and units' notes through the pages and the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.directory.model import Role
from portal.directory.queries import unit_for
from portal.journal.tables import Journal
from tests.referrals.visiting import words_in

_HERE = "500116120"
_DAY = clock.office_day(clock.now())


async def _unit(kind: str) -> str:
    unit = await unit_for(kind, f"/500000/500116/{_HERE}/", on=_DAY)
    assert unit
    return unit.code


async def test_only_the_system_administrator_keeps_the_rules(visiting: Any) -> None:
    for role in (Role.CLERK, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR):
        visit = await visiting(role)
        assert (await visit.client.get("/admin/routing")).status_code == 403
        assert (await visit.client.get("/api/v1/routing/rules")).status_code == 403


async def test_a_rule_is_entered_looked_up_followed_and_ended(visiting: Any) -> None:
    keeper, desk = await visiting(Role.SYSADMIN, "finance"), await visiting(Role.CLERK)
    fields = {"programme": "legal_aid", "place": _HERE, "unit": await _unit("civil_affairs"),
              "source": "江津府办发〔2026〕3号", "since": "", "until": "", "note": ""}  # fmt: skip
    question = f"/admin/routing?who_programme=legal_aid&who_place={_HERE}"
    before = words_in(await keeper.sees(question))

    entered = await keeper.sends("/admin/routing", **fields)
    again = await keeper.sends("/admin/routing", **fields)
    rule = entered.headers["location"]
    after = words_in(await keeper.sees(question))
    listed = words_in(await keeper.sees("/admin/routing?view=now"))
    answer = (await desk.reads(f"/routing?division={_HERE}&programme=legal_aid"))["items"][0]

    assert "这里当日没有单位承办 法律援助" in before
    assert again.status_code == 409
    assert "同一项目在同一地区已有规则" in again.text
    assert "按规则“江津府办发〔2026〕3号”" in after
    assert "文件规定" in listed
    assert (answer["unit"], answer["ground"]) == (fields["unit"], "rule")

    ended = await keeper.acts(rule, "end", reason="重复登记", until="")
    twice = await keeper.asks(
        f"/routing/rules/{rule.rpartition('/')[2]}/end", version=2, reason="再终止一次"
    )
    answer = (await desk.reads(f"/routing?division={_HERE}&programme=legal_aid"))["items"][0]

    assert ended.status_code == 303
    assert twice.status_code == 409
    assert (answer["unit"], answer["ground"]) == ("", "nobody")
    assert "登记为缺口" in answer["advice"]
    tags = await Journal.select(Journal.tag).where(Journal.subject_kind == "routing")
    assert {"routing:add", "routing:end"} <= {row["tag"] for row in tags}


async def test_a_rule_with_a_wrong_place_unit_or_programme_says_so_at_each_field(
    visiting: Any,
) -> None:
    keeper = await visiting(Role.SYSADMIN, "finance")

    answer = await keeper.asks(
        "/routing/rules", programme="x", place="没有这里", unit="没有这家", source="某号文"
    )

    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {"programme", "place", "unit"}


async def test_a_rule_for_later_days_holds_from_then_on(visiting: Any) -> None:
    keeper = await visiting(Role.SYSADMIN, "finance")
    later = _DAY + timedelta(days=10)
    made = await keeper.asks(
        "/routing/rules", programme="vagrant_aid", place=_HERE, since=later.isoformat(),
        unit=await _unit("medical_security"), source="联办发〔2026〕8号",
    )  # fmt: skip
    question = f"/routing?division={_HERE}&programme=vagrant_aid"

    today = (await keeper.reads(question))["items"][0]
    then = (await keeper.reads(f"{question}&on={later.isoformat()}"))["items"][0]
    listed = (await keeper.reads("/routing/rules?view=later"))["items"]
    wrong = await keeper.client.get(f"/api/v1{question}&on=notaday")

    assert made.status_code == 201
    assert (today["ground"], then["ground"]) == ("own", "rule")
    assert made.json()["key"] in {each["key"] for each in listed}
    assert wrong.status_code == 422
    # A rule that has not begun never holds once it is ended.
    key = made.json()["key"]
    await keeper.asks(f"/routing/rules/{key}/end", version=1, reason="不再需要")
    assert (await keeper.reads(f"{question}&on={later.isoformat()}"))["items"][0]["ground"] == "own"


async def test_a_heads_note_stands_beside_the_unit_before_sending(visiting: Any) -> None:
    head = await visiting(Role.HEAD, "medical_security")
    desk, other = await visiting(Role.CLERK), await visiting(Role.HEAD, "civil_affairs")
    unit = await _unit("medical_security")
    case = await desk.registers()
    await desk.acts(case, "accept")

    told = await head.sends("/unit-notes", unit=unit, text="本月名额已满", programme="medical_aid",
                            since="", until="")  # fmt: skip
    foreign = await other.sends("/unit-notes", unit=unit, text="不办", programme="")
    page = words_in(await desk.sees(f"{case}/send"))
    routes = (await desk.reads(f"{case}/routes"))["items"]
    notes = [note["text"] for each in routes for note in each["notes"]]

    assert told.status_code == 303
    assert foreign.status_code in {403, 404}
    assert "本月名额已满" in page
    assert notes == ["本月名额已满"]
    assert {each["route"]["programme"] for each in routes} == {"medical_aid", "dibao"}

    own = await head.sees("/unit-notes")
    code = own.partition("/unit-notes/")[2].partition("/end")[0]
    assert (await head.sends(f"/unit-notes/{code}/end")).status_code == 303
    assert "本月名额已满" not in await desk.sees(f"{case}/send")
    # Ended, it stays in the unit's history.
    assert "本月名额已满" in await head.sees("/unit-notes")
    assert (await head.asks(f"/unit-notes/{code}/end")).status_code == 409


async def test_the_administrator_keeps_any_units_notes_and_handlers_read_their_own(
    visiting: Any,
) -> None:
    keeper = await visiting(Role.SYSADMIN, "finance")
    handler = await visiting(Role.HANDLER, "civil_affairs")
    unit = await _unit("civil_affairs")

    made = await keeper.asks("/unit-notes", unit=unit, text="仅受理本区户籍")
    seen = await handler.sees("/unit-notes")
    listed = (await handler.reads(f"/units/{unit}/notes"))["items"]

    assert made.status_code == 201
    assert "仅受理本区户籍" in seen
    assert "告知窗口" not in seen
    assert "仅受理本区户籍" in {each["text"] for each in listed}
    assert (await handler.asks("/unit-notes", unit=unit, text="x")).status_code == 403
    await keeper.asks(f"/unit-notes/{made.json()['code']}/end")


async def test_a_return_suggests_whom_the_rules_name(visiting: Any) -> None:
    keeper, desk = await visiting(Role.SYSADMIN, "finance"), await visiting(Role.CLERK)
    handler = await visiting(Role.HANDLER, "medical_security")
    case = await desk.registers(suggested=["medical_aid"])
    sent = (await desk.sends_out(case, 0))[0]
    other = await _unit("civil_affairs")
    made = await keeper.asks(
        "/routing/rules", programme="medical_aid", place=_HERE, unit=other, source="第七号纪要"
    )

    page = await handler.sees(sent)
    await keeper.asks(f"/routing/rules/{made.json()['key']}/end", version=1, reason="试点结束")
    after = await handler.sees(sent)

    assert made.status_code == 201
    assert f'value="{other}" selected' in page
    assert "按规则“第七号纪要”" in words_in(page)
    assert f'value="{other}" selected' not in after


async def test_rules_that_name_who_has_it_are_no_advice_where_else(visiting: Any) -> None:
    desk, supervisor = await visiting(Role.CLERK), await visiting(Role.SUPERVISOR)
    handler = await visiting(Role.HANDLER, "medical_security")
    sent = (await desk.sends_out(await desk.registers(suggested=["medical_aid"]), 0))[0]
    other = await _unit("civil_affairs")

    await handler.acts(
        sent, "ask-return", code="not_our_duty", basis="应由民政办理。", suggested_unit=other
    )
    page = words_in(await supervisor.sees(sent))

    assert "这项需求接下来" in page
    assert "当地设有" not in page
