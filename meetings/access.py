"""Who may do what to topics, meetings, minutes and resolutions, and what is possible now.

``possible`` feeds the buttons and the API's offers, ``require`` guards each operation; both read
the same rows, rights and guards, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from meetings.model import (
    Concerned,
    Meeting,
    Minutes,
    MinutesState,
    Pack,
    Resolution,
    Topic,
    UnitRef,
)
from meetings.rules import guards
from meetings.rules.guards import Situation, Thing
from meetings.states import MEETINGS, MINUTES, RESOLUTIONS, TOPICS, Step, Table, step
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import Sentence
from portal.directory.model import Membership, Names, Person, Unit
from portal.directory.permissions import Scope, scopes

TABLES: dict[type, Table] = {
    Topic: TOPICS, Meeting: MEETINGS, Minutes: MINUTES, Resolution: RESOLUTIONS,
}  # fmt: skip
# What one has to be able to read before anything of it can be done.
READS: dict[type, tuple[str, ...]] = {
    Topic: ("topic.read",),
    Meeting: ("meeting.read",),
    Minutes: ("minutes.read",),
    Resolution: ("resolution.read", "resolution.receive"),
}
# Before they are issued, minutes are read by those who make and countersign them.
_MAKES_MINUTES = ("minutes.write", "minutes.sign", "minutes.countersign")
# Beyond a body's own division: these look at what came from their own windows.
_OF_CASES = frozenset({"topic.read", "topic.withdraw"})


def may(person: Person, permission: str, concerned: Concerned) -> bool:
    """Return whether the person has this right over what concerns these units."""
    if person.narrowed is not None and permission not in person.narrowed:
        return False
    return any(
        _reaches(scope, membership, concerned, permission)
        for membership in person.memberships
        for scope in scopes(permission, membership.role)
    )


def _reaches(scope: Scope, held: Membership, concerned: Concerned, permission: str) -> bool:
    unit = held.unit
    if scope is Scope.MEETING:
        return concerned.body_path == unit.division_path
    if concerned.secret and unit.id not in {each.id for each in concerned.units}:
        return False
    if scope is Scope.DEPARTMENT:
        return any(
            each.kind == unit.kind and each.path.startswith(unit.division_path)
            for each in concerned.units
        )
    if scope is Scope.ADDRESSED:
        return concerned.addressed == unit.id
    if scope is Scope.TERRITORY:
        return _in_territory(unit.division_path, concerned, permission)
    return scope is Scope.YES


def _in_territory(path: str, concerned: Concerned, permission: str) -> bool:
    # A desk sees what came from its own windows, and what bodies below it have settled.
    own_case = bool(concerned.case_path) and concerned.case_path.startswith(path)
    return own_case or (permission not in _OF_CASES and concerned.body_path.startswith(path))


def may_read(person: Person, thing: Thing) -> bool:
    """Return whether the person may know of it."""
    rights = READS[type(thing)]
    if isinstance(thing, Minutes) and thing.state is not MinutesState.ISSUED:
        rights = _MAKES_MINUTES
    return any(may(person, right, thing.concerned) for right in rights)


def shown(agenda: Iterable[Topic], person: Person) -> tuple[Topic, ...]:
    """Return the topics of an agenda whose titles the person may see, in their order.

    Whoever is called to a meeting sees all of it but the secret topics of others.
    """
    return tuple(each for each in agenda if not each.secret or may_read(person, each))


def may_read_pack(person: Person, meeting: Meeting, pack: Pack) -> bool:
    """Return whether a pack may be read: by the office each, by others their very unit's own."""
    if may(person, "meeting.manage", meeting.concerned):
        return True
    if pack.unit is None or not pack.is_ready:
        return False
    return may(person, "meeting.read", Concerned("", (pack.unit,), secret=True))


def possible(situation: Situation, person: Person) -> tuple[Step, ...]:
    """Return the rows of the acts the person may take now, in the table's order."""
    thing: Thing = situation.thing
    if not may_read(person, thing):
        return ()
    return tuple(
        row for row in TABLES[type(thing)].values()
        if thing.state in row.origin
        and may(person, row.permission, thing.concerned)
        and not guards.refusals(row.guards, situation)
    )  # fmt: skip


def row_of(action: StrEnum, situation: Situation, person: Person) -> Step:
    """Return the row that allows this act by this person in this state, its guards not asked.

    Raises ``NotFound`` when the person may not know the thing, ``NotAllowed`` when it is not for
    this person to do, ``NotPossible`` when the state stands against it — in this order.
    """
    thing: Thing = situation.thing
    if not may_read(person, thing):
        raise NotFound(what=type(thing).__name__.lower(), key=thing.key)
    row = TABLES[type(thing)][action]
    if not may(person, row.permission, thing.concerned):
        raise NotAllowed(permission=row.permission)
    return step(TABLES[type(thing)], thing.state, action)


def pass_guards(row: Step, situation: Situation) -> None:
    """Raise ``NotPossible`` with the first reason when a guard of the row stands against it."""
    for name in row.guards:
        why = guards.GUARDS[name](situation)
        if why is not None:
            raise NotPossible(why, code=name, action=row.action.value)


def missing(situation: Situation, person: Person) -> tuple[tuple[StrEnum, Sentence], ...]:
    """Return the acts that only a guard stands against, each with its first reason."""
    thing: Thing = situation.thing
    found = []
    for row in TABLES[type(thing)].values():
        if thing.state in row.origin and may(person, row.permission, thing.concerned):
            why = guards.refusals(row.guards, situation)
            found += [(row.action, why[0])] if why else []
    return tuple(found)


def ref(unit: Unit) -> UnitRef:
    """Return a unit as things of meetings name it."""
    names = Names(unit.name, unit.name_hant, unit.name_en)
    return UnitRef(unit.id, unit.code, unit.kind, unit.division_path, names)
