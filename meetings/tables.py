"""The tables of joint meetings: columns only. Sealed columns hold encrypted text."""

from __future__ import annotations

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    Integer,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Division, Person, Unit
from portal.documents.tables import StoredFile


class BodyRow(Table, tablename="body"):
    """A joint meeting of a city or a district."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    name = Varchar(length=120)
    name_hant = Varchar(length=120)
    name_en = Varchar(length=200)
    division_id = to(Division)
    division_path = Varchar(length=80, index=True)
    lead_id = to(Unit)
    office_id = to(Unit)
    issuer = Varchar(length=120)
    mandate = Text()
    series = Varchar(length=10)
    quorum = Integer(default=0)
    countersigning = Boolean(default=True)
    created_at = Timestamptz(default=None)


class BodyMemberRow(Table, tablename="body_member"):
    """A unit's post in a body; the post stays, persons change."""

    id = Serial(primary_key=True)
    body_id = to(BodyRow)
    unit_id = to(Unit)
    role = Varchar(length=20)
    name = Varchar(length=80)
    post = Varchar(length=120)
    since = Date(default=None)
    until = Date(null=True, default=None)


class MeetingRow(Table, tablename="meeting"):
    """One meeting of a body."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=40, unique=True)
    version = Integer(default=1)
    body_id = to(BodyRow)
    body_path = Varchar(length=80)
    kind = Varchar(length=20)
    state = Varchar(length=20)
    title = Varchar(length=200)
    begins_at = Timestamptz(default=None, index=True)
    place = Varchar(length=120)
    chair = Varchar(length=120)
    notice = Integer(default=0)
    pack = Integer(default=0)
    # Whether what earlier meetings resolved and is still open comes on the agenda.
    follow_up = Boolean(default=True)
    # The last day for answers where the office set one, and the one the portal has reminded for.
    answer_by = Date(null=True, default=None)
    reminded_for = Date(null=True, default=None)
    reminded_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class AttendanceRow(Table, tablename="attendance"):
    """A unit called to a meeting, and what it said; observers come for their topics."""

    id = Serial(primary_key=True)
    meeting_id = to(MeetingRow)
    unit_id = to(Unit)
    state = Varchar(length=20)
    name = Varchar(length=80)
    post = Varchar(length=120)
    reason = Text()
    present = Boolean(null=True, default=None)
    observer = Boolean(default=False)
    at = Timestamptz(null=True, default=None)


class PresenceRow(Table, tablename="presence"):
    """When a called unit was in the room; or, with a topic, that it stayed out of it."""

    id = Serial(primary_key=True)
    attendance_id = to(AttendanceRow)
    topic_id = Integer(null=True, default=None)
    since = Timestamptz(null=True, default=None)
    until = Timestamptz(null=True, default=None)
    reason = Text()


class TopicRow(Table, tablename="topic"):
    """A question for the meeting; one that came from a referral carries a frozen dossier."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=40, unique=True, null=True, default=None)
    version = Integer(default=1)
    body_id = to(BodyRow)
    body_path = Varchar(length=80, index=True)
    state = Varchar(length=20)
    kind = Varchar(length=20)
    title = Varchar(length=200)
    question_sealed = Text()
    options_sealed = Text()
    draft_decision_sealed = Text()
    basis = Text()
    cost = Text()
    # Its papers and text never leave for units that are not its own.
    secret = Boolean(default=False)
    proposer_id = to(Unit)
    reporter = Varchar(length=80)
    outcome = Varchar(length=30)
    deliberated_at = Timestamptz(null=True, default=None)
    # What lies below stands here by id and number; nothing below knows of topics.
    referral_id = Integer(null=True, default=None, index=True)
    referral_key = Varchar(length=44)
    referral_unit_id = Integer(null=True, default=None, index=True)
    case_key = Varchar(length=40, index=True)
    case_path = Varchar(length=80, index=True)
    dossier_sealed = Text()
    carried = Integer(default=0)
    predecessor_id = Integer(null=True, default=None, index=True)
    successor_id = Integer(null=True, default=None)
    # The topic that this one goes to the meeting with 并题.
    merged_into_id = Integer(null=True, default=None, index=True)
    meeting_id = to(MeetingRow, null=True)
    position = Integer(default=0)
    minutes = Integer(default=10)
    late = Boolean(default=False)
    # The liaison meeting that has put it on its list of topics, in which place, with which words.
    passed_by_id = Integer(null=True, default=None, index=True)
    passed_place = Integer(default=0)
    passed_words = Text(default="")
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class GuestRow(Table, tablename="topic_guest"):
    """A further unit that is called in for a topic, beside who proposed it and was asked."""

    id = Serial(primary_key=True)
    topic_id = to(TopicRow)
    unit_id = to(Unit)
    # Whether it proposed what was merged into this topic.
    joint = Boolean(default=False)


class TopicPaperRow(Table, tablename="topic_paper"):
    """A paper of a topic; taking it out marks it, nothing is deleted."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    topic_id = to(TopicRow)
    stored_id = to(StoredFile)
    # A file's name often holds the name or number of a person.
    name_sealed = Text()
    original = Varchar(length=64)
    position = Integer(default=0)
    unit_id = to(Unit)
    by_id = to(Person)
    at = Timestamptz(default=None)
    removed_at = Timestamptz(null=True, default=None)
    removed_by_id = BigInt(null=True, default=None)
    removed_reason = Text(default="")


class PackRow(Table, tablename="pack"):
    """A pack of a meeting's papers; without a unit the whole one, which is the office's."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    meeting_id = to(MeetingRow)
    version = Integer(default=1)
    unit_id = to(Unit, null=True)
    state = Varchar(length=20)
    pages = Integer(default=0)
    # Packs of the same topics are one file.
    stored_id = to(StoredFile, null=True)
    # Topics and papers by id and code, and where they stand; no name.
    parts = Text()
    work = Varchar(length=22)
    by_id = to(Person)
    at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class PackPartRow(Table, tablename="pack_part"):
    """A paper as pages, by what is in it; no file when it is a PDF as it came, or has no pages."""

    id = Serial(primary_key=True)
    source = Varchar(length=100, unique=True)
    stored_id = to(StoredFile, null=True)
    pages = Integer(default=0)
    why = Varchar(length=20)


class ConsultationRow(Table, tablename="consultation"):
    """What a unit was asked about a topic, and its written answer."""

    id = Serial(primary_key=True)
    topic_id = to(TopicRow)
    unit_id = to(Unit)
    question = Text()
    due_on = Date(default=None)
    stance = Varchar(length=30)
    answer_sealed = Text()
    answered_at = Timestamptz(null=True, default=None)
    by_name = Varchar(length=80)


class MinutesRow(Table, tablename="minutes"):
    """The minutes of a meeting; once issued they never change."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    body_id = to(BodyRow)
    body_path = Varchar(length=80, index=True)
    meeting_id = to(MeetingRow)
    # The first minutes of a meeting, then its corrections; each names the one it corrects.
    edition = Integer(default=1)
    corrects_id = to("self", null=True)
    # It takes those back it names, instead of correcting them.
    revokes = Boolean(default=False)
    reason = Text()
    # To whom it goes, as JSON; "" for all who were called.
    distribution = Text()
    state = Varchar(length=20)
    title = Varchar(length=200)
    round = Integer(default=0)
    # When the round's term ends; and when its units are to be told that it will, until they are.
    due_at = Timestamptz(null=True, default=None, index=True)
    warn_at = Timestamptz(null=True, default=None)
    number = Integer(null=True, default=None)
    year = Integer(null=True, default=None)
    signed_by = Varchar(length=80)
    signed_at = Timestamptz(null=True, default=None)
    issued_at = Timestamptz(null=True, default=None)
    file_code = Varchar(length=22)
    sha256 = Varchar(length=64)
    # The text as issued, frozen: what the bytes say.
    frozen_sealed = Text()
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class MinutesItemRow(Table, tablename="minutes_item"):
    """One topic's part of the minutes."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    minutes_id = to(MinutesRow)
    topic_id = to(TopicRow)
    position = Integer(default=0)
    text_sealed = Text()
    # The text as it last went round: what differs from it is sent round again.
    circulated_sealed = Text()
    at_once = Boolean(default=False)
    done = Boolean(default=False)
    effect = Text()
    # How often the text was written, and up to which revision the journal knows it.
    revision = Integer(default=0)
    journalled = Integer(default=0)
    # Who writes it now, from which opened page; after ``writing_until`` nobody does.
    writer_id = Integer(null=True, default=None)
    writer_name = Varchar(length=80)
    writer_page = Varchar(length=40)
    writing_until = Timestamptz(null=True, default=None)


class MinutesTextRow(Table, tablename="minutes_text"):
    """A text an item had, or that somebody sent for it: each kept as it came."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    item_id = to(MinutesItemRow)
    kind = Varchar(length=10)
    revision = Integer(default=0)
    by_id = Integer(null=True, default=None)
    by_name = Varchar(length=80)
    # The opened page it came from, and which of that page's savings it was.
    page = Varchar(length=40)
    sent = Integer(default=0)
    at = Timestamptz(default=None)
    text_sealed = Text()


class CountersignatureRow(Table, tablename="countersignature"):
    """What a unit says to the minutes in a round; rounds are kept."""

    id = BigSerial(primary_key=True)
    minutes_id = to(MinutesRow)
    round = Integer(default=1)
    unit_id = to(Unit)
    state = Varchar(length=30)
    item_id = Integer(null=True, default=None)
    text = Text()
    answer = Text()
    by_name = Varchar(length=80)
    at = Timestamptz(null=True, default=None)


class RemarkRow(Table, tablename="minutes_remark"):
    """What a unit says to a paragraph in a round, and the office's answer."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    minutes_id = to(MinutesRow)
    round = Integer(default=1)
    unit_id = to(Unit)
    item_id = Integer(null=True, default=None)
    paragraph = Integer(null=True, default=None)
    text_sealed = Text()
    by_name = Varchar(length=80)
    at = Timestamptz(default=None)
    answer_sealed = Text()
    answered_by = Varchar(length=80)


class ResolutionRow(Table, tablename="resolution"):
    """A matter resolved, tracked until it is struck off."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    number = Varchar(length=40, unique=True, null=True, default=None)
    version = Integer(default=1)
    body_id = to(BodyRow)
    body_path = Varchar(length=80, index=True)
    minutes_id = to(MinutesRow)
    topic_id = to(TopicRow)
    item_id = to(MinutesItemRow)
    state = Varchar(length=20)
    text = Text()
    working_days = Integer(default=20)
    due_at = Timestamptz(null=True, default=None, index=True)
    yellow_at = Timestamptz(null=True, default=None)
    issued_at = Timestamptz(null=True, default=None)
    reported_by_id = Integer(null=True, default=None)
    report = Text()
    extension = Varchar(length=10)
    extension_days = Integer(default=0)
    extended_days = Integer(default=0)
    closed_at = Timestamptz(null=True, default=None)
    # The earlier resolution that this one replaces or cancels.
    ends_id = to("self", null=True)
    ending = Varchar(length=10)
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)


class PartRow(Table, tablename="resolution_part"):
    """A unit's part in a resolution."""

    id = BigSerial(primary_key=True)
    resolution_id = to(ResolutionRow)
    unit_id = to(Unit)
    role = Varchar(length=20)
    done_at = Timestamptz(null=True, default=None)
    words = Text()


class MilestoneRow(Table, tablename="milestone"):
    """A step of a resolution; a changed plan drops those still ahead and keeps their rows."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    resolution_id = to(ResolutionRow)
    place = Integer(default=0)
    text = Text()
    due_on = Date(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    words = Text()
    by_name = Varchar(length=80)
    dropped_at = Timestamptz(null=True, default=None)
