"""What goes between window and department: the slip there, the feedback back; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from portal.core.calendar import OFFICE, last_day
from portal.core.i18n import N_, Language, Sentence, say
from portal.directory.model import Unit
from referrals.model import (
    Amounts,
    Case,
    Client,
    Outcome,
    PaperKind,
    Referral,
    ReferralKind,
    ReferralRole,
    Urgency,
)
from referrals.papers.texts import within_day
from referrals.programmes.model import Programme


class Handed(msgspec.Struct, frozen=True):
    """How many papers of one kind go along with a slip."""

    kind: PaperKind
    number: int


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
    handed: tuple[Handed, ...]
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


class Feedback(msgspec.Struct, frozen=True):
    """办理结果反馈单: what one unit answers to the window; ``in_time`` by its own limit."""

    number: str
    case_number: str
    from_unit: str
    to_window: str
    programme: str
    role: ReferralRole
    applicant: str
    document: str
    handler: str
    sent_at: datetime | None
    accepted_at: datetime | None
    completed_at: datetime
    due_on: date | None
    in_time: bool
    outcome: Outcome
    answer: str
    amounts: Amounts
    address: str


def slip(
    referral: Referral,
    case: Case,
    applicant: Client,
    *,
    window: Unit,
    unit: Unit,
    programme: Programme,
    papers: Sequence[str],
    handed: Iterable[PaperKind],
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
        handed=tuple(Handed(kind, number) for kind, number in Counter(handed).items()),
        consent=_consent(case, referral),
        sent_at=referral.sent_at,
        respond_on=last_day(respond_at),
        respond_at=within_day(respond_at),
        due_on=last_day(due_at),
        due_at=within_day(due_at),
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


def feedback(
    referral: Referral,
    case: Case,
    applicant: Client,
    *,
    window: Unit,
    unit: Unit,
    programme: Programme,
    due_at: datetime | None,
    language: Language,
    address: str,
) -> Feedback:
    """Return the feedback slip of a completed referral."""
    assert referral.outcome is not None
    assert referral.completed_at is not None
    return Feedback(
        number=referral.key,
        case_number=case.key,
        from_unit=unit.title(language),
        to_window=window.title(language),
        programme=programme.title(language),
        role=referral.role,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        handler=referral.handler_name,
        sent_at=referral.sent_at,
        accepted_at=referral.accepted_at,
        completed_at=referral.completed_at,
        due_on=last_day(due_at),
        in_time=due_at is None or referral.completed_at <= due_at,
        outcome=referral.outcome,
        answer=referral.answer,
        amounts=referral.amounts,
        address=address,
    )
