"""The presses: one broken down is replaced, takes nothing with it, and none outlives the portal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.documents.press import Broken, NotStarted, Press, Presses

ECHO = "tests.portal.documents.echo"


def start() -> Press:
    return Press(ECHO, ["sound"], seconds=20)


@pytest.fixture
def presses() -> Iterator[Presses]:
    held = Presses(1, start)
    yield held
    held.close()


def test_the_orders_of_one_press_are_answered_in_turn(presses: Presses) -> None:
    answers = [presses.order(word) for word in (b"one", b"", b"three" * 100_000)]

    assert [each.result() for each in answers] == [b"one", b"", b"three" * 100_000]


def test_a_press_that_breaks_down_is_replaced_and_the_next_order_is_answered(
    presses: Presses,
) -> None:
    first, second = presses.order(b"end"), presses.order(b"next")

    with pytest.raises(Broken) as broken:
        first.result()

    assert broken.value.status == 7
    assert second.result() == b"next"


def test_a_press_that_takes_too_long_is_killed() -> None:
    press = start()
    press._seconds = 0.2

    with pytest.raises(Broken) as broken:
        press.set(b"sleep")

    assert broken.value.status == -9
    press.close()


def test_an_order_to_a_press_that_is_gone_is_refused() -> None:
    press = start()
    press.kill()
    press._process.wait()

    with pytest.raises(Broken):
        press.set(b"one")

    press.close()


def test_a_press_that_cannot_start_says_so() -> None:
    with pytest.raises(NotStarted, match="status 3"):
        Press(ECHO, ["broken"], seconds=20)


def test_closing_ends_what_is_being_set_and_what_waits() -> None:
    presses = Presses(1, start)
    presses.order(b"warm").result()
    setting, waiting = presses.order(b"sleep"), presses.order(b"next")
    while not setting.running():
        pass

    presses.close()

    assert isinstance(setting.exception(), Broken)
    assert waiting.cancelled()


def test_a_press_ends_by_itself_when_the_portal_is_gone() -> None:
    press = start()
    assert press._process.stdin

    press._process.stdin.close()

    assert press._process.wait(timeout=10) == 0
    press.close()
