from enum import StrEnum

import pytest

from portal.core.i18n import N_
from portal.render import labels


class Fruit(StrEnum):
    RIPE = "ripe"
    GREEN = "green"


class Wood(StrEnum):
    GREEN = "green"


FRUIT = {Fruit.RIPE: N_("已熟"), Fruit.GREEN: N_("未熟")}


def test_it_keeps_members_of_the_same_value_apart() -> None:
    labels.register(FRUIT)
    labels.register({Wood.GREEN: N_("未干")})

    assert labels.label(Fruit.GREEN) == "未熟"
    assert labels.label(Wood.GREEN) == "未干"


def test_a_member_without_a_word_is_an_error() -> None:
    class Stone(StrEnum):
        GREY = "grey"

    with pytest.raises(LookupError):
        labels.label(Stone.GREY)


def test_a_state_that_nobody_waits_on_has_the_quiet_tone() -> None:
    labels.register(FRUIT, {Fruit.RIPE: "done"})

    assert labels.tone(Fruit.RIPE) == "done"
    assert labels.tone(Fruit.GREEN) == "off"


def test_it_refuses_a_tone_that_has_no_look() -> None:
    with pytest.raises(ValueError, match="pink"):
        labels.register(FRUIT, {Fruit.RIPE: "pink"})


def test_it_refuses_a_table_that_forgets_a_member() -> None:
    with pytest.raises(ValueError, match="green"):
        labels.register({Fruit.RIPE: N_("已熟")})


def test_it_refuses_two_enums_in_one_table() -> None:
    with pytest.raises(ValueError, match="one table for each enum"):
        labels.register({Fruit.RIPE: N_("已熟"), Wood.GREEN: N_("未干")})
