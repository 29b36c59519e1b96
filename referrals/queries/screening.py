"""Screening: what the rules suggest for a household, each with the unit that serves its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from portal.directory.model import Unit
from referrals.model import Case, Client, MeansItem, RegisterKind, Route
from referrals.programmes.rules import Household, MemberFacts, Suggestion, suggestions
from referrals.queries.means import means_of
from referrals.queries.routing import routes
from referrals.rules.means import Earner, income_of


class Screened(msgspec.Struct, frozen=True):
    """One suggestion, and the way to the unit it goes to."""

    suggestion: Suggestion
    route: Route

    @property
    def unit(self) -> Unit | None:
        """The unit it goes to; None where none serves the place."""
        return self.route.unit


async def of_case(case: Case, members: Sequence[Client], *, on: date) -> tuple[Screened, ...]:
    """Return what the rules suggest for a registered case."""
    return await screened(household_of(case, members, await means_of(case.id), on))


async def screened(household: Household) -> tuple[Screened, ...]:
    """Return what the rules suggest for a household, in the catalogue's order."""
    found = suggestions(household)
    codes = [each.programme for each in found]
    held = await routes(codes, household.division_path, on=household.on)
    return tuple(Screened(each, held[each.programme]) for each in found)


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
