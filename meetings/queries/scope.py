"""Which topics, meetings and resolutions a person may know of: one predicate each.

They are built from the same rights as ``access``; what a predicate leaves out does not exist for
that person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from piccolo.columns.combination import WhereRaw

from meetings.model import ResolutionState
from meetings.tables import (
    AttendanceRow,
    BodyRow,
    ConsultationRow,
    GuestRow,
    MeetingRow,
    PartRow,
    ResolutionRow,
    TopicRow,
)
from portal.directory.model import Person, Unit
from portal.directory.permissions import Scope, scopes
from portal.directory.tables import Unit as UnitRow

Branch = Callable[[Unit], Any]


def topics(person: Person) -> Any:
    """Return the predicate of the topics this person may read."""
    row = TopicRow
    return _any_of(person, "topic.read", {
        Scope.MEETING: lambda unit: row.body_path == unit.division_path,
        Scope.DEPARTMENT: lambda unit: _theirs(unit) & (
            row.proposer_id.is_in(_units(unit)) | _joint(GuestRow.unit_id.is_in(_units(unit)))
            | _consulted(ConsultationRow.unit_id.is_in(_units(unit)))),
        Scope.TERRITORY: lambda unit: _theirs(unit) & row.case_path.like(f"{unit.division_path}%"),
        Scope.ADDRESSED: lambda unit: _theirs(unit) & (row.referral_unit_id == unit.id),
    })  # fmt: skip


def _theirs(unit: Unit) -> Any:
    """Return the predicate of what is not secret, or is this very unit's own."""
    row = TopicRow
    own = (row.proposer_id == unit.id) | _joint(GuestRow.unit_id == unit.id)
    own = own | _consulted(ConsultationRow.unit_id == unit.id)
    return (row.secret == False) | own  # noqa: E712 - SQL


def _joint(wanted: Any) -> Any:
    """Return the predicate of what was merged from topics of the units that are wanted."""
    guest = GuestRow
    proposes = guest.joint == True  # noqa: E712 - SQL
    return TopicRow.id.is_in(guest.select(guest.topic_id).where(proposes & wanted))


def _consulted(wanted: Any) -> Any:
    asked = ConsultationRow.select(ConsultationRow.topic_id).where(wanted)
    return TopicRow.id.is_in(asked)


def meetings(person: Person) -> Any:
    """Return the predicate of the meetings this person may read."""
    row = MeetingRow
    return _any_of(person, "meeting.read", {
        Scope.MEETING: lambda unit: row.body_path == unit.division_path,
        Scope.DEPARTMENT: lambda unit: row.id.is_in(
            AttendanceRow.select(AttendanceRow.meeting_id).where(
                AttendanceRow.unit_id.is_in(_units(unit)))),
    })  # fmt: skip


def resolutions(person: Person) -> Any:
    """Return the predicate of the issued resolutions this person may read."""
    row = ResolutionRow
    branches: dict[Scope, Branch] = {
        Scope.MEETING: lambda unit: row.body_path == unit.division_path,
        Scope.DEPARTMENT: lambda unit: _has_part(PartRow.unit_id == unit.id)
        | (_has_part(PartRow.unit_id.is_in(_units(unit))) & _no_secret()),
        Scope.TERRITORY: lambda unit: _no_secret() & (row.body_path.like(f"{unit.division_path}%")
        | row.topic_id.is_in(
            TopicRow.select(TopicRow.id).where(TopicRow.case_path.like(f"{unit.division_path}%")))),
    }  # fmt: skip
    read = _any_of(person, "resolution.read", branches)
    mine = _any_of(person, "resolution.receive", branches)
    return (row.state != ResolutionState.DRAFT.value) & (read | mine)


def _has_part(wanted: Any) -> Any:
    return ResolutionRow.id.is_in(PartRow.select(PartRow.resolution_id).where(wanted))


def _no_secret() -> Any:
    """Return the predicate of what was resolved on a topic that is not secret."""
    secret = TopicRow.select(TopicRow.id).where(TopicRow.secret == True)  # noqa: E712 - SQL
    return ResolutionRow.topic_id.not_in(secret)


def bodies(person: Person, right: str) -> Any:
    """Return the predicate of the bodies this person serves with this right."""
    return _any_of(
        person, right, {Scope.MEETING: lambda unit: BodyRow.division_path == unit.division_path}
    )


def _units(unit: Unit) -> Any:
    below = UnitRow.division_path.like(f"{unit.division_path}%")
    return UnitRow.select(UnitRow.id).where((UnitRow.kind == unit.kind) & below)


def _any_of(person: Person, right: str, branches: dict[Scope, Branch]) -> Any:
    nothing = WhereRaw("1 = 0")
    if person.narrowed is not None and right not in person.narrowed:
        return nothing
    found = [
        branches[reach](held.unit)
        for held in person.memberships
        for reach in sorted(scopes(right, held.role))
        if reach in branches
    ]
    return reduce(or_, found) if found else nothing
