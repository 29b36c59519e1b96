from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.core.i18n import Language, speaking
from portal.render import filters

DAY = date(2026, 11, 25)
INSTANT = datetime(
    2026, 11, 24, 16, 30, tzinfo=UTC
)  # half past midnight of the 25th in the offices


def test_a_day_is_written_with_its_year_its_weekday_or_short() -> None:
    assert filters.day(DAY) == "2026-11-25"
    assert filters.day(DAY, weekday=True) == "2026-11-25 周三"
    assert filters.day(DAY, year=False) == "11-25"


@pytest.mark.parametrize(
    ("spoken", "name"), [(Language.HANS, "周三"), (Language.HANT, "週三"), (Language.EN, "Wed")]
)
def test_the_weekday_is_said_in_the_reader_s_language(spoken: Language, name: str) -> None:
    with speaking(spoken):
        assert filters.weekday_name(DAY) == name


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        (Language.HANS, "2026年11月25日"),
        (Language.HANT, "2026年11月25日"),
        (Language.EN, "November 25, 2026"),
    ],
)
def test_a_paper_is_dated_as_official_papers_are(spoken: Language, written: str) -> None:
    with speaking(spoken):
        assert filters.written_day(DAY) == written
        # Half past midnight in the offices; the day before in UTC.
        assert filters.written_day(INSTANT) == written


def test_an_instant_is_shown_on_the_offices_clocks() -> None:
    assert filters.day(INSTANT) == "2026-11-25"
    assert filters.instant(INSTANT) == "2026-11-25 00:30"
    assert filters.instant(INSTANT, year=False) == "11-25 00:30"
    assert filters.clock_time(INSTANT) == "00:30"
    assert filters.machine_time(INSTANT) == "2026-11-25T00:30+08:00"
    assert filters.machine_time(DAY) == "2026-11-25"


@pytest.mark.parametrize(
    "write",
    [
        filters.day, filters.instant, filters.clock_time, filters.money,
        filters.mask_id, filters.mask_phone, filters.mask_name,
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_dash(write) -> None:
    assert write(None) == "—"


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123456, "1,234.56"),
        (-123456, "-1,234.56"),
        (10**9, "10,000,000.00"),
    ],
)
def test_an_amount_is_written_to_the_fen(fen: int, written: str) -> None:
    assert filters.yuan(fen) == written
    assert filters.yuan(SimpleNamespace(fen=fen)) == written
    assert filters.money(fen) == f"{written} 元"


def test_days_say_what_kind_they_are() -> None:
    assert filters.days(3) == "3 天"
    assert filters.days(3, working=True) == "3 个工作日"


@pytest.mark.parametrize(
    ("size", "written"), [(10, "1 KB"), (356_000, "356 KB"), (1_234_567, "1.2 MB")]
)
def test_the_size_of_a_file_is_short(size: int, written: str) -> None:
    assert filters.file_size(size) == written


def test_masks_keep_what_recognises_and_hide_what_identifies() -> None:
    assert filters.mask_id("440101199003071234") == "440***1234"
    assert filters.mask_id("A1234567") == "***67"
    assert filters.mask_phone("13812345678") == "138****5678"
    assert filters.mask_phone("47521234") == "****34"
    assert filters.mask_name("王小明") == "王**"
    assert filters.mask_name("王") == "王"


@pytest.mark.parametrize("hidden", ["19900307", "123456"])
def test_a_mask_never_shows_the_middle(hidden: str) -> None:
    assert hidden not in filters.mask_id("44010119900307123X")
    assert hidden not in filters.mask_phone("13812345678")


def test_rare_characters_are_wrapped_and_the_rest_is_escaped() -> None:
    assert filters.wrap_rare("王㐱<b>") == '王<span class="rare">㐱</span>&lt;b&gt;'
    assert filters.wrap_rare("𬭸䶮") == '<span class="rare">𬭸䶮</span>'
    assert filters.wrap_rare("普通") == "普通"
