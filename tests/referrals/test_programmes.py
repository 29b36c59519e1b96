"""The catalogue of programmes, and the rules that suggest them: who is offered which, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from portal.core.calendar import Limit, LimitUnit
from portal.core.errors import NotFound
from portal.core.i18n import Language, speaking
from portal.core.money import Money
from referrals.model import (
    Circumstances,
    Employment,
    Health,
    InsuredGroup,
    Procedure,
    RegisterKind,
    Urgency,
)
from referrals.programmes import catalogue
from referrals.programmes.catalogue import defaults, programmes
from referrals.programmes.model import ClockTarget, Standard
from referrals.programmes.rules import (
    RULES,
    Household,
    MemberFacts,
    standard,
    suggestions,
)

JIANGJIN = "/500000/500116/500116120/"
ON = date(2026, 3, 10)
URBAN, RURAL = RegisterKind.URBAN, RegisterKind.RURAL

# --- the catalogue -------------------------------------------------------------------------------


def test_the_catalogue_names_the_fifteen_programmes_in_its_order() -> None:
    assert list(programmes()) == [
        "dibao", "rigid_expense", "tekun", "temporary_aid", "medical_aid", "medical_fund",
        "insurance_claim", "education_aid", "housing_aid", "employment_aid", "disaster_aid",
        "vagrant_aid", "disability_benefit", "legal_aid", "social_partner",
    ]  # fmt: skip


@pytest.mark.parametrize("code", list(programmes()))
def test_each_programme_is_whole(code: str) -> None:
    programme = catalogue.get(code)

    assert programme.suggest in RULES
    assert all(programme.title(language) for language in Language)
    assert all(clock.amount > 0 for clock in programme.clocks)
    assert programme.procedures, "a programme has a limit"
    assert programme.clock(ClockTarget.FINISH, Procedure.REGULAR) is not None
    assert bool(programme.public_notice) is ("public_notice" in programme.pauses)


def test_every_rule_serves_a_programme() -> None:
    assert {programme.suggest for programme in programmes().values()} == set(RULES)


def test_an_unknown_programme_is_not_found() -> None:
    with pytest.raises(NotFound) as missing:
        catalogue.get("lottery")

    assert missing.value.data == {"what": "programme", "key": "lottery"}


def test_the_limits_where_a_programme_has_none_are_those_of_the_design() -> None:
    held = defaults()

    assert held.respond == Limit(2)
    assert held.client_papers == Limit(10)
    assert {name: limit.amount for name, limit in held.desk.items()} == {
        "decide": 5, "approve_refusal": 1, "send": 1, "decide_return": 1, "confirm": 3, "close": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "target", "procedure", "limit"),
    [
        ("dibao", "finish", "regular", Limit(25)),
        ("dibao", "finish", "special", Limit(40)),
        ("dibao", "finish", "emergency", Limit(25)),
        ("dibao", "respond", "regular", None),
        ("temporary_aid", "finish", "emergency", Limit(24, LimitUnit.HOURS)),
        ("temporary_aid", "papers", "emergency", Limit(5)),
        ("temporary_aid", "papers", "regular", None),
        ("vagrant_aid", "finish", "regular", Limit(24, LimitUnit.HOURS)),
        ("insurance_claim", "finish", "regular", Limit(30, LimitUnit.CALENDAR_DAYS)),
    ],
)
def test_a_limit_is_the_procedures_or_for_finishing_the_regular_one(
    code: str, target: str, procedure: str, limit: Limit | None
) -> None:
    found = catalogue.get(code).clock(ClockTarget(target), Procedure(procedure))

    assert (found.limit if found else None) == limit


@pytest.mark.parametrize(
    ("code", "day", "kind"),
    [
        ("medical_aid", "2018-12-31", "civil_affairs"),
        ("medical_aid", "2019-01-01", "medical_security"),
        ("disaster_aid", "2017-06-01", "civil_affairs"),
        ("disaster_aid", "2026-06-01", "emergency_mgmt"),
        ("dibao", "2017-06-01", "civil_affairs"),
    ],
)
def test_the_lead_is_that_of_the_day(code: str, day: str, kind: str) -> None:
    assert catalogue.get(code).lead_on(date.fromisoformat(day)) == kind


def test_a_programme_is_valid_from_its_first_day_and_not_on_its_last() -> None:
    dated = msgspec.structs.replace(
        catalogue.get("dibao"), valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1)
    )

    assert [dated.valid_on(date.fromisoformat(day)) for day in
            ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")] == [
        False, True, True, False
    ]  # fmt: skip


# --- dated standards -----------------------------------------------------------------------------

#   programme  register  on          yuan
STANDARDS = """
    dibao      rural     2016-12-31  -
    dibao      rural     2017-06-01  350
    dibao      urban     2017-06-01  500
    dibao      rural     2023-08-31  350
    dibao      rural     2023-09-01  600
    dibao      rural     2026-03-10  600
    dibao      urban     2026-03-10  735
    tekun      rural     2016-06-01  600
    tekun      urban     2026-03-10  650
    legal_aid  rural     2026-03-10  -
"""


@pytest.mark.parametrize("row", [line.split() for line in STANDARDS.splitlines() if line.strip()])
def test_the_standard_is_that_of_the_day_and_the_register(row: list[str]) -> None:
    code, register, day, yuan = row

    found = standard(catalogue.get(code), JIANGJIN, RegisterKind(register), date.fromisoformat(day))

    assert (str(found.yuan) if found else "-") == yuan


def test_the_nearest_division_has_its_own_standard() -> None:
    own = Standard("500116", 640, date(2020, 1, 1), RURAL)
    dibao = catalogue.get("dibao")
    dibao = msgspec.structs.replace(dibao, standards=(*dibao.standards, own))

    assert standard(dibao, JIANGJIN, RURAL, ON) == own
    beside = standard(dibao, "/500000/500117/", RURAL, ON)
    assert beside is not None
    assert beside.yuan == 600


def test_another_city_has_no_standard_here() -> None:
    assert standard(catalogue.get("dibao"), "/510000/510100/", RURAL, ON) is None


# --- who is suggested what -----------------------------------------------------------------------


def household(*people: MemberFacts, register: RegisterKind = RURAL, on: date = ON,
              need_remains: bool = False, **told: Any) -> Household:  # fmt: skip
    return Household(
        people or (MemberFacts(age=45),), Circumstances(**told), JIANGJIN, register, on,
        need_remains=need_remains,
    )  # fmt: skip


def yuan(amount: int) -> Money:
    return Money.yuan(amount)


_OLD, _CHILD, _ADULT = MemberFacts(age=60), MemberFacts(age=15), MemberFacts(age=45)
_EARNS = MemberFacts(age=70, income=yuan(100))
_JOBLESS = MemberFacts(age=30, employment=Employment.JOBLESS)


def disabled(level: int, *, of_mind: bool = False) -> MemberFacts:
    return MemberFacts(
        age=30, health=Health.DISABLED, disability_level=level, disability_of_mind=of_mind,
        employment=Employment.JOBLESS,
    )  # fmt: skip


# programme, households that get it suggested, households that do not, words of the reason
SUGGESTED: list[tuple[str, list[Household], list[Household], str]] = [
    ("dibao",
     [household(income_per_head=Money(59_999)),
      household(income_per_head=yuan(600), register=URBAN),
      household(income_per_head=yuan(0))],
     [household(), household(income_per_head=yuan(600)),
      household(income_per_head=yuan(400), on=date(2017, 6, 1)),
      household(income_per_head=yuan(100), on=date(2016, 6, 1))],
     "低于当地标准"),
    ("rigid_expense",
     [household(income_per_head=yuan(1000), rigid_spending=yuan(401)),
      household(_ADULT, _CHILD, income_per_head=yuan(1000), rigid_spending=yuan(900))],
     [household(income_per_head=yuan(1000)),
      household(income_per_head=yuan(1000), rigid_spending=yuan(400)),
      household(_ADULT, _CHILD, income_per_head=yuan(1000), rigid_spending=yuan(700)),
      household(income_per_head=yuan(599), rigid_spending=yuan(400)),
      household(rigid_spending=yuan(400))],
     "扣除刚性支出后，人均余额低于当地标准 600.00 元"),
    ("tekun",
     [household(_OLD, no_supporter=True), household(_CHILD, no_supporter=True),
      household(disabled(2), no_supporter=True),
      household(disabled(3, of_mind=True), no_supporter=True)],
     [household(_OLD), household(_ADULT, no_supporter=True), household(_EARNS, no_supporter=True),
      household(MemberFacts(age=16), no_supporter=True),
      household(disabled(3), no_supporter=True), household(MemberFacts(None), no_supporter=True)],
     "无劳动能力、无收入"),
    ("temporary_aid", [household(sudden_event="车祸")], [household()], "遭遇突发事件：车祸"),
    ("medical_aid", [household(own_share=Money(1))], [household(medical_cost=yuan(50_000))],
     "个人负担 0.01 元"),
    ("medical_fund", [household(out_of_catalogue=yuan(8000))], [household(own_share=yuan(1))],
     "医保目录外费用 8,000.00 元"),
    ("insurance_claim",
     [household(insured_group=InsuredGroup.DIBAO, insured_event=True)],
     [household(insured_group=InsuredGroup.DIBAO), household(insured_event=True)],
     "政府投保的困难群体"),
    ("education_aid",
     [household(MemberFacts(age=20, in_school=True)), household(MemberFacts(age=6))],
     [household(), household(MemberFacts(age=5)), household(MemberFacts(age=17))],
     "家中有 1 人在校或属学龄"),
    ("housing_aid", [household(dwelling_hardship=True)], [household()], "住房危险"),
    ("employment_aid", [household(_JOBLESS, _ADULT)],
     [household(), household(disabled(1)),
      household(MemberFacts(age=60, employment=Employment.JOBLESS)),
      household(MemberFacts(age=15, employment=Employment.JOBLESS)),
      household(MemberFacts(None, employment=Employment.JOBLESS))],
     "有 1 人有劳动能力而失业"),
    ("disaster_aid", [household(disaster=True)], [household()], "自然灾害"),
    ("vagrant_aid", [household(no_fixed_abode=True)], [household()], "没有固定住处"),
    ("disability_benefit", [household(disabled(4))], [household()], "持证残疾人"),
    ("legal_aid", [household(legal_dispute=True)], [household()], "法律帮助"),
    ("social_partner", [household(need_remains=True)], [household()], "经本人同意可转介社会力量"),
]  # fmt: skip


def test_every_programme_is_in_the_table() -> None:
    assert [code for code, *_ in SUGGESTED] == list(programmes())


@pytest.mark.parametrize(("code", "getting", "lacking", "words"), SUGGESTED)
def test_a_rule_suggests_its_programme_to_those_it_is_for(
    code: str, getting: list[Household], lacking: list[Household], words: str
) -> None:
    for each in getting:
        reason = RULES[catalogue.get(code).suggest](each)
        assert reason is not None
        with speaking(Language.HANS):
            assert words in str(reason)
        assert code in [found.programme for found in suggestions(each)]
    for each in lacking:
        assert code not in [found.programme for found in suggestions(each)]


def test_a_suggestion_says_why_by_which_law_who_leads_how_long_and_which_papers() -> None:
    (found,) = suggestions(household(own_share=yuan(25_000)))

    assert found.programme == "medical_aid"
    assert found.law == "社会救助暂行办法 第27–32条"
    assert found.department == "medical_security"
    assert found.limit == Limit(20)
    assert found.papers == ("application_form", "identity", "medical_bills", "diagnosis")


@pytest.mark.parametrize(
    ("urgency", "procedure", "limit"),
    [
        (Urgency.ORDINARY, Procedure.REGULAR, Limit(20)),
        (Urgency.URGENT, Procedure.REGULAR, Limit(20)),
        (Urgency.EMERGENCY, Procedure.EMERGENCY, Limit(24, LimitUnit.HOURS)),
    ],
)
def test_an_emergency_is_suggested_with_the_limit_of_its_procedure(
    urgency: Urgency, procedure: Procedure, limit: Limit
) -> None:
    told = msgspec.structs.replace(
        household(sudden_event="车祸", own_share=yuan(1)), urgency=urgency
    )
    aid, medical = suggestions(told)

    assert (aid.procedure, aid.limit) == (procedure, limit)
    assert (medical.procedure, medical.limit) == (Procedure.REGULAR, Limit(20))


def test_suggestions_come_in_the_catalogues_order() -> None:
    ill = household(
        _JOBLESS, income_per_head=yuan(300), own_share=yuan(25_000), out_of_catalogue=yuan(8000)
    )

    assert [found.programme for found in suggestions(ill)] == [
        "dibao", "medical_aid", "medical_fund", "employment_aid"
    ]  # fmt: skip


def test_who_tells_nothing_is_suggested_nothing() -> None:
    assert suggestions(household()) == ()
