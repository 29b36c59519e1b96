"""What went out of a meeting: its notices, who has opened them, calendars that read along."""

from __future__ import annotations

from piccolo.columns import BigSerial, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from meetings.tables import MeetingRow
from portal.core.tables import to
from portal.directory.tables import Person, Unit


class NoticeRow(Table, tablename="meeting_notice"):
    """One version of a meeting's notice, as it was sent; it never changes."""

    id = Serial(primary_key=True)
    meeting_id = to(MeetingRow)
    version = Integer(default=1)
    sent_at = Timestamptz(default=None)
    by_name = Varchar(length=80)
    # What it said and what of that was new, as JSON.
    said = Text()
    changes = Text()
    file_code = Varchar(length=22)
    sha256 = Varchar(length=64)


class ReceiptRow(Table, tablename="meeting_notice_receipt"):
    """When a called unit's people first opened a version of a notice."""

    id = BigSerial(primary_key=True)
    notice_id = to(NoticeRow)
    unit_id = to(Unit)
    at = Timestamptz(default=None)
    by_name = Varchar(length=80)


class FeedRow(Table, tablename="calendar_feed"):
    """The secret address of a person's calendar of meetings: its hash, never itself."""

    id = Serial(primary_key=True)
    person_id = to(Person)
    token_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
