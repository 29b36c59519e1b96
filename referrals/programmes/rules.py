"""The rules that suggest programmes from what was told at the window; the clerk decides.

Each rule has the name the catalogue gives it and returns the reason as a sentence, or None. A need
that no rule and no programme serves is recorded as a gap, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import msgspec

from portal.core.calendar import Limit
from portal.core.i18n import N_, Sentence, say
from portal.core.money import Money
from referrals.model import Circumstances, Employment, Health, Procedure, RegisterKind, Urgency
from referrals.programmes.catalogue import programmes
from referrals.programmes.model import ClockTarget, Programme, Standard

_ADULT, _OLD, _RETIRED = 16, 60, 60
_SCHOOL_AGE = range(6, 17)


class MemberFacts(msgspec.Struct, frozen=True):
    """What the rules look at in one person of the household."""

    age: int | None
    health: Health = Health.WELL
    disability_level: int = 0
    disability_of_mind: bool = False
    employment: Employment | None = None
    in_school: bool = False
    income: Money = Money(0)


class Household(msgspec.Struct, frozen=True):
    """What the rules look at: the people, their circumstances, where and when."""

    people: tuple[MemberFacts, ...]
    circumstances: Circumstances
    division_path: str
    register: RegisterKind
    on: date
    urgency: Urgency = Urgency.ORDINARY
    need_remains: bool = False


class Suggestion(msgspec.Struct, frozen=True):
    """A programme that may serve, why, by which law, who leads, how long, with what."""

    programme: str
    reason: Sentence
    law: str
    department: str
    limit: Limit | None
    papers: tuple[str, ...]
    procedure: Procedure = Procedure.REGULAR


Rule = Callable[[Household], Sentence | None]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Register a rule under its own name, the name the catalogue gives."""
    RULES[function.__name__] = function
    return function


def suggestions(household: Household) -> tuple[Suggestion, ...]:
    """Return the programmes that may serve this household, in the catalogue's order."""
    found = (
        (programme, RULES[programme.suggest](household))
        for programme in programmes().values()
        if programme.valid_on(household.on)
    )
    return tuple(_suggestion(p, reason, household) for p, reason in found if reason is not None)


def _suggestion(programme: Programme, reason: Sentence, household: Household) -> Suggestion:
    procedure = programme.procedure_for(household.urgency)
    clock = programme.clock(ClockTarget.FINISH, procedure)
    return Suggestion(
        programme.code, reason, programme.law, programme.lead_on(household.on),
        clock.limit if clock else None, programme.papers, procedure,
    )  # fmt: skip


def standard(
    programme: Programme, division_path: str, register: RegisterKind, on: date
) -> Standard | None:
    """Return the dated standard that holds for a division and register; the nearest one wins.

    None where the programme has no standard on that day.
    """
    held = [
        each
        for each in programme.standards
        if f"/{each.division}/" in division_path
        and each.since <= on
        and each.register in {None, register}
    ]
    # The lowest division stands furthest to the right in the path; of its rows the newest holds.
    return max(held, key=lambda s: (division_path.index(s.division), s.since), default=None)


def _dibao_standard(household: Household) -> Standard | None:
    return standard(
        programmes()["dibao"], household.division_path, household.register, household.on
    )


@rule
def low_income(household: Household) -> Sentence | None:
    """Income per head below the dated standard of the division and register."""
    income = household.circumstances.income_per_head
    line = _dibao_standard(household)
    if income is None or line is None or income >= line.money:
        return None
    return say(
        N_("家庭人均月收入 %(income)s 元，低于当地标准 %(line)s 元"),
        income=str(income), line=str(line.money),
    )  # fmt: skip


@rule
def rigid_spending(household: Household) -> Sentence | None:
    """Rigid spending leaves less than the standard per head."""
    told = household.circumstances
    line = _dibao_standard(household)
    if told.income_per_head is None or line is None or not told.rigid_spending:
        return None
    heads = max(1, len(household.people))
    left = told.income_per_head - told.rigid_spending.times(Fraction(1, heads))
    if told.income_per_head < line.money or left >= line.money:
        return None
    return say(N_("扣除刚性支出后，人均余额低于当地标准 %(line)s 元"), line=str(line.money))


@rule
def no_ability_income_supporter(household: Household) -> Sentence | None:
    """Old, a child or severely disabled; no income; no able supporter."""
    if not household.circumstances.no_supporter:
        return None
    if not any(_without_ability(person) and not person.income for person in household.people):
        return None
    return say(N_("无劳动能力、无收入，也无人能够赡养、抚养或扶养"))


def _without_ability(person: MemberFacts) -> bool:
    if person.age is not None and (person.age >= _OLD or person.age < _ADULT):
        return True
    severe = 3 if person.disability_of_mind else 2
    return 0 < person.disability_level <= severe


@rule
def sudden_hardship(household: Household) -> Sentence | None:
    """An accident, a sudden serious illness or another event named at intake."""
    if not household.circumstances.sudden_event:
        return None
    return say(N_("遭遇突发事件：%(event)s"), event=household.circumstances.sudden_event)


@rule
def medical_cost(household: Household) -> Sentence | None:
    """The own share of medical cost in the last twelve months is above zero."""
    share = household.circumstances.own_share
    return say(N_("近十二个月医疗费用个人负担 %(share)s 元"), share=str(share)) if share else None


@rule
def out_of_catalogue_cost(household: Household) -> Sentence | None:
    """Medical cost outside the insurance catalogue is above zero."""
    cost = household.circumstances.out_of_catalogue
    return say(N_("医保目录外费用 %(cost)s 元"), cost=str(cost)) if cost else None


@rule
def insured_event(household: Household) -> Sentence | None:
    """A member of an insured group and an event of the five risks."""
    told = household.circumstances
    if told.insured_group is None or not told.insured_event:
        return None
    return say(N_("属于政府投保的困难群体，发生了保险责任范围内的事件"))


@rule
def member_in_school(household: Household) -> Sentence | None:
    """A member at school, or of school age and out of school."""
    pupils = sum(
        person.in_school or (person.age is not None and person.age in _SCHOOL_AGE)
        for person in household.people
    )
    return say(N_("家中有 %(n)s 人在校或属学龄"), n=pupils) if pupils else None


@rule
def housing_hardship(household: Household) -> Sentence | None:
    """No dwelling, a dangerous one, or less floor space than the local line."""
    if not household.circumstances.dwelling_hardship:
        return None
    return say(N_("无房、住房危险，或面积低于当地标准"))


@rule
def able_bodied_jobless(household: Household) -> Sentence | None:
    """A member of working age, able, without work."""
    jobless = sum(map(_able_and_jobless, household.people))
    return say(N_("有 %(n)s 人有劳动能力而失业"), n=jobless) if jobless else None


def _able_and_jobless(person: MemberFacts) -> bool:
    of_age = person.age is not None and _ADULT <= person.age < _RETIRED
    return of_age and person.employment is Employment.JOBLESS and not _without_ability(person)


@rule
def disaster(household: Household) -> Sentence | None:
    """A natural disaster named at intake."""
    return say(N_("因自然灾害受损")) if household.circumstances.disaster else None


@rule
def no_fixed_abode(household: Household) -> Sentence | None:
    """No fixed abode, as named at intake."""
    return say(N_("生活无着，没有固定住处")) if household.circumstances.no_fixed_abode else None


@rule
def disability_level(household: Household) -> Sentence | None:
    """A member with a disability level."""
    if not any(person.disability_level for person in household.people):
        return None
    return say(N_("家中有持证残疾人"))


@rule
def legal_dispute(household: Household) -> Sentence | None:
    """A legal dispute named at intake."""
    return say(N_("需要法律帮助")) if household.circumstances.legal_dispute else None


@rule
def need_remains(household: Household) -> Sentence | None:
    """A need that no other programme serves."""
    if not household.need_remains:
        return None
    return say(N_("仍有其他项目不能解决的需求，经本人同意可转介社会力量"))
