"""What each paper says; pure. The templates under ``templates/referrals/pdf`` only set it.

A paper is made from what the screen shows, so the two cannot diverge, and it names no more of a
person than its reader needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import msgspec

from portal.core.calendar import OFFICE, last_day
from portal.core.i18n import N_, Language, Sentence, say
from portal.core.money import Money
from portal.directory.model import Unit
from referrals.model import (
    Amounts,
    Case,
    Client,
    Outcome,
    Referral,
    ReferralKind,
    ReferralRole,
    Urgency,
)
from referrals.programmes.model import Programme

TITLES = {
    "receipt": N_("受理通知书（回执）"),
    "slip": N_("社会救助转办单"),
    "closure": N_("社会救助办结告知书"),
}

# The text about personal data printed at intake, by version; a new text is a new version.
NOTICE_VERSION = "2026-01"
NOTICE = N_(
    "您的个人信息只用于办理本次社会救助事项，只提供给办理所需的单位，并留有查询记录。"
    "您可以向受理窗口查阅、更正自己的信息。"
)
REMEDY = N_("如对办理结果有异议，可自知道之日起六十日内申请行政复议，或在六个月内提起行政诉讼。")


class Handling(msgspec.Struct, frozen=True):
    """One referral as the receipt tells the person of it."""

    programme: str
    unit: str
    lead: bool
    due_on: date | None
    provisional: bool
    phone: str


class Receipt(msgspec.Struct, frozen=True):
    """受理通知书（回执）: what was asked, who handles it, until when, how to ask after it."""

    number: str
    applicant: str
    document: str
    window: str
    window_phone: str
    accepted_at: datetime | None
    needs: tuple[str, ...]
    brought: tuple[str, ...]
    handling: tuple[Handling, ...]
    query_code: str
    address: str
    notice: Sentence
    notice_version: str
    remedy: Sentence


class Slip(msgspec.Struct, frozen=True):
    """转办单: one unit's part of a case, and no other unit's.

    ``respond_at`` and ``due_at`` are there where a limit ends within its last day: it counts hours.
    """

    number: str
    case_number: str
    kind: ReferralKind
    role: ReferralRole
    urgency: Urgency
    from_window: str
    from_phone: str
    to_unit: str
    programme: str
    law: str
    applicant: str
    document: str
    birth_date: date | None
    phone: str
    people: int
    request: str
    message: str
    papers: tuple[str, ...]
    consent: Sentence
    sent_at: datetime | None
    respond_on: date | None
    respond_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    why: tuple[Sentence, ...]
    binding: bool
    address: str


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
    gaps: tuple[tuple[str, str], ...]
    total: Money
    address: str
    remedy: Sentence


def receipt(
    case: Case,
    applicant: Client,
    referrals: Sequence[Referral],
    *,
    window: Unit,
    units: Mapping[int, Unit],
    programmes: Mapping[str, Programme],
    dues: Mapping[int, tuple[date | None, bool]],
    language: Language,
    address: str,
) -> Receipt:
    """Return the receipt of an accepted case; ``dues`` are each referral's day and whether it may
    still move.
    """
    return Receipt(
        number=case.key,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        window=window.title(language),
        window_phone=window.phone,
        accepted_at=case.accepted_at,
        needs=tuple(_need(need.programme, need.words, programmes, language) for need in case.needs),
        # An accepted case that was asked for papers has them: acceptance waits for them.
        brought=tuple(item.name for item in case.supplement.items),
        handling=tuple(
            _handling(each, units[each.unit_id], programmes, dues, language)
            for each in referrals
            if each.is_open
        ),
        query_code=case.query_code,
        address=address,
        notice=say(NOTICE),
        notice_version=case.consent.notice_version or NOTICE_VERSION,
        remedy=say(REMEDY),
    )


def _need(
    programme: str, words: str, programmes: Mapping[str, Programme], language: Language
) -> str:
    title = programmes[programme].title(language) if programme else ""
    return " · ".join(part for part in (title, words) if part)


def _handling(
    referral: Referral,
    unit: Unit,
    programmes: Mapping[str, Programme],
    dues: Mapping[int, tuple[date | None, bool]],
    language: Language,
) -> Handling:
    due_on, provisional = dues.get(referral.id, (None, False))
    return Handling(
        programme=programmes[referral.programme].title(language),
        unit=unit.title(language),
        lead=referral.role is ReferralRole.LEAD,
        due_on=due_on,
        provisional=provisional,
        phone=unit.phone,
    )


def slip(
    referral: Referral,
    case: Case,
    applicant: Client,
    *,
    window: Unit,
    unit: Unit,
    programme: Programme,
    papers: Sequence[str],
    respond_at: datetime | None,
    due_at: datetime | None,
    why: Sequence[Sentence],
    language: Language,
    address: str,
) -> Slip:
    """Return the transfer slip of one referral, with the data its unit needs and no more."""
    return Slip(
        number=referral.key,
        case_number=case.key,
        kind=referral.kind,
        role=referral.role,
        urgency=case.urgency,
        from_window=window.title(language),
        from_phone=window.phone,
        to_unit=unit.title(language),
        programme=programme.title(language),
        law=programme.law,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        birth_date=applicant.birth_date,
        phone=applicant.phone,
        people=case.people,
        request=case.request,
        message=referral.message,
        papers=tuple(papers),
        consent=_consent(case, referral),
        sent_at=referral.sent_at,
        respond_on=last_day(respond_at),
        respond_at=_within_day(respond_at),
        due_on=last_day(due_at),
        due_at=_within_day(due_at),
        provisional=referral.provisional,
        why=tuple(why),
        binding=referral.binding,
        address=address,
    )


def _consent(case: Case, referral: Referral) -> Sentence:
    if referral.override_reason:
        return say(N_("依职权转办，理由：%(reason)s"), reason=referral.override_reason)
    at = case.consent.at
    if at is None:
        return say(N_("当事人已同意"))
    day = at.astimezone(OFFICE).date().isoformat()
    return say(N_("当事人已于 %(day)s 同意"), day=day)


def _within_day(due_at: datetime | None) -> datetime | None:
    if due_at is None or due_at.astimezone(OFFICE).time() == time.min:
        return None
    return due_at


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
        gaps=tuple(
            (_need(need.programme, need.words, programmes, language), need.gap_reason)
            for need in case.needs
            if need.gap_reason
        ),
        total=Money.total(each.amounts.money for each in answered),
        address=address,
        remedy=say(REMEDY),
    )  # fmt: skip
