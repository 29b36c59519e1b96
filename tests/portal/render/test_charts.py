import pytest

from portal.render import charts


def test_the_longest_bar_fills_the_room_and_the_others_keep_its_scale() -> None:
    long, short = charts.bars([("民政局", (30, 10)), ("教育局", (20, 0))])

    assert long.end == charts.WIDTH - charts.FIGURES
    assert sum(part.width for part in short.parts) == pytest.approx(
        sum(part.width for part in long.parts) / 2
    )
    assert (long.total, short.total) == (40, 20)


def test_the_parts_of_a_bar_stand_end_to_end() -> None:
    (bar,) = charts.bars([("民政局", (3, 2, 1))])

    first, second, third = bar.parts
    assert second.x == pytest.approx(first.x + first.width, abs=0.2)
    assert third.x == pytest.approx(second.x + second.width, abs=0.2)
    assert [part.series for part in bar.parts] == [0, 1, 2]


def test_a_part_of_nothing_is_not_drawn() -> None:
    (bar,) = charts.bars([("教育局", (5, 0, 1))])

    assert [part.series for part in bar.parts] == [0, 2]


@pytest.mark.parametrize("rows", [[], [("教育局", (0, 0))]])
def test_nothing_at_all_is_drawn_without_a_fault(rows) -> None:
    assert all(bar.parts == () for bar in charts.bars(rows))


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (288, 400), (401, 800)]
)
def test_the_scale_ends_at_a_round_figure(highest: int, top: int) -> None:
    assert charts.ceiling(highest) == top


def test_a_line_begins_left_and_ends_right_and_higher_is_up() -> None:
    drawn = charts.trend(["1", "2", "3"], [("受理", (0, 2, 4))])

    first, _, last = (tuple(map(float, p.split(","))) for p in drawn.lines[0].points.split())
    assert first == (charts.LEFT, charts.TOP + charts.PLOT_HEIGHT)
    assert last == (charts.WIDTH - charts.RIGHT, charts.TOP)


def test_the_names_of_two_lines_that_meet_stay_readable() -> None:
    drawn = charts.trend(["1", "2"], [("受理", (1, 3)), ("办结", (2, 3))])

    one, other = drawn.lines
    assert [one.name, other.name] == ["受理", "办结"]
    assert abs(one.end - other.end) >= 18


def test_a_trend_of_one_point_is_drawn() -> None:
    assert charts.trend(["1"], [("受理", (1,))]).lines[0].points
