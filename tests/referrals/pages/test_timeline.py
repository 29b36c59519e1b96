"""What happened, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.journal.model import Entry
from referrals.model import Note, Visibility
from referrals.pages import timeline
from tests.referrals.world import referral

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def entry(tag: str, minutes: int = 0, **more: Any) -> Entry:
    """One act as the journal holds it."""
    return Entry(
        id=1, tag=tag, at=NOON + timedelta(minutes=minutes), by_id=more.pop("by_id", 1),
        by_name="黄志强", was={}, now={}, data=more.pop("data", {}), reason=more.pop("reason", ""),
        subject_kind=tag.partition(":")[0], subject_id=7, subject_code="c",
    )  # fmt: skip


def test_acts_keep_the_order_they_come_in() -> None:
    told = [entry("referral:send"), entry("case:results_in", 5), entry("case:close", 5)]

    assert [each.words for each in timeline.of(told[::-1])] == ["办结", "结果已齐", "转办"]


def test_the_same_act_is_named_by_what_it_is_done_to() -> None:
    told = [entry("case:accept"), entry("referral:accept", 1)]

    assert [each.words for each in timeline.of(told)] == ["受理", "签收"]


def test_on_a_case_each_act_says_whose_it_is() -> None:
    told = timeline.of([entry("referral:accept")], {7: "01 江津区民政局"})

    assert told[0].words == "签收 · 01 江津区民政局"


def test_what_was_asked_for_is_listed() -> None:
    told = timeline.of([entry("referral:ask_papers", data={"items": [{"name": "户口簿"}]})])

    assert told[0].text == "户口簿"


def test_a_remark_shows_once_and_is_marked_when_only_the_own_unit_reads_it() -> None:
    note = Note(1, "n", 7, "江津区民政局", Visibility.INTERNAL, "已电话联系", "李文博", NOON)

    told = timeline.of([entry("referral:note"), note])

    assert [(each.text, each.inner) for each in told] == [("已电话联系", True)]


def test_what_nobody_needs_to_read_is_left_out() -> None:
    assert timeline.of([entry("case:need"), entry("client:unmasked"), entry("case:unheard")]) == ()


def test_what_the_portal_did_by_itself_is_folded_where_several_follow() -> None:
    told = [entry("referral:accept"), entry("referral:remind", by_id=None),
            entry("case:results_in"), entry("referral:chase"),
            entry("referral:overdue", by_id=None)]  # fmt: skip

    shown = timeline.folded(timeline.of(told))

    assert [len(each.events) if isinstance(each, timeline.Fold) else each.words
            for each in shown] == ["签收", 2, "催办", "提醒已逾期"]  # fmt: skip


def test_a_remark_says_what_it_stands_on_but_on_its_own_page() -> None:
    held = [
        Note(n, f"n{n}", of, "江津区民政局", Visibility.SHARED, "好", "李文博", NOON)
        for n, of in enumerate((None, 11, 12))
    ]
    names = {11: "01 江津区民政局", 12: "02 江津区医疗保障局"}

    on_case = [each.words for each in timeline.of(held, names)]
    on_referral = [each.words for each in timeline.of(held, names, of=referral())]

    assert on_case == ["记录", "记录 · 01 江津区民政局", "记录 · 02 江津区医疗保障局"]
    assert on_referral == ["记录 · 受理件", "记录", "记录 · 02 江津区医疗保障局"]
