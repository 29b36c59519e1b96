"""Who serves a programme in a place on a day: a table of what should come of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec
import pytest

from portal.directory.model import Tier, Unit
from referrals.model import Ground, Origin, RoutingRule
from referrals.programmes import catalogue
from referrals.rules.routing import Asked, advice, resolve, why

CITY, JIANGJIN, XIHU = "/500000/", "/500000/500116/", "/500000/500116/500116120/"
JIJIANG, DAZU = "/500000/500116/500116001/", "/500000/500111/"
JIANGBEI, STREET = "/500000/500105/", "/500000/500105/500105001/"
LIANGJIANG, MOVED = "/500000/CQ-LJQ/", "/500000/CQ-LJQ/500105001/"
CHANGE = date(2025, 11, 6)
BEFORE, TODAY = date(2025, 11, 5), date(2026, 3, 10)
_TIERS = {1: Tier.CITY, 2: Tier.DISTRICT, 3: Tier.TOWNSHIP}


class U(NamedTuple):
    """A unit of the table: kind, place, from, until, and what took its place."""

    kind: str
    path: str
    since: date | None = None
    until: date | None = None
    then: str = ""


_UNITS = {
    "city civil": U("civil_affairs", CITY),
    "civil": U("civil_affairs", JIANGJIN),
    "medical": U("medical_security", JIANGJIN, date(2018, 10, 1)),
    "city medical": U("medical_security", CITY),
    "town disabled": U("disabled_federation", XIHU),
    "disabled": U("disabled_federation", JIANGJIN),
    "emergency": U("emergency_mgmt", JIANGJIN),
    "city education": U("education", CITY),
    "housing": U("housing_construction", JIANGJIN, None, date(2026, 1, 1)),
    "new labour": U("human_resources", JIANGJIN, date(2026, 6, 1)),
    "old civil": U("civil_affairs", JIANGBEI, None, CHANGE, "new civil"),
    "new civil": U("civil_affairs", LIANGJIANG, CHANGE),
    "old medical": U("medical_security", JIANGBEI, None, CHANGE, "middle medical"),
    "middle medical": U("medical_security", LIANGJIANG, CHANGE, date(2026, 2, 1), "new medical"),
    "new medical": U("medical_security", "/500000/CQ-LJX/", date(2026, 2, 1)),
    "charity": U("charity", JIANGJIN),
    "ended charity": U("charity", DAZU, None, date(2025, 1, 1)),
    "round": U("justice", DAZU, None, date(2025, 1, 1), "about"),
    "about": U("justice", JIANGBEI, None, date(2025, 1, 1), "round"),
}
_IDS = {name: n for n, name in enumerate(_UNITS, 1)}
_KNOWN = {
    _IDS[name]: Unit(
        id=_IDS[name], code=name, kind=u.kind, name=name, division_id=1, division_path=u.path,
        division_code=u.path.strip("/").split("/")[-1],
        tier=_TIERS[len(u.path.strip("/").split("/"))], valid_from=u.since, valid_to=u.until,
        successor_id=_IDS.get(u.then),
    )
    for name, u in _UNITS.items()
}  # fmt: skip


def _rule(
    number: int, programme: str, area: str, unit: str, since: date = date(2024, 1, 1),
    until: date | None = None,
) -> RoutingRule:  # fmt: skip
    return RoutingRule(
        number, programme, area, _IDS[unit], since, until, f"d{number}", Origin.OFFICE
    )


_RULES = (
    _rule(1, "dibao", JIANGJIN, "charity", date(2026, 1, 1), date(2026, 2, 1)),
    _rule(2, "temporary_aid", JIANGJIN, "emergency"),
    _rule(3, "temporary_aid", XIHU, "civil"),
    _rule(4, "temporary_aid", CITY, "city civil"),
    _rule(5, "medical_fund", JIANGJIN, "medical", date(2024, 1, 1)),
    _rule(6, "medical_fund", JIANGJIN, "city medical", date(2025, 1, 1)),
    _rule(7, "tekun", JIANGJIN, "ended charity"),
    _rule(8, "tekun", CITY, "city civil"),
    _rule(9, "vagrant_aid", JIANGBEI, "old civil"),
    _rule(10, "vagrant_aid", LIANGJIANG, "old civil"),
    _rule(11, "social_partner", DAZU, "round"),
    _rule(12, "housing_aid", DAZU, "new labour"),
    _rule(13, "rigid_expense", XIHU, "medical", date(2026, 3, 10)),
    _rule(14, "education_aid", XIHU, "city education", date(2026, 4, 1)),
)

# programme | where | on | unit, "-" for nobody | ground | rule
TABLE = [
    # The ordinary order: the nearest tier serves, and what lies below inherits it.
    ("dibao", XIHU, TODAY, "civil", Ground.ABOVE, ""),
    ("dibao", JIJIANG, TODAY, "civil", Ground.ABOVE, ""),
    ("dibao", JIANGJIN, TODAY, "civil", Ground.OWN, ""),
    ("dibao", CITY, TODAY, "city civil", Ground.OWN, ""),
    ("dibao", DAZU, TODAY, "city civil", Ground.ABOVE, ""),
    ("disability_benefit", XIHU, TODAY, "civil", Ground.ABOVE, ""),
    ("education_aid", JIANGJIN, TODAY, "city education", Ground.ABOVE, ""),
    ("education_aid", JIJIANG, TODAY, "city education", Ground.ABOVE, ""),
    ("medical_aid", XIHU, TODAY, "medical", Ground.ABOVE, ""),
    ("medical_aid", DAZU, TODAY, "city medical", Ground.ABOVE, ""),
    ("disaster_aid", XIHU, TODAY, "emergency", Ground.ABOVE, ""),
    ("social_partner", XIHU, TODAY, "charity", Ground.ABOVE, ""),
    # Who leads depends on the day: medical aid and disaster relief were civil affairs' until 2018.
    ("medical_aid", XIHU, date(2018, 12, 31), "civil", Ground.ABOVE, ""),
    ("medical_aid", XIHU, date(2019, 1, 1), "medical", Ground.ABOVE, ""),
    ("medical_aid", JIANGJIN, date(2017, 5, 1), "civil", Ground.OWN, ""),
    ("medical_aid", DAZU, date(2018, 12, 31), "city civil", Ground.ABOVE, ""),
    ("disaster_aid", XIHU, date(2018, 12, 31), "civil", Ground.ABOVE, ""),
    ("disaster_aid", JIANGJIN, date(2019, 1, 1), "emergency", Ground.OWN, ""),
    # A unit serves from its first day, and no longer on the day it ends.
    ("employment_aid", XIHU, TODAY, "-", Ground.NOBODY, ""),
    ("employment_aid", XIHU, date(2026, 5, 31), "-", Ground.NOBODY, ""),
    ("employment_aid", XIHU, date(2026, 6, 1), "new labour", Ground.ABOVE, ""),
    ("housing_aid", XIHU, date(2025, 12, 31), "housing", Ground.ABOVE, ""),
    ("housing_aid", XIHU, date(2026, 1, 1), "-", Ground.NOBODY, ""),
    ("legal_aid", XIHU, TODAY, "-", Ground.NOBODY, ""),
    ("social_partner", "/500000/500111/500111001/", TODAY, "-", Ground.NOBODY, "",),
    ("legal_aid", DAZU, TODAY, "-", Ground.NOBODY, ""),
    # What ended leads to what took its place, over two steps too; before that day it serves itself.
    ("dibao", STREET, BEFORE, "old civil", Ground.ABOVE, ""),
    ("dibao", STREET, CHANGE, "new civil", Ground.SUCCESSOR, ""),
    ("dibao", JIANGBEI, TODAY, "new civil", Ground.SUCCESSOR, ""),
    ("dibao", MOVED, CHANGE, "new civil", Ground.ABOVE, ""),
    ("dibao", MOVED, BEFORE, "city civil", Ground.ABOVE, ""),
    ("medical_aid", STREET, BEFORE, "old medical", Ground.ABOVE, ""),
    ("medical_aid", STREET, CHANGE, "middle medical", Ground.SUCCESSOR, ""),
    ("medical_aid", STREET, date(2026, 1, 31), "middle medical", Ground.SUCCESSOR, ""),
    ("medical_aid", STREET, date(2026, 2, 1), "new medical", Ground.SUCCESSOR, ""),
    ("medical_aid", MOVED, TODAY, "new medical", Ground.SUCCESSOR, ""),
    # A rule beats the ordinary order while it holds; the smaller area beats the wider.
    ("dibao", XIHU, date(2025, 12, 31), "civil", Ground.ABOVE, ""),
    ("dibao", XIHU, date(2026, 1, 1), "charity", Ground.RULE, "d1"),
    ("dibao", XIHU, date(2026, 1, 31), "charity", Ground.RULE, "d1"),
    ("dibao", XIHU, date(2026, 2, 1), "civil", Ground.ABOVE, ""),
    ("dibao", CITY, date(2026, 1, 15), "city civil", Ground.OWN, ""),
    ("temporary_aid", JIJIANG, TODAY, "emergency", Ground.RULE, "d2"),
    ("temporary_aid", JIANGJIN, TODAY, "emergency", Ground.RULE, "d2"),
    ("temporary_aid", XIHU, TODAY, "civil", Ground.RULE, "d3"),
    ("temporary_aid", DAZU, TODAY, "city civil", Ground.RULE, "d4"),
    ("temporary_aid", XIHU, date(2023, 12, 31), "civil", Ground.ABOVE, ""),
    ("rigid_expense", XIHU, date(2026, 3, 9), "civil", Ground.ABOVE, ""),
    ("rigid_expense", XIHU, date(2026, 3, 10), "medical", Ground.RULE, "d13"),
    ("rigid_expense", JIJIANG, date(2026, 3, 10), "civil", Ground.ABOVE, ""),
    # Of two rules for one area the younger one holds.
    ("medical_fund", XIHU, date(2024, 6, 1), "medical", Ground.RULE, "d5"),
    ("medical_fund", XIHU, TODAY, "city medical", Ground.RULE, "d6"),
    # A rule's ended unit leads to its successor; without one the next rule is asked.
    ("vagrant_aid", STREET, BEFORE, "old civil", Ground.RULE, "d9"),
    ("vagrant_aid", MOVED, TODAY, "new civil", Ground.RULE, "d10"),
    ("tekun", XIHU, TODAY, "city civil", Ground.RULE, "d8"),
    ("social_partner", DAZU, TODAY, "-", Ground.NOBODY, ""),
    ("housing_aid", DAZU, TODAY, "-", Ground.NOBODY, ""),
]  # fmt: skip


@pytest.mark.parametrize(("programme", "path", "on", "unit", "ground", "source"), TABLE)
def test_a_programme_goes_where_the_table_says(
    programme: str, path: str, on: date, unit: str, ground: Ground, source: str
) -> None:
    route = resolve(Asked(catalogue.get(programme), path, on), _RULES, _KNOWN)

    assert (route.unit.name if route.unit else "-") == unit
    assert (route.ground, route.source) == (ground, source)
    # Nobody is left without a word: where a unit serves, why; where none does, what to do.
    assert (advice(route, catalogue.get(programme)) is None) is (route.unit is not None)
    assert bool(why(route)) or route.unit is None


def test_the_table_is_long_enough_to_be_believed() -> None:
    assert len(TABLE) >= 40


@pytest.mark.parametrize(
    ("department", "unit"), [("disabled_federation", "town disabled"), ("civil_affairs", "civil")]
)
def test_a_cooperating_department_is_found_without_rules(department: str, unit: str) -> None:
    asked = Asked(catalogue.get("temporary_aid"), XIHU, TODAY, department)

    route = resolve(asked, _RULES, _KNOWN)

    assert route.unit is not None
    assert (route.unit.name, route.source) == (unit, "")


def test_a_township_with_a_unit_of_its_own_is_served_by_it() -> None:
    asked = Asked(catalogue.get("disability_benefit"), XIHU, TODAY, "disabled_federation")

    assert resolve(asked, _RULES, _KNOWN).ground is Ground.OWN


def test_a_programme_that_takes_nothing_any_more_is_named_as_such() -> None:
    closed = msgspec.structs.replace(catalogue.get("dibao"), valid_to=TODAY)
    route = resolve(Asked(closed, XIHU, TODAY), _RULES, _KNOWN)

    assert (route.unit, route.ground) == (None, Ground.CLOSED)
    assert "已停止受理" in str(advice(route, closed))


def test_the_reasons_name_rules_that_lead_nowhere_and_units_that_have_ended() -> None:
    broken = resolve(Asked(catalogue.get("tekun"), XIHU, TODAY), _RULES, _KNOWN)
    over_two = resolve(Asked(catalogue.get("medical_aid"), STREET, TODAY), _RULES, _KNOWN)

    assert [rule.source for rule in broken.broken] == ["d7"]
    assert "d7" in str(why(broken)[0])
    assert [each.name for each in over_two.ended] == ["old medical", "middle medical"]
    assert "2025-11-06" in str(why(over_two)[0])
