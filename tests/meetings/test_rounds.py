"""Rounds of countersigning: terms, remarks with answers, and who is asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetings import jobs
from meetings.model import LineKind, Minutes, SignState
from meetings.queries import rounds, things
from meetings.rules.rounds import differences
from portal.core.errors import Invalid, NotPossible
from portal.journal.queries import of_subject
from tests.meetings.round_table import MEMBERS, Table


async def _asked(table: Table, *, outcomes: int = 1) -> Minutes:
    """Return minutes of so many items that go round."""
    secretary = table.person("secretary")
    topics = [await table.pooled((await table.escalated())[1]) for _ in range(outcomes)]
    meeting = await table.sitting(*topics)
    for n, topic in enumerate(topics, 1):
        await table.do("record_outcome", topic, secretary, outcome="agreed",
                       text=f"会议同意第{n}项。\n会议要求抓紧办理。")  # fmt: skip
    await table.do("conclude", meeting, secretary)
    minutes_id = await things.minutes_of(meeting.id)
    assert minutes_id is not None
    return await table.do("circulate", await things.minutes(minutes_id), secretary)


def _said(minutes: Minutes, table: Table, where: str) -> SignState:
    unit = table.stage.units[where].id
    return next(each.state for each in minutes.asked if each.unit.id == unit)


async def test_who_says_nothing_until_the_term_ends_has_lapsed_and_was_told_once(
    table: Table,
) -> None:
    minutes = await _asked(table)
    await table.do("agree", minutes, await table.head("bureau"))
    assert minutes.due_at is not None
    before = minutes.due_at - timedelta(hours=1)

    for _ in range(2):
        await jobs.rounds({}, at=before)
    still = await things.minutes(minutes.id)
    for _ in range(2):
        await jobs.rounds({}, at=minutes.due_at + timedelta(minutes=1))
    over = await things.minutes(minutes.id)

    assert _said(still, table, "lead") is SignState.PENDING
    assert [_said(over, table, where) for where in MEMBERS] == [
        SignState.AGREED, SignState.LAPSED, SignState.LAPSED
    ]  # fmt: skip
    lapsed = [e for e in await of_subject("minutes", minutes.id) if e.tag == "minutes:lapse"]
    assert len(lapsed) == 2
    with pytest.raises(NotPossible):
        await table.do("agree", minutes, await table.head("lead"))
    signed = await table.do("to_signature", minutes, table.person("secretary"))
    assert signed.state.value == "for_signature"


async def test_the_units_that_are_still_asked_are_told_the_day_the_term_ends(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = await _asked(table)
    assert minutes.due_at is not None
    told: list[str] = []

    async def note(kind: str, *, payload: dict[str, Any], **_: Any) -> None:
        if payload.get("id") == minutes.id:
            told.append(payload["tag"])

    monkeypatch.setattr("meetings.operations.lapsing.enqueue", note)
    for hours in (30 * 24, 2, 1):
        await jobs.rounds({}, at=minutes.due_at - timedelta(hours=hours))

    assert told == ["minutes:round_ends"]


async def test_a_remark_on_a_paragraph_is_answered_before_the_minutes_are_signed(
    table: Table,
) -> None:
    minutes, bureau = await _asked(table), await table.head("bureau")
    item, secretary = minutes.items[0], table.person("secretary")
    with pytest.raises(Invalid):
        await table.do("remark", minutes, bureau, place=f"{item.id}.9", text="无此段。")
    minutes = await table.do("remark", minutes, bureau, place=f"{item.id}.2", text="写明期限。")
    for where in MEMBERS:
        minutes = await table.do("agree", minutes, await table.head(where))
    with pytest.raises(NotPossible) as refused:
        await table.do("to_signature", minutes, secretary)
    assert refused.value.code == "remarks_answered"

    minutes = await table.do(
        "answer", minutes, secretary, remark=minutes.remarks[0].code, answer="已在决定中写明。"
    )

    (round_,) = (await rounds.of(minutes)).rounds
    assert round_.remarks[0].quote == "会议要求抓紧办理。"
    assert round_.remarks[0].remark.answer == "已在决定中写明。"
    await table.do("to_signature", minutes, secretary)


async def test_a_comment_with_agreement_waits_for_its_answer_too(table: Table) -> None:
    minutes, secretary = await _asked(table), table.person("secretary")
    for where in MEMBERS[1:]:
        minutes = await table.do("agree", minutes, await table.head(where))
    minutes = await table.do("comment", minutes, await table.head("bureau"), text="建议通报。")

    with pytest.raises(NotPossible):
        await table.do("to_signature", minutes, secretary)
    minutes = await table.do(
        "answer", minutes, secretary, remark=minutes.remarks[0].code, answer="已采纳。"
    )
    await table.do("to_signature", minutes, secretary)


async def test_changed_text_is_sent_again_only_to_the_units_it_concerns(table: Table) -> None:
    minutes, secretary = await _asked(table, outcomes=2), table.person("secretary")
    for where in MEMBERS:
        minutes = await table.do("agree", minutes, await table.head(where))
    minutes = await table.do("revise", minutes, secretary, reason="补写。")
    # The second item is given to the lead: a matter resolved is part of what was agreed to.
    minutes = await table.do(
        "resolve", minutes, secretary, item=minutes.items[1].id, text="每月通报。",
        lead=table.stage.units["lead"].code,
    )  # fmt: skip
    proposer = {u.id for u in (await things.topic(minutes.items[1].topic_id)).concerned.units}

    again = await table.do("circulate", minutes, secretary)

    waiting = {each.unit.id for each in again.asked if each.state is SignState.PENDING}
    members = {table.stage.units[where].id for where in MEMBERS}
    assert waiting == (proposer | {table.stage.units["lead"].id}) & members
    assert waiting != members
    newest = (await rounds.of(again)).rounds[0]
    added = [line.text for each in newest.changed for line in each.lines
             if line.kind is LineKind.ADDED]  # fmt: skip
    assert (newest.number, len(added)) == (2, 1)
    assert added[0].startswith("议定事项：每月通报。")


def test_two_texts_are_laid_over_each_other_line_by_line() -> None:
    found = differences("一。\n二。\n三。", "一。\n二改。\n三。\n四。")

    assert [(line.kind.value, line.text) for line in found] == [
        ("same", "一。"), ("removed", "二。"), ("added", "二改。"), ("same", "三。"),
        ("added", "四。"),
    ]  # fmt: skip


async def test_page_and_api_show_rounds_changes_and_remarks_to_those_who_countersign(
    table: Table, visiting: Any
) -> None:
    minutes, secretary = await _asked(table), table.person("secretary")
    bureau = await table.head("bureau")
    minutes = await table.do(
        "remark", minutes, bureau, place=f"{minutes.items[0].id}.1", text="建议写明依据。"
    )
    await table.do("object", minutes, bureau, text="职责不清。")
    minutes = await table.do("revise", minutes, secretary, reason="按意见修改。")
    item = minutes.items[0]
    await table.do("write", minutes, secretary, item=item.id, text="会议同意第1项，依据如下。")
    address = f"/meetings/{minutes.key}/minutes/rounds"
    head = await visiting(bureau)

    revising = await head.sees(address)
    await table.do("circulate", minutes, secretary)
    page, told = await head.sees(address), await head.reads(f"/minutes/{minutes.key}/rounds")

    assert "上一轮之后的改动" in revising
    for words in ("建议写明依据。", "待答复", "职责不清。", "第 2 轮", "<del>", "<ins>"):
        assert words in page
    assert [each["number"] for each in told["rounds"]] == [2, 1]
    kinds = {line["kind"] for line in told["rounds"][0]["changed"][0]["lines"]}
    assert kinds == {"added", "removed"}
    stranger = await visiting(await table.head("other bureau"))
    assert (await stranger.client.get(address)).status_code == 404
    assert (await stranger.client.get(f"/api/v1/minutes/{minutes.key}/rounds")).status_code == 404
