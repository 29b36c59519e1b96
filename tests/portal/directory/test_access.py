"""How far rights reach, and which roles nobody may hold together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from portal.directory.access import STEP_UP, excludes, may, overlap, reach, stepped_up, territory
from portal.directory.model import ADMINISTRATORS, Membership, Person, Role, Session, Tier, Unit
from portal.directory.permissions import Scope


def _unit(path: str, kind: str = "civil_affairs") -> Unit:
    codes = path.strip("/").split("/")
    tier = (Tier.CITY, Tier.DISTRICT, Tier.TOWNSHIP)[len(codes) - 1]
    return Unit(1, f"{codes[-1]}-{kind}", kind, "单位", 1, path, codes[-1], tier)


CITY, JIANGJIN, XIHU = "/500000/", "/500000/500116/", "/500000/500116/500116120/"


def _person(*held: tuple[Role, str], narrowed: frozenset[str] | None = None) -> Person:
    memberships = tuple(Membership(role, _unit(path)) for role, path in held)
    return Person(1, "p", "p", "甲", memberships=memberships, narrowed=narrowed)


def test_a_right_reaches_through_each_membership_that_holds_it() -> None:
    person = _person((Role.HEAD, JIANGJIN), (Role.CLERK, XIHU), (Role.LEADER, CITY))

    found = {(scope, unit.division_path) for scope, unit in reach(person, "case.read")}

    assert found == {
        (Scope.ADDRESSED, JIANGJIN),
        (Scope.DEPARTMENT, JIANGJIN),
        (Scope.OWN, XIHU),
    }


def test_a_territory_is_the_widest_of_those_inside_each_other() -> None:
    person = _person((Role.SUPERVISOR, XIHU), (Role.SUPERVISOR, JIANGJIN), (Role.CLERK, CITY))

    assert territory(person, "case.read") == (JIANGJIN,)
    assert territory(person, "figures.read") == (JIANGJIN,)


def test_who_holds_no_right_over_a_territory_has_none() -> None:
    assert territory(_person((Role.HANDLER, JIANGJIN)), "case.read") == ()
    assert territory(_person(), "case.read") == ()


def test_a_narrowed_token_reaches_no_further_than_its_list() -> None:
    narrowed = _person((Role.SUPERVISOR, JIANGJIN), narrowed=frozenset({"figures.read"}))

    assert territory(narrowed, "figures.read") == (JIANGJIN,)
    assert not may(narrowed, "case.read")


def test_a_narrowed_token_gives_nothing_its_person_lacks() -> None:
    narrowed = _person((Role.CLERK, XIHU), narrowed=frozenset({"membership.grant"}))

    assert not may(narrowed, "membership.grant")


def test_a_right_that_does_not_exist_is_an_error_and_not_a_no() -> None:
    with pytest.raises(KeyError):
        may(_person((Role.CLERK, XIHU)), "case.raed")


@pytest.mark.parametrize(("held", "wanted"), list(product(Role, Role)))
def test_an_administrators_role_stands_alone(held: Role, wanted: Role) -> None:
    alone = held in ADMINISTRATORS or wanted in ADMINISTRATORS

    assert excludes(held, wanted) is (alone and held is not wanted)


_D = [date(2026, 1, day) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ((_D[0], None), (_D[3], None), True),
        ((_D[0], _D[2]), (_D[2], None), False),
        ((_D[0], _D[2]), (_D[1], _D[3]), True),
        ((_D[3], _D[4]), (_D[0], _D[3]), False),
        ((_D[1], _D[2]), (_D[0], None), True),
        ((_D[1], None), (_D[1], _D[1]), False),
    ],
)
def test_two_stretches_share_a_day_or_do_not(
    one: tuple[date, date | None], other: tuple[date, date | None], meet: bool
) -> None:
    assert overlap(*one, *other) is meet
    assert overlap(*other, *one) is meet


def test_a_password_given_just_now_counts_and_later_no_more() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    session = Session(1, 1, at, at, at, stepped_up_at=at)

    assert stepped_up(session, at=at + STEP_UP - timedelta(seconds=1))
    assert not stepped_up(session, at=at + STEP_UP)
    assert not stepped_up(Session(1, 1, at, at, at), at=at)
