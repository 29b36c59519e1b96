"""The things of joint meetings: bodies, topics, meetings, minutes, resolutions.

Everything here is opened: sealed columns have been read, ids are the database's, times are aware.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from meetings.model.choices import (
    AttendanceState,
    BodyRole,
    Ending,
    Extension,
    MeetingKind,
    MeetingState,
    MinutesState,
    ResolutionState,
    Series,
    SignState,
    Stance,
    TopicKind,
    TopicOutcome,
    TopicState,
    UnitRole,
)
from meetings.model.issuing import Corrected, Correction, Distribution
from meetings.model.milestones import Milestone
from meetings.model.presence import Stay
from meetings.model.rounds import Remark
from meetings.model.units import UnitRef
from meetings.model.writing import KeptText, Writer
from portal.directory.model import Names


class Concerned(msgspec.Struct, frozen=True):
    """Whom a thing concerns: what rights reach it by.

    ``body_path`` is the division of the body, ``units`` those that propose it, are consulted,
    called, or have to carry it out; ``case_path`` and ``addressed`` are the window's division and
    the unit of the referral it came from. What is ``secret`` is its own units' and the office's.
    """

    body_path: str
    units: tuple[UnitRef, ...] = ()
    case_path: str = ""
    addressed: int | None = None
    secret: bool = False


class Member(msgspec.Struct, frozen=True):
    """A unit's post in a body, and who holds it."""

    unit: UnitRef
    role: BodyRole
    name: str
    post: str
    since: date
    until: date | None = None


class Body(msgspec.Struct, frozen=True):
    """A joint meeting 联席会议 of a city or a district."""

    id: int
    code: str
    version: int
    names: Names
    division_code: str
    path: str
    lead: UnitRef
    office: UnitRef
    issuer: str
    mandate: str
    series: Series
    quorum: int
    countersigning: bool
    members: tuple[Member, ...] = ()

    @property
    def name(self) -> str:
        """What official papers call it."""
        return self.names.hans


class Consultation(msgspec.Struct, frozen=True):
    """What a unit was asked about a topic, and its written answer."""

    id: int
    unit: UnitRef
    question: str
    due_on: date
    stance: Stance | None = None
    answer: str = ""
    answered_at: datetime | None = None
    by_name: str = ""


class Topic(msgspec.Struct, frozen=True):
    """A question for the meeting."""

    id: int
    code: str
    number: str | None
    version: int
    body_id: int
    state: TopicState
    kind: TopicKind
    title: str
    question: str
    options: str
    draft_decision: str
    basis: str
    proposer: UnitRef
    reporter: str
    concerned: Concerned
    created_at: datetime
    updated_at: datetime
    outcome: TopicOutcome | None = None
    deliberated_at: datetime | None = None
    referral_id: int | None = None
    referral_key: str = ""
    cost: str = ""
    case_key: str = ""
    dossier: str = ""
    carried: int = 0
    predecessor_id: int | None = None
    successor_id: int | None = None
    # The topic it goes to the meeting with, and the units whose topics were merged into this one.
    merged_into_id: int | None = None
    joint: tuple[UnitRef, ...] = ()
    meeting_id: int | None = None
    position: int = 0
    minutes: int = 10
    late: bool = False
    consultations: tuple[Consultation, ...] = ()
    guests: tuple[UnitRef, ...] = ()
    papers: int = 0  # how many are with it
    # The liaison meeting that passed it on, its place on that list, and what was said.
    passed_by_id: int | None = None
    passed_place: int = 0
    passed_words: str = ""

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code

    @property
    def secret(self) -> bool:
        """Whether its papers and text are for its own units and the office alone."""
        return self.concerned.secret


class Attendance(msgspec.Struct, frozen=True):
    """A unit called to a meeting, and what it said."""

    id: int
    unit: UnitRef
    state: AttendanceState
    name: str = ""
    post: str = ""
    reason: str = ""
    present: bool | None = None
    observer: bool = False
    at: datetime | None = None
    stays: tuple[Stay, ...] = ()
    recused: tuple[int, ...] = ()


class Meeting(msgspec.Struct, frozen=True):
    """One meeting of a body; unless ``follow_up`` is off, open resolutions come on its agenda.

    ``answer_by`` is the last day for answers, ``own_answer_by`` the one the office set, if it did.
    """

    id: int
    code: str
    number: str
    version: int
    body_id: int
    kind: MeetingKind
    state: MeetingState
    title: str
    begins_at: datetime
    place: str
    chair: str
    notice: int
    pack: int
    concerned: Concerned
    created_at: datetime
    updated_at: datetime
    follow_up: bool = True
    answer_by: date | None = None
    own_answer_by: date | None = None
    reminded_for: date | None = None
    reminded_at: datetime | None = None
    attendance: tuple[Attendance, ...] = ()

    @property
    def key(self) -> str:
        """What its address says."""
        return self.number

    @property
    def is_final(self) -> bool:
        """Whether it takes nothing more."""
        return self.state in {MeetingState.CONCLUDED, MeetingState.CANCELLED}


class Effect(msgspec.Struct, frozen=True):
    """What a decision does to the referral a topic came from, once it is in force.

    ``unit_id`` is another unit that takes the need over; without one the same unit goes on.
    With ``routing`` the like of it goes there from now on, in the whole area of the body.
    """

    unit_id: int | None = None
    role: str = ""
    due_on: date | None = None
    binding: bool = True
    routing: bool = False


class Item(msgspec.Struct, frozen=True):
    """One topic's part of the minutes: plain text in which 一、（一）1.（1） make the levels."""

    id: int
    topic_id: int
    topic_title: str
    position: int
    text: str
    circulated: str = ""
    at_once: bool = False
    done: bool = False
    effect: Effect = Effect()
    revision: int = 0
    journalled: int = 0
    writer: Writer | None = None
    asides: tuple[KeptText, ...] = ()


class Countersignature(msgspec.Struct, frozen=True):
    """What a unit says to the minutes in a round."""

    id: int
    round: int
    unit: UnitRef
    state: SignState
    item_id: int | None = None
    text: str = ""
    answer: str = ""
    by_name: str = ""
    at: datetime | None = None


def minutes_key(meeting: str, edition: int) -> str:
    """Return what the address of a meeting's minutes says; a correction counts its edition."""
    return meeting if edition == 1 else f"{meeting}-{edition}"


class Minutes(msgspec.Struct, frozen=True):
    """The minutes 纪要 of a meeting; a correction is a further edition with a reason.

    One that ``revokes`` has no items: it ends what the one it names resolved. Without a
    distribution they go to all who were called.
    """

    id: int
    code: str
    version: int
    body_id: int
    meeting_id: int
    meeting_key: str
    state: MinutesState
    title: str
    round: int
    concerned: Concerned
    created_at: datetime
    updated_at: datetime
    number: int | None = None
    year: int | None = None
    signed_by: str = ""
    signed_at: datetime | None = None
    issued_at: datetime | None = None
    file_code: str = ""
    sha256: str = ""
    edition: int = 1
    corrects: Corrected | None = None
    revokes: bool = False
    reason: str = ""
    distribution: Distribution | None = None
    corrections: tuple[Correction, ...] = ()
    due_at: datetime | None = None
    items: tuple[Item, ...] = ()
    signatures: tuple[Countersignature, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def key(self) -> str:
        """What its address says: the meeting's number, with the edition of a correction."""
        return minutes_key(self.meeting_key, self.edition)

    @property
    def asked(self) -> tuple[Countersignature, ...]:
        """The signatures of the round that runs, or ran last."""
        return tuple(each for each in self.signatures if each.round == self.round)


class Part(msgspec.Struct, frozen=True):
    """A unit's part in a resolution; a cooperating one is done on its own."""

    id: int
    unit: UnitRef
    role: UnitRole
    done_at: datetime | None = None
    words: str = ""


class Resolution(msgspec.Struct, frozen=True):
    """A matter the meeting resolved 议定事项, tracked until it is struck off.

    ``ends_key`` and ``ending`` name the earlier one it replaces or cancels, if it does.
    """

    id: int
    code: str
    number: str | None
    version: int
    body_id: int
    minutes_id: int
    minutes_key: str
    meeting_key: str
    topic_id: int
    item_id: int
    state: ResolutionState
    text: str
    working_days: int
    concerned: Concerned
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None = None
    yellow_at: datetime | None = None
    issued_at: datetime | None = None
    reported_by_id: int | None = None
    report: str = ""
    extension: Extension = Extension.NONE
    extension_days: int = 0
    extended_days: int = 0
    closed_at: datetime | None = None
    ends_id: int | None = None
    ends_key: str = ""
    ending: Ending | None = None
    parts: tuple[Part, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def key(self) -> str:
        """What its address says: the number once there is one, the code before."""
        return self.number or self.code

    @property
    def lead(self) -> UnitRef:
        """The unit that answers for it."""
        return next(part.unit for part in self.parts if part.role is UnitRole.LEAD)
