"""The things themselves: households and their people, cases, needs, referrals, events.

Everything here is opened: sealed columns have been read, ids are the database's, times are aware.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from portal.core.i18n import Language
from portal.core.money import Money
from portal.directory.model import Names
from referrals.model.choices import (
    FINAL,
    CaseState,
    Cause,
    Channel,
    DocKind,
    Employment,
    Extension,
    Health,
    InsuredGroup,
    NeedState,
    Outcome,
    Procedure,
    ReferralKind,
    ReferralRole,
    ReferralState,
    RegisterKind,
    Relation,
    ReturnCode,
    Sex,
    Stage,
    Trigger,
    Urgency,
    Visibility,
)
from referrals.model.means import Declared


class Facts(msgspec.Struct, frozen=True):
    """What a person told of health, work and means; sealed as one record."""

    health: Health = Health.WELL
    disability_level: int = 0
    disability_of_mind: bool = False
    employment: Employment | None = None
    in_school: bool = False
    income: Money = Money(0)
    bank_account: str = ""


class Client(msgspec.Struct, frozen=True):
    """The applicant, or a member of the household."""

    id: int
    code: str
    version: int
    household_id: int
    relation: Relation
    doc_kind: DocKind
    doc_number: str
    no_doc_reason: str
    name: str
    sex: Sex
    birth_date: date | None
    phone: str
    phone_owner: str
    register: RegisterKind
    facts: Facts = Facts()


class Household(msgspec.Struct, frozen=True):
    """A household as the window knows it."""

    id: int
    code: str
    version: int
    division_id: int
    address: str
    register: RegisterKind


class Circumstances(msgspec.Struct, frozen=True):
    """What the suggestion rules look at: the household's facts as told at the window."""

    income_per_head: Money | None = None
    medical_cost: Money = Money(0)
    own_share: Money = Money(0)
    out_of_catalogue: Money = Money(0)
    rigid_spending: Money = Money(0)
    sudden_event: str = ""
    diagnosis: str = ""
    inpatient: bool = False
    insured_group: InsuredGroup | None = None
    insured_event: bool = False
    dwelling_hardship: bool = False
    disaster: bool = False
    no_fixed_abode: bool = False
    legal_dispute: bool = False
    no_supporter: bool = False
    # Why a typed figure stands although the items add up to another.
    figures_reason: str = ""


class Consent(msgspec.Struct, frozen=True):
    """What the person agreed to: the privacy notice, and being referred outside government."""

    given: bool = False
    outward: bool = False
    notice_version: str = ""
    at: datetime | None = None


class Need(msgspec.Struct, frozen=True):
    """One thing a case asks for."""

    id: int
    code: str
    programme: str
    words: str
    state: NeedState
    gap_reason: str = ""
    first_sent_at: datetime | None = None
    joined_to_id: int | None = None  # the need it is served along with


class Item(msgspec.Struct, frozen=True):
    """One paper that is missing, and what to know about it."""

    name: str
    hint: str = ""


class Supplement(msgspec.Struct, frozen=True):
    """What a person was asked for, once, and until when."""

    items: tuple[Item, ...] = ()
    due_at: datetime | None = None


class RefusalProposal(msgspec.Struct, frozen=True):
    """Why a request shall not be accepted, and where the person can turn."""

    reason: str
    law: str
    authority: str
    remedy: str
    by_id: int


class Case(msgspec.Struct, frozen=True):
    """One request of one household at one window."""

    id: int
    code: str
    number: str | None
    version: int
    state: CaseState
    window_id: int
    window_name: str
    division_id: int
    division_path: str
    household_id: int | None
    applicant_id: int | None
    applicant_name: str
    people: int
    channel: Channel
    urgency: Urgency
    causes: tuple[Cause, ...]
    request: str
    circumstances: Circumstances
    consent: Consent
    first_contact_id: int
    query_code: str
    created_at: datetime
    updated_at: datetime
    registered_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    supplement: Supplement = Supplement()
    refusal: RefusalProposal | None = None
    withdrawal_reason: str = ""
    merged_into_id: int | None = None
    merged_at: datetime | None = None
    state_before_merge: CaseState | None = None
    needs: tuple[Need, ...] = ()
    window_names: Names | None = None
    # Whether there are close relatives among the officials, and who of the staff keeps away.
    relatives: Declared = Declared.NOT_ASKED
    barred: tuple[int, ...] = ()
    # The units that are told of it 知会 without a task of their own.
    informed: tuple[int, ...] = ()

    def window_title(self, language: Language) -> str:
        """Return what its window is called in this language."""
        return self.window_names.title(language) if self.window_names else self.window_name

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code


class Amounts(msgspec.Struct, frozen=True):
    """What was given, each in its own measure; they are never added to each other."""

    money: Money = Money(0)
    persons: int = 0
    households: int = 0
    person_times: int = 0
    household_times: int = 0
    rooms: int = 0


class Referral(msgspec.Struct, frozen=True):
    """One unit, one programme, one attempt."""

    id: int
    code: str
    number: str | None
    version: int
    case_id: int
    need_id: int
    ordinal: int
    programme: str
    procedure: Procedure
    unit_id: int
    unit_name: str
    unit_kind: str
    unit_path: str
    kind: ReferralKind
    role: ReferralRole
    state: ReferralState
    created_at: datetime
    updated_at: datetime
    binding: bool = False
    handler_id: int | None = None
    handler_name: str = ""
    supersedes_id: int | None = None
    message: str = ""
    override_reason: str = ""
    papers_asked: int = 0
    extension: Extension = Extension.NONE
    stage: Stage | None = None
    outcome: Outcome | None = None
    answer: str = ""
    amounts: Amounts = Amounts()
    return_code: ReturnCode | None = None
    return_basis: str = ""
    suggested_unit_id: int | None = None
    waived: bool = False
    state_before_meeting: ReferralState | None = None
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None
    final_at: datetime | None = None
    due_at: datetime | None = None
    yellow_at: datetime | None = None
    paused: bool = False
    provisional: bool = False
    clock: str = ""
    finish_due_at: datetime | None = None
    proposed: Trigger | None = None
    unit_names: Names | None = None

    def unit_title(self, language: Language) -> str:
        """Return what its unit is called in this language."""
        return self.unit_names.title(language) if self.unit_names else self.unit_name

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in FINAL

    @property
    def is_open(self) -> bool:
        """Whether it is sent and not final."""
        return not self.is_final and self.state is not ReferralState.DRAFT

    @property
    def stands(self) -> bool:
        """Whether a unit has it in hand or has answered it."""
        return self.is_open or self.state is ReferralState.CONFIRMED


class Note(msgspec.Struct, frozen=True):
    """A remark by a person, for the own unit or for all units on the case."""

    id: int
    code: str
    referral_id: int | None
    unit_name: str
    visibility: Visibility
    text: str
    by_name: str
    at: datetime
    by_id: int = 0
    unit_id: int = 0
    struck_at: datetime | None = None
    unit_names: Names | None = None

    def unit_title(self, language: Language) -> str:
        """Return what its author's unit is called in this language."""
        return self.unit_names.title(language) if self.unit_names else self.unit_name


class Handover(msgspec.Struct, frozen=True):
    """A case offered to another worker; the giver is responsible until it is signed for."""

    id: int
    code: str
    case_id: int
    case_key: str
    applicant_name: str
    case_state: CaseState
    giver_id: int
    giver_name: str
    receiver_id: int
    receiver_name: str
    reason: str
    at: datetime


class Event(msgspec.Struct, frozen=True):
    """One act on a referral as the clocks replay it; ``data`` as journalled with the act."""

    act: str
    at: datetime
    data: dict[str, Any] = {}
