"""What happened on a case or a referral, newest first: acts and remarks in one query a page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from portal.core.errors import Invalid, NotFound, problem
from portal.core.i18n import N_
from portal.core.paging import Page, decode_cursor, encode_cursor
from portal.directory.model import Names, Person
from portal.journal.model import Entry
from referrals import access
from referrals.labels import ALSO
from referrals.model import CaseAction, CaseState, Note, Referral, ReferralAction, Visibility
from referrals.queries import notes, readers, rows
from referrals.queries.folder import Folder
from referrals.tables import NoteRow

LIMIT = 20


class Show(StrEnum):
    """What of a timeline is looked at."""

    ALL = "all"
    NOTES = "notes"
    ACTS = "acts"


Item = Entry | Note

# Remarks stand in the timeline themselves; the others only repeat what an act says already.
SILENT = frozenset({"referral:note", "case:note", "case:need", "case:in_hand"})
_NAMED = {"referral": (ReferralAction,), "case": (CaseState, CaseAction)}
# Every act that has words; the journal tells more of a case than a timeline shows.
TAGS = sorted(
    ({f"{kind}:{each.value}" for kind, enums in _NAMED.items() for enum in enums for each in enum}
     | set(ALSO)) - SILENT
)  # fmt: skip

# What is told of close relatives is for those who read the restricted register.
_RESTRICTED = {"case:declare_relatives", "case:strike_relative"}

# Both halves have the same columns; of one instant, a remark stands above the act it came with.
_ACTS = """
    SELECT journal.id AS id, 0 AS noted, journal.at AS at, journal.tag AS tag,
           journal.by_id AS by_id, journal.by_name AS by_name, journal.reason AS reason,
           journal.data AS data, journal.subject_kind AS subject_kind,
           journal.subject_id AS subject_id, '' AS code, '' AS text_sealed, '' AS visibility,
           0 AS unit_id, '' AS name, '' AS name_hant, '' AS name_en, journal.at AS struck_at
    FROM journal WHERE {where}
"""
_NOTES = """
    SELECT note.id AS id, 1 AS noted, note.at AS at, '' AS tag, note.by_id AS by_id,
           person.name AS by_name, '' AS reason, '' AS data, '' AS subject_kind,
           note.referral_id AS subject_id, note.code AS code, note.text_sealed AS text_sealed,
           note.visibility AS visibility, note.unit_id AS unit_id, unit.name AS name,
           unit.name_hant AS name_hant, unit.name_en AS name_en, note.struck_at AS struck_at
    FROM note JOIN unit ON unit.id = note.unit_id JOIN person ON person.id = note.by_id
    WHERE {where}
"""


class Reach(msgspec.Struct, frozen=True):
    """What of a case's story is asked for: of one referral, or all this person reads."""

    folder: Folder
    person: Person
    at: datetime
    referral: Referral | None = None


class _Sql:
    """A piece of SQL and its arguments, grown together."""

    def __init__(self) -> None:
        self.args: list[Any] = []

    def among(self, column: str, values: Collection[Any]) -> str:
        self.args += values
        # A placeholder for each: the engines agree on nothing shorter.
        return f"{column} IN ({', '.join(['{}'] * len(values))})" if values else "1 = 0"


async def page(
    reach: Reach, *, show: Show = Show.ALL, cursor: str = "", limit: int = LIMIT
) -> Page[Item]:
    """Return what happened, newest first, before the cursor."""
    sql = _Sql()
    halves = []
    if show is not Show.NOTES:
        halves.append(_ACTS.replace("{where}", _acts(reach, sql)))
    if show is not Show.ACTS:
        halves.append(_NOTES.replace("{where}", _notes(reach, sql)))
    before = _before(cursor, sql)
    sql.args.append(limit + 1)
    found = await NoteRow.raw(
        f"SELECT * FROM ({' UNION ALL '.join(halves)}) AS told {before}"
        " ORDER BY at DESC, noted DESC, id DESC LIMIT {}",
        *sql.args,
    )
    shown = found[:limit]
    last = _place(shown[-1]) if len(found) > limit else None
    return Page(tuple(map(_item, shown)), last)


async def place_of(code: str, reach: Reach) -> str:
    """Return the cursor after which a page begins with this remark; "" when it is none of these."""
    try:
        note, _ = await notes.one(code, reach.person, at=reach.at)
    except NotFound:
        return ""
    return encode_cursor(note.at.isoformat(), 1, note.id + 1)


def _acts(reach: Reach, sql: _Sql) -> str:
    if reach.referral is not None:
        own = f"subject_kind = 'referral' AND {sql.among('subject_id', [reach.referral.id])}"
        return f"{own} AND {sql.among('tag', TAGS)}"
    folder, person = reach.folder, reach.person
    of_case = sql.among("case_id", [folder.case.id, *folder.kin])
    tags = sql.among("tag", _tags(reach))
    if access.at_desk(person, folder.case, at=reach.at):
        return f"{of_case} AND {tags}"
    # A unit reads its own referrals' story, not the others'.
    read = [each.id for each in readers.own_referrals(folder, person, at=reach.at)]
    return f"{of_case} AND {tags} AND (subject_kind = 'case' OR {sql.among('subject_id', read)})"


def _tags(reach: Reach) -> list[str]:
    folder = reach.folder
    reads = access.reads_relatives(reach.person, folder.case, folder.referrals, at=reach.at)
    return TAGS if reads else [tag for tag in TAGS if tag not in _RESTRICTED]


def _notes(reach: Reach, sql: _Sql) -> str:
    folder, person = reach.folder, reach.person
    desk = access.at_desk(person, folder.case, at=reach.at)
    cases = [folder.case.id, *(folder.kin if desk else ())]
    on_case = sql.among("note.case_id", cases)
    # What a merge moved kept its remarks.
    on_referrals = sql.among("note.referral_id", [each.id for each in folder.referrals])
    own = sql.among("note.unit_id", notes.own_units(person))
    return f"({on_case} OR {on_referrals}) AND (note.visibility = 'shared' OR {own})"


def _before(cursor: str, sql: _Sql) -> str:
    if not cursor:
        return ""
    at, noted, row_id = decode_cursor(cursor, 3)
    try:
        sql.args += [datetime.fromisoformat(str(at)), int(noted or 0), int(row_id or 0)]
    except ValueError:
        raise Invalid([problem("cursor", N_("翻页位置无效，请回到列表的第一页。"))]) from None
    return "WHERE (at, noted, id) < ({}, {}, {})"


def _place(row: dict[str, Any]) -> str:
    return encode_cursor(_instant(row["at"]).isoformat(), row["noted"], row["id"])


def _instant(value: Any) -> datetime:
    # SQLite forgets what kind a column of two joined halves is.
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _item(row: dict[str, Any]) -> Item:
    return _note(row) if row["noted"] else _act(row)


def _act(row: dict[str, Any]) -> Entry:
    return Entry(
        id=row["id"], tag=row["tag"], at=_instant(row["at"]), by_id=row["by_id"],
        by_name=row["by_name"], was={}, now={}, data=msgspec.json.decode(row["data"]),
        reason=row["reason"], subject_kind=row["subject_kind"], subject_id=row["subject_id"],
        subject_code="",
    )  # fmt: skip


def _note(row: dict[str, Any]) -> Note:
    struck = row["struck_at"]
    return Note(
        id=row["id"], code=row["code"], referral_id=row["subject_id"], unit_name=row["name"],
        visibility=Visibility(row["visibility"]), text=rows.opened("note", row, "text"),
        by_name=row["by_name"], at=_instant(row["at"]), by_id=row["by_id"],
        unit_id=row["unit_id"], struck_at=_instant(struck) if struck else None,
        unit_names=Names(row["name"], row["name_hant"], row["name_en"]),
    )  # fmt: skip
