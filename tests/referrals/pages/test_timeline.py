"""What happened, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.journal.model import Entry
from referrals.model import Note, Visibility
from referrals.pages import timeline

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def entry(tag: str, minutes: int = 0, **more: Any) -> Entry:
    """One act as the journal holds it."""
    return Entry(
        id=1, tag=tag, at=NOON + timedelta(minutes=minutes), by_id=1, by_name="黄志强", was={},
        now={}, data=more.pop("data", {}), reason=more.pop("reason", ""),
        subject_kind=tag.partition(":")[0], subject_id=7, subject_code="c",
    )  # fmt: skip


def test_the_newest_stands_on_top_and_of_one_act_the_last() -> None:
    told = [entry("referral:send"), entry("case:results_in", 5), entry("case:close", 5)]

    assert [each.words for each in timeline.of(told)] == ["办结", "结果已齐", "转办"]


def test_the_same_act_is_named_by_what_it_is_done_to() -> None:
    told = [entry("case:accept"), entry("referral:accept", 1)]

    assert [each.words for each in timeline.of(told)] == ["签收", "受理"]


def test_on_a_case_each_act_says_whose_it_is() -> None:
    told = timeline.of([entry("referral:accept")], numbers={7: "01 江津区民政局"})

    assert told[0].words == "签收 · 01 江津区民政局"


def test_what_was_asked_for_is_listed() -> None:
    told = timeline.of([entry("referral:ask_papers", data={"items": [{"name": "户口簿"}]})])

    assert told[0].text == "户口簿"


def test_a_remark_shows_once_and_is_marked_when_only_the_own_unit_reads_it() -> None:
    note = Note(1, "n", 7, "江津区民政局", Visibility.INTERNAL, "已电话联系", "李文博", NOON)

    told = timeline.of([entry("referral:note")], [note])

    assert [(each.text, each.inner) for each in told] == [("已电话联系", True)]


def test_what_nobody_needs_to_read_is_left_out() -> None:
    assert timeline.of([entry("case:need"), entry("client:unmasked"), entry("case:unheard")]) == ()
