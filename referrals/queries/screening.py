"""Screening: what the rules suggest for a household, each with the unit that serves its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from portal.directory.model import Unit
from portal.directory.queries import units_for
from referrals.model import Case, Client, MeansItem, RegisterKind
from referrals.programmes.rules import Household, MemberFacts, Suggestion, suggestions
from referrals.queries.means import means_of
from referrals.queries.routing import Route, routes
from referrals.rules.means import Earner, income_of


class Screened(msgspec.Struct, frozen=True):
    """One suggestion; ``unit`` is the one it goes to, None where none serves the place."""

    suggestion: Suggestion
    unit: Unit | None
    route: Route | None


async def of_case(case: Case, members: Sequence[Client], *, on: date) -> tuple[Screened, ...]:
    """Return what the rules suggest for a registered case."""
    return await screened(household_of(case, members, await means_of(case.id), on))


async def screened(household: Household) -> tuple[Screened, ...]:
    """Return what the rules suggest for a household, in the catalogue's order."""
    found, path = suggestions(household), household.division_path
    decided = await routes([each.programme for each in found], path, on=household.on)
    serving = await units_for(sorted({each.department for each in found}), path, on=household.on)
    return tuple(
        _screened(each, serving.get(each.department), decided.get(each.programme)) for each in found
    )


def _screened(suggestion: Suggestion, serves: Unit | None, route: Route | None) -> Screened:
    return Screened(suggestion, route.unit if route else serves, route)


def household_of(
    case: Case, members: Sequence[Client], means: Sequence[MeansItem], on: date
) -> Household:
    """Return what the rules look at in a registered case."""
    applicant = next((each for each in members if each.id == case.applicant_id), None)
    return Household(
        people=tuple(_facts(each, means, on) for each in members),
        circumstances=case.circumstances,
        division_path=case.division_path,
        register=applicant.register if applicant else RegisterKind.RURAL,
        on=on,
        urgency=case.urgency,
        need_remains=any(not need.programme for need in case.needs),
    )


def _facts(person: Client, means: Sequence[MeansItem], on: date) -> MemberFacts:
    told, born = person.facts, person.birth_date
    return MemberFacts(
        age=age(born, on) if born else None,
        health=told.health,
        disability_level=told.disability_level,
        disability_of_mind=told.disability_of_mind,
        employment=told.employment,
        in_school=told.in_school,
        income=income_of(Earner(person.name, told.income), means),
    )


def age(born: date, on: date) -> int:
    """Return the age in whole years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
