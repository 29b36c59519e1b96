"""To whom minutes go, and minutes taken back by a document of their own."""

from __future__ import annotations

from typing import Any

import pytest

from meetings.model import Minutes, MinutesState, Resolution, ResolutionState
from meetings.queries import things
from portal.core.errors import NotPossible
from portal.documents import files
from portal.journal.queries import of_subject
from tests.meetings.round_table import Table
from tests.reading import words_of


async def _issued(table: Table) -> tuple[Minutes, Resolution]:
    _, topic = await table.escalated()
    issued = await table.enacted(topic)
    (resolution,) = await table.resolutions(issued)
    return issued, resolution


async def _revoked(table: Table, issued: Minutes) -> Minutes:
    begun: Minutes = await table.do(
        "revoke", issued, table.person("secretary"), reason="依据的文件已废止。"
    )
    return await table.issued(await table.countersigned(begun))


@pytest.mark.papers
async def test_minutes_go_to_whom_the_secretary_chose_and_the_imprint_says_so(
    table: Table, visiting: Any
) -> None:
    _, topic = await table.escalated()
    minutes, secretary = await table.written(topic), table.person("secretary")
    visit = await visiting(secretary)
    address = f"/meetings/{minutes.key}/minutes"

    chosen = await visit.acts(address, "distribute", to="区民政局、区财政局\n区民政局",
                              up="市联席会议办公室", copied="区人大办公室")  # fmt: skip
    wrong = await visit.acts(address, "distribute", to="某" * 61)
    issued = await table.issued(await table.countersigned(minutes))

    assert (chosen.status_code, wrong.status_code) == (303, 422)
    words = words_of((await files.fetch(issued.file_code))[1])
    for line in ("发：区民政局，区财政局。", "抄报：市联席会议办公室。", "抄送：区人大办公室。"):
        assert line in words
    told = await visit.reads(f"/minutes/{minutes.key}")
    assert told["distribution"]["to"] == ["区民政局", "区财政局"]
    assert "区人大办公室" in await visit.sees(address)


@pytest.mark.papers
async def test_minutes_go_to_all_who_were_called_where_nothing_was_chosen(table: Table) -> None:
    issued, _ = await _issued(table)

    words = words_of((await files.fetch(issued.file_code))[1])

    assert issued.distribution is None
    called = await things.attendance(issued.meeting_id)
    assert all(each.unit.name in words for each in called)
    assert "抄报：" not in words


@pytest.mark.papers
async def test_what_revoked_minutes_resolved_has_ended_once_the_document_is_issued(
    table: Table,
) -> None:
    issued, resolution = await _issued(table)
    begun = await table.do("revoke", issued, table.person("secretary"), reason="依据已废止。")
    before = await things.resolution(resolution.id)

    revocation = await table.issued(await table.countersigned(begun))

    after, old = await things.resolution(resolution.id), await things.minutes(issued.id)
    assert before.state is ResolutionState.ISSUED
    assert after.state is ResolutionState.CANCELLED
    assert (old.state, old.sha256) == (MinutesState.ISSUED, issued.sha256)
    assert [(each.number, each.revokes) for each in old.corrections] == [(revocation.number, True)]
    entry = (await of_subject("resolution", resolution.id))[-1]
    assert (entry.tag, entry.data["later"]) == ("resolution:cancel", revocation.key)
    words = words_of((await files.fetch(revocation.file_code))[1])
    assert f"现撤销第{issued.number}期纪要" in words
    assert "依据已废止" in words


async def test_what_was_struck_off_before_stays_struck_off(table: Table) -> None:
    issued, resolution = await _issued(table)
    bureau, civil = await table.head("bureau"), await table.head("civil affairs")
    secretary = table.person("secretary")
    for act, by, given in (
        ("receive", bureau, {}), ("start", bureau, {}),
        ("cooperate", civil, {"report": "已配合。"}), ("report", bureau, {"report": "已建立。"}),
        ("check", secretary, {}), ("strike_off", table.person("convener"), {}),
    ):  # fmt: skip
        resolution = await table.do(act, resolution, by, **given)

    await _revoked(table, issued)

    assert (await things.resolution(resolution.id)).state is ResolutionState.CLOSED


async def test_minutes_are_corrected_or_revoked_once_and_a_revocation_never(table: Table) -> None:
    issued, _ = await _issued(table)
    secretary = table.person("secretary")
    revocation = await _revoked(table, issued)

    for thing, act, why in (
        (issued, "revoke", "not_corrected_yet"), (issued, "correct", "not_corrected_yet"),
        (revocation, "revoke", "is_in_force"), (revocation, "correct", "is_in_force"),
    ):  # fmt: skip
        with pytest.raises(NotPossible) as refused:
            await table.do(act, thing, secretary, reason="又。")
        assert refused.value.code == why


async def test_pages_name_what_was_revoked_and_by_which_issue(table: Table, visiting: Any) -> None:
    issued, resolution = await _issued(table)
    revocation = await _revoked(table, issued)
    visit = await visiting(table.person("secretary"))

    old = await visit.sees(f"/meetings/{issued.key}/minutes")
    new = await visit.sees(f"/meetings/{revocation.key}/minutes")
    ended = await visit.sees(f"/resolutions/{resolution.key}")

    assert f"本期已由第 {revocation.number} 期撤销，议定事项不再执行。" in old
    assert f"本件撤销第 {issued.number} 期纪要" in new
    assert f'href="/meetings/{revocation.key}/minutes"' in ended
    assert (await visit.reads(f"/minutes/{revocation.key}"))["revokes"] is True
