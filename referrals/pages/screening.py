"""Suggestions as pages show them: why, by which law, who, how long, with which papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from portal.core.calendar import Limit, LimitUnit
from portal.core.i18n import gettext, language
from portal.directory.model import Unit
from portal.render import filters
from portal.web.visit import Typed
from referrals.inputs import CircumstancesIn, MeansIn, PersonIn, birth_of, check_id
from referrals.labels import PAPERS
from referrals.model import (
    Case,
    Circumstances,
    Client,
    Ground,
    MeansItem,
    Origin,
    RegisterKind,
    Route,
    Urgency,
)
from referrals.pages.choices import programme_title
from referrals.programmes import catalogue
from referrals.programmes.rules import Household, MemberFacts
from referrals.queries import screening
from referrals.queries.screening import Screened, age
from referrals.rules.means import Earner, Sums, income_of, sums, with_sums
from referrals.rules.routing import advice, why

M = TypeVar("M", bound=BaseModel)


class Offered(msgspec.Struct, frozen=True):
    """One suggested programme; ``unit`` is the one that serves the place, None where none does."""

    programme: str
    title: str
    reason: str
    unit: Unit | None
    lines: tuple[tuple[str, str], ...]


async def of_case(case: Case, members: Sequence[Client], *, on: date) -> tuple[Offered, ...]:
    """Return what the rules suggest for a registered case."""
    return tuple(map(_offered, await screening.of_case(case, members, on=on)))


async def of_household(household: Household) -> tuple[Offered, ...]:
    """Return what the rules suggest for a household, each with the unit that serves its place."""
    return tuple(map(_offered, await screening.screened(household)))


def _offered(found: Screened) -> Offered:
    suggestion, route = found.suggestion, found.route
    unit = route.unit
    lines = (
        (gettext("理由"), str(suggestion.reason)),
        (gettext("依据"), suggestion.law),
        (gettext("承办"), unit.title(language()) if unit else nobody(route)),
        (gettext("为何"), reached_by(route)),
        (gettext("时限"), limit(suggestion.limit)),
        (gettext("材料"), papers(suggestion.papers)),
    )
    shown = tuple((words, value) for words, value in lines if value)
    title = programme_title(suggestion.programme)
    return Offered(suggestion.programme, title, str(suggestion.reason), unit, shown)


def reached_by(route: Route) -> str:
    """Return what sends a programme to its unit; "" where the place's ordinary order does."""
    if route.rule is not None and route.rule.origin is Origin.MEETING:
        words = gettext("联席会议纪要 %(key)s 议定由该单位办理")
        return words % {"key": route.source}
    ordinary = route.ground in {Ground.OWN, Ground.ABOVE} and not route.broken
    return "" if ordinary else " ".join(map(str, why(route)))


def nobody(route: Route) -> str:
    """Return what to do where no unit serves; "" where one does."""
    return str(advice(route, catalogue.get(route.programme)) or "")


def limit(given: Limit | None) -> str:
    """Return a limit in words: ``20 个工作日``, ``24 小时``; "" for none."""
    if given is None:
        return ""
    if given.unit is LimitUnit.HOURS:
        return gettext("%(n)s 小时") % {"n": given.amount}
    return filters.days(given.amount, working=given.unit is LimitUnit.WORKING_DAYS)


def papers(codes: Sequence[str]) -> str:
    """Return the names of the papers a programme asks for."""
    return gettext("、").join(gettext(PAPERS.get(code, code)) for code in codes)


def typed_household(typed: Typed, division_path: str, on: date) -> Household:
    """Return what the rules look at in a form that is being written; what is wrong counts not."""
    register, urgency = row_value(typed("applicant"), "register_kind"), typed("urgency")
    rows, items = _people(typed), typed_means(typed)
    return Household(
        people=tuple(_typed_facts(row, items, on) for row in rows),
        circumstances=with_sums(_circumstances(typed("circumstances")), typed_sums(typed)),
        division_path=division_path,
        register=RegisterKind(register) if register in set(RegisterKind) else RegisterKind.RURAL,
        on=on,
        urgency=Urgency(urgency) if urgency in set(Urgency) else Urgency.ORDINARY,
        need_remains=any(not row_value(row, "programme") for row in typed.rows("needs")),
    )


def typed_sums(typed: Typed) -> Sums:
    """Return what the items add up to, as far as they are written."""
    people = [_earner(row, _told(row)) for row in _people(typed)]
    return sums(people, typed_means(typed))


def typed_means(typed: Typed) -> tuple[MeansItem, ...]:
    """Return the items that hold as they are written; others count not."""
    found = []
    for row in typed.rows("means"):
        try:
            found.append(MeansIn.model_validate(row).item)
        except ValidationError:
            continue
    return tuple(found)


def _people(typed: Typed) -> list[dict[str, Any]]:
    rows = (typed("applicant"), *typed.rows("members"))
    return [row for row in rows if isinstance(row, dict)]


def _earner(row: dict[str, Any], told: PersonIn) -> Earner:
    return Earner(row_value(row, "name").strip(), told.income)


def row_value(row: Any, name: str) -> str:
    """Return a text of a typed row; "" when it holds none."""
    value = row.get(name) if isinstance(row, dict) else None
    return value if isinstance(value, str) else ""


def _told(row: dict[str, Any]) -> PersonIn:
    """Return the facts of a typed row; who it is does not matter."""
    anonymous = {"name": "—", "doc_kind": "none", "no_doc_reason": "—", "relation": "self"}
    return _leniently(PersonIn, {**row, **anonymous})


def _typed_facts(row: dict[str, Any], items: Sequence[MeansItem], on: date) -> MemberFacts:
    told = _told(row)
    born = _born(row_value(row, "doc_number"), on) or told.birth_date
    return MemberFacts(
        age=age(born, on) if born else None,
        health=told.health,
        disability_level=told.disability_level,
        disability_of_mind=told.disability_of_mind,
        employment=told.employment,
        in_school=told.in_school,
        income=income_of(_earner(row, told), items),
    )


def _born(number: str, on: date) -> date | None:
    try:
        return birth_of(check_id(number, on))
    except PydanticCustomError:
        return None


def _circumstances(given: Any) -> Circumstances:
    told = _leniently(CircumstancesIn, given if isinstance(given, dict) else {})
    return Circumstances(**dict(told))


def _leniently(model: type[M], data: dict[str, Any]) -> M:
    """Return the data as this model, without the fields that do not hold."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors()}
    return model.model_validate({k: v for k, v in data.items() if k not in wrong})
