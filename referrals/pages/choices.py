"""What the lists of the forms offer: pairs of a value and its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from portal.core.i18n import language
from portal.directory.model import Person, Role, Unit
from portal.render.labels import label
from referrals.model import (
    CallBack,
    Cause,
    Channel,
    Declared,
    DocKind,
    Employment,
    Health,
    InsuredGroup,
    MeansKind,
    Outcome,
    Per,
    Referral,
    ReferralKind,
    ReferralRole,
    RegisterKind,
    Relation,
    ReturnAnswer,
    ReturnCode,
    Sex,
    Urgency,
    Visibility,
)
from referrals.programmes import catalogue
from referrals.rules.guards.sending import holds_the_need

Pairs = tuple[tuple[str, str], ...]


def of(members: Iterable[StrEnum]) -> Pairs:
    """Return the members with their words, in their order."""
    return tuple((member.value, label(member)) for member in members)


def units(held: Iterable[Unit]) -> Pairs:
    """Return units by code, in the reader's language."""
    return tuple((unit.code, unit.title(language())) for unit in held)


def programmes(on: date) -> Pairs:
    """Return the programmes that take referrals on a day."""
    held = catalogue.programmes().values()
    return tuple((p.code, p.title(language())) for p in held if p.valid_on(on))


def programme_title(code: str) -> str:
    """Return a programme's name in the reader's language; what it was called if it is gone."""
    held = catalogue.programmes().get(code)
    return held.title(language()) if held else code


def referrals(held: Iterable[Referral]) -> Pairs:
    """Return referrals by key, each with its unit and programme."""
    return tuple(
        (r.key, f"{r.unit_title(language())} · {programme_title(r.programme)}") for r in held
    )


def return_answers(referral: Referral, others: Iterable[Referral]) -> Pairs:
    """Return what can become of the need when the unit gives this referral back."""
    standing = [each for each in others if each.stands]
    fitting = {
        ReturnAnswer.NEXT_UNIT: True,
        ReturnAnswer.DUPLICATE: bool(standing),
        ReturnAnswer.GAP: holds_the_need(referral, standing) is None,
    }
    return of(answer for answer in ReturnAnswer if fitting[answer])


def answer_expected(referral: Referral, others: Iterable[Referral]) -> str:
    """Return what becomes of the need if the unit is right about why it gives it back."""
    doubles = referral.return_code is ReturnCode.DUPLICATE and any(each.stands for each in others)
    return ReturnAnswer.DUPLICATE if doubles else ReturnAnswer.NEXT_UNIT


def handlers(colleagues: Sequence[Person]) -> Pairs:
    """Return the people of a unit who handle referrals, by sign-in name."""
    able = {Role.HANDLER, Role.HEAD}
    return tuple((p.login, p.name) for p in colleagues if p.roles & able)


def staff(held: Iterable[Person]) -> Pairs:
    """Return people of the units by sign-in name, each with the unit."""
    return tuple(
        (person.login, f"{person.name} · {person.memberships[0].unit.title(language())}")
        for person in held
        if person.memberships
    )


def of_acts() -> dict[str, Any]:
    """Return the lists that the acts' forms choose from."""
    told = [outcome for outcome in Outcome if outcome is not Outcome.NO_RESPONSE]
    return {
        "return_codes": of(ReturnCode),
        "outcomes": of(told),
        "call_backs": of(CallBack),
        "visibilities": of(Visibility),
    }


def of_registration(on: date) -> dict[str, Any]:
    """Return the lists that the registration chooses from."""
    return {
        "relations": relations(),
        "doc_kinds": of(DocKind),
        "healths": of(Health),
        "levels": tuple((str(n), str(n)) for n in range(1, 5)),
        "employments": of(Employment),
        "registers": of(RegisterKind),
        "sexes": of(Sex),
        "channels": of(Channel),
        "urgencies": of(Urgency),
        "causes": of(Cause),
        "means_kinds": of(MeansKind),
        "pers": of(Per),
        "declarations": declarations(),
        "insured_groups": of(InsuredGroup),
        "programmes": programmes(on),
    }


def relations() -> Pairs:
    """Return what somebody may be to another person."""
    return of(relation for relation in Relation if relation is not Relation.SELF)


def declarations() -> Pairs:
    """Return what can be said when asked for close relatives among the officials."""
    return of((Declared.NONE, Declared.SOME))


def all_relations() -> Pairs:
    """Return what a person may be to the applicant, the applicant too."""
    return of(Relation)


def of_sending() -> dict[str, Any]:
    """Return the lists that the sending chooses from."""
    return {"kinds": of(ReferralKind), "roles": of(ReferralRole)}
