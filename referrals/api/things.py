"""Cases and referrals as the API answers them. Numbers of people are masked, as on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from portal.core.lamps import Lamp, lamp
from portal.directory.model import Person
from portal.render import filters
from portal.web.offers import Offered, offered
from referrals import access
from referrals.doors import CASE_ACTS, REFERRAL_ACTS
from referrals.model import (
    Amounts,
    Case,
    CaseState,
    Cause,
    Channel,
    Client,
    Clock,
    DocKind,
    NeedState,
    Outcome,
    Procedure,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    Relation,
    ReturnCode,
    Sex,
    Urgency,
)
from referrals.queries.folder import Folder
from referrals.rules.deadlines import Deadline
from referrals.rules.explain import explain

BASE = "/api/v1"

T = TypeVar("T")


class PersonOut(msgspec.Struct, frozen=True):
    """A person of the household."""

    code: str
    name: str
    relation: Relation
    sex: Sex
    birth_date: date | None
    doc_kind: DocKind
    document: str
    phone: str


class NeedOut(msgspec.Struct, frozen=True):
    """One thing a case asks for."""

    code: str
    programme: str
    words: str
    state: NeedState
    gap_reason: str
    joined_to: str


class ClockOut(msgspec.Struct, frozen=True):
    """One clock, with the sentences that explain its date."""

    clock: Clock
    start: datetime
    due_at: datetime | None
    paused: bool
    running: bool
    provisional: bool
    why: tuple[str, ...]


class AmountsOut(msgspec.Struct, frozen=True):
    """What was given, each in its own measure; money in yuan, exact, as a text."""

    money: str
    persons: int
    households: int
    person_times: int
    household_times: int
    rooms: int


class ReferralOut(msgspec.Struct, frozen=True):
    """One referral."""

    key: str
    number: str | None
    code: str
    version: int
    case: str
    programme: str
    procedure: Procedure
    unit_name: str
    kind: ReferralKind
    role: ReferralRole
    state: ReferralState
    binding: bool
    handler_name: str
    message: str
    outcome: Outcome | None
    answer: str
    amounts: AmountsOut
    return_code: ReturnCode | None
    return_basis: str
    lamp: Lamp
    due_at: datetime | None
    sent_at: datetime | None
    accepted_at: datetime | None
    completed_at: datetime | None
    updated_at: datetime
    clocks: tuple[ClockOut, ...]
    actions: tuple[Offered, ...]


class CaseOut(msgspec.Struct, frozen=True):
    """One case with its needs and the keys of its referrals."""

    key: str
    number: str | None
    code: str
    version: int
    state: CaseState
    window_name: str
    applicant_name: str
    household: tuple[PersonOut, ...]
    channel: Channel
    urgency: Urgency
    causes: tuple[Cause, ...]
    request: str
    consent_given: bool
    consent_outward: bool
    needs: tuple[NeedOut, ...]
    referrals: tuple[str, ...]
    registered_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime
    actions: tuple[Offered, ...]


def taken(kind: type[T], thing: Any, **more: Any) -> T:
    """Return what this kind shows of a thing: its fields of the same name, and what is given."""
    names: tuple[str, ...] = kind.__struct_fields__  # type: ignore[attr-defined]  # a Struct's
    return kind(**{name: getattr(thing, name) for name in names if name not in more}, **more)


def case_out(folder: Folder, members: Iterable[Client], person: Person, *, at: datetime) -> CaseOut:
    """Return a case as this caller sees it."""
    case = folder.case
    offers = access.possible_on_case(folder.situation(at=at, by=person), person)
    return taken(
        CaseOut, case,
        household=tuple(map(person_out, members)),
        consent_given=case.consent.given,
        consent_outward=case.consent.outward,
        needs=_needs(case),
        referrals=tuple(each.key for each in folder.referrals),
        actions=offered(f"{BASE}/cases/{case.key}", offers, CASE_ACTS),
    )  # fmt: skip


def _needs(case: Case) -> tuple[NeedOut, ...]:
    codes = {need.id: need.code for need in case.needs}
    return tuple(
        taken(NeedOut, need, joined_to=codes.get(need.joined_to_id or 0, "")) for need in case.needs
    )


def person_out(client: Client) -> PersonOut:
    """Return a person as this caller sees one: numbers masked."""
    return taken(
        PersonOut, client,
        document=filters.mask_id(client.doc_number) if client.doc_number else "",
        phone=filters.mask_phone(client.phone) if client.phone else "",
    )  # fmt: skip


def referral_out(
    folder: Folder, referral: Referral, person: Person, *, at: datetime
) -> ReferralOut:
    """Return a referral as this caller sees it."""
    situation = folder.situation(at=at, by=person, referral=referral)
    offers = access.possible(situation, person)
    return taken(
        ReferralOut, referral,
        case=folder.case.key,
        amounts=_amounts(referral.amounts),
        lamp=lamp(referral.due_at, referral.yellow_at, paused=referral.paused, now=at),
        clocks=tuple(map(_clock, situation.clocks.all)),
        actions=offered(f"{BASE}/referrals/{referral.key}", offers, REFERRAL_ACTS),
    )  # fmt: skip


def _amounts(amounts: Amounts) -> AmountsOut:
    return taken(AmountsOut, amounts, money=str(amounts.money).replace(",", ""))


def _clock(deadline: Deadline) -> ClockOut:
    return taken(ClockOut, deadline, why=tuple(map(str, explain(deadline))))
