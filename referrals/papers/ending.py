"""What the person hears of the end: the closure notice, and of a later one: the extension; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from portal.core.calendar import last_day
from portal.core.i18n import Language, Sentence, say
from portal.core.money import Money
from portal.directory.model import Unit
from referrals.model import Amounts, Case, Client, Outcome, Referral
from referrals.papers.texts import REMEDY, need_title
from referrals.programmes.model import Programme


class Result(msgspec.Struct, frozen=True):
    """What came of one need, in one department's plain words."""

    programme: str
    unit: str
    outcome: Outcome | None
    answer: str
    amounts: Amounts


class Closure(msgspec.Struct, frozen=True):
    """办结告知书: every need with its answer, the sum of money, the remedies."""

    number: str
    applicant: str
    document: str
    window: str
    window_phone: str
    accepted_at: datetime | None
    closed_at: datetime | None
    results: tuple[Result, ...]
    along: tuple[tuple[str, str], ...]  # needs, each with the one it was served along with
    gaps: tuple[tuple[str, str], ...]
    total: Money
    address: str
    remedy: Sentence


class Extension(msgspec.Struct, frozen=True):
    """延期办理告知书: why it takes longer, by how much, until when."""

    number: str
    applicant: str
    document: str
    unit: str
    unit_phone: str
    programme: str
    sent_at: datetime | None
    granted_at: datetime
    days: int
    basis: str
    reason: str
    was_on: date | None
    due_on: date | None
    provisional: bool
    address: str
    remedy: Sentence


def closure(
    case: Case,
    applicant: Client,
    referrals: Sequence[Referral],
    *,
    window: Unit,
    units: Mapping[int, Unit],
    programmes: Mapping[str, Programme],
    language: Language,
    address: str,
) -> Closure:
    """Return the closure notice: every answered need, every gap, and the money given in all."""
    answered = [each for each in referrals if each.outcome is not None]
    titles = {
        need.id: need_title(need.programme, need.words, programmes, language) for need in case.needs
    }
    return Closure(
        number=case.key,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        window=window.title(language),
        window_phone=window.phone,
        accepted_at=case.accepted_at,
        closed_at=case.closed_at,
        results=tuple(
            Result(
                programmes[each.programme].title(language), units[each.unit_id].title(language),
                each.outcome, each.answer, each.amounts,
            )
            for each in answered
        ),
        along=tuple(
            (titles[need.id], titles[need.joined_to_id])
            for need in case.needs
            if need.joined_to_id in titles
        ),
        gaps=tuple(
            (titles[need.id], need.gap_reason) for need in case.needs if need.gap_reason
        ),
        total=Money.total(each.amounts.money for each in answered),
        address=address,
        remedy=say(REMEDY),
    )  # fmt: skip


def extension(
    referral: Referral,
    case: Case,
    applicant: Client,
    *,
    unit: Unit,
    programme: Programme,
    granted_at: datetime,
    days: int,
    basis: str,
    reason: str,
    was_due_at: datetime | None,
    due_at: datetime | None,
    language: Language,
    address: str,
) -> Extension:
    """Return the notice of a granted extension; ``days`` are in the limit's own unit."""
    return Extension(
        number=referral.key,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        unit=unit.title(language),
        unit_phone=unit.phone,
        programme=programme.title(language),
        sent_at=referral.sent_at,
        granted_at=granted_at,
        days=days,
        basis=basis,
        reason=reason,
        was_on=last_day(was_due_at),
        due_on=last_day(due_at),
        provisional=referral.provisional,
        address=address,
        remedy=say(REMEDY),
    )
