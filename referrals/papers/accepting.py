"""What the window hands over at the beginning: receipt, request for papers, refusal; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from portal.core.calendar import last_day
from portal.core.i18n import N_, Language, Sentence, say
from portal.directory.model import Unit
from referrals.model import Case, Client, Item, Referral, ReferralRole
from referrals.papers.texts import NOTICE, NOTICE_VERSION, REMEDY, need_title
from referrals.programmes.model import Programme

# What follows when papers do not come; a case lapses, a referral is answered as it stands.
LAPSES = N_("到期未补齐的，本次申请终止；材料齐全后，可以随时到窗口申请恢复办理。")
ANSWERED = N_("到期未补齐的，承办单位按现有材料答复。补齐之前，办理时限暂停计算。")


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


class Supplement(msgspec.Struct, frozen=True):
    """补正材料告知书: everything that is missing, once, until when, and what follows."""

    number: str
    applicant: str
    document: str
    asked_by: str
    phone: str
    programme: str
    asked_at: datetime | None
    items: tuple[Item, ...]
    due_on: date | None
    follows: Sentence
    address: str


class Refusal(msgspec.Struct, frozen=True):
    """不予受理通知书: why, by which law, who is the right authority, what can be done."""

    number: str
    applicant: str
    document: str
    window: str
    window_phone: str
    needs: tuple[str, ...]
    request: str
    reason: str
    law: str
    authority: str
    remedy: str
    decided_at: datetime
    address: str


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
        needs=tuple(
            need_title(need.programme, need.words, programmes, language) for need in case.needs
        ),
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


def supplement(
    case: Case,
    applicant: Client,
    *,
    asked_by: Unit,
    items: Sequence[Item],
    asked_at: datetime | None,
    due_at: datetime | None,
    language: Language,
    address: str,
    referral: Referral | None = None,
    programme: Programme | None = None,
) -> Supplement:
    """Return the notice that names every missing paper: a window's, or a referral's unit's."""
    return Supplement(
        number=referral.key if referral else case.key,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        asked_by=asked_by.title(language),
        phone=asked_by.phone,
        programme=programme.title(language) if programme else "",
        asked_at=asked_at,
        items=tuple(items),
        due_on=last_day(due_at),
        follows=say(ANSWERED if referral else LAPSES),
        address=address,
    )


def refusal(
    case: Case,
    applicant: Client,
    *,
    window: Unit,
    programmes: Mapping[str, Programme],
    decided_at: datetime,
    language: Language,
    address: str,
) -> Refusal:
    """Return the notice of a request that is not accepted; the case carries the proposal."""
    held = case.refusal
    assert held is not None
    return Refusal(
        number=case.key,
        applicant=case.applicant_name,
        document=applicant.doc_number,
        window=window.title(language),
        window_phone=window.phone,
        needs=tuple(
            need_title(need.programme, need.words, programmes, language) for need in case.needs
        ),
        request=case.request,
        reason=held.reason,
        law=held.law,
        authority=held.authority,
        remedy=held.remedy,
        decided_at=decided_at,
        address=address,
    )
