"""救助清单: everything a household receives and waits for, at whichever department; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from portal.core.calendar import last_day
from portal.core.i18n import Language
from portal.core.money import Money
from portal.directory.model import Unit
from referrals.model import Case, Client, Outcome, Referral, ReferralState, Relation
from referrals.programmes.model import Programme


class Member(msgspec.Struct, frozen=True):
    """One person of the household."""

    name: str
    relation: Relation
    document: str


class Line(msgspec.Struct, frozen=True):
    """One aid: received, or still waited for; ``on`` is the day of the answer, or the last day."""

    number: str
    programme: str
    unit: str
    state: ReferralState
    outcome: Outcome | None
    answer: str
    money: Money
    on: date | None


class Sheet(msgspec.Struct, frozen=True):
    """What a household has received, and what it waits for."""

    number: str
    applicant: str
    window: str
    window_phone: str
    members: tuple[Member, ...]
    received: tuple[Line, ...]
    awaited: tuple[Line, ...]
    total: Money
    made_on: date
    address: str


def sheet(
    case: Case,
    members: Sequence[Client],
    referrals: Sequence[Referral],
    *,
    window: Unit,
    units: Mapping[int, Unit],
    programmes: Mapping[str, Programme],
    made_on: date,
    language: Language,
    address: str,
) -> Sheet:
    """Return the sheet of a household, from the referrals of all of its cases.

    What was withdrawn, returned or voided was neither received nor is it waited for.
    """

    def line(each: Referral, on: date | None) -> Line:
        return Line(
            each.key, programmes[each.programme].title(language),
            units[each.unit_id].title(language), each.state, each.outcome, each.answer,
            each.amounts.money, on,
        )  # fmt: skip

    received = [each for each in referrals if each.outcome is not None]
    awaited = [each for each in referrals if each.is_open and each.outcome is None]
    return Sheet(
        number=case.key,
        applicant=case.applicant_name,
        window=window.title(language),
        window_phone=window.phone,
        members=tuple(Member(each.name, each.relation, each.doc_number) for each in members),
        received=tuple(line(each, last_day(each.completed_at)) for each in received),
        awaited=tuple(line(each, last_day(each.finish_due_at)) for each in awaited),
        total=Money.total(each.amounts.money for each in received),
        made_on=made_on,
        address=address,
    )
