"""Who may do what in the directory, and how far a right reaches; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from portal.directory.model import ADMINISTRATORS, Person, Role, Session, Unit
from portal.directory.permissions import Scope, scopes

# How long an act that needs the password once more may lean on the last time it was given.
STEP_UP = timedelta(minutes=10)


def reach(person: Person, right: str) -> Iterator[tuple[Scope, Unit]]:
    """Yield how far a right reaches for a person: each scope, with the unit it is held through."""
    if person.narrowed is not None and right not in person.narrowed:
        return
    for membership in person.memberships:
        for scope in sorted(scopes(right, membership.role)):
            yield scope, membership.unit


def may(person: Person, right: str) -> bool:
    """Return whether the person holds a right at all, however far it reaches."""
    return next(reach(person, right), None) is not None


def territory(person: Person, right: str) -> tuple[str, ...]:
    """Return the paths of the divisions a right covers whole, the widest of each; often none."""
    paths = {unit.division_path for scope, unit in reach(person, right) if scope is Scope.TERRITORY}
    return tuple(sorted(path for path in paths if not _inside_another(path, paths)))


def _inside_another(path: str, paths: set[str]) -> bool:
    return any(path != other and path.startswith(other) for other in paths)


def excludes(held: Role, wanted: Role) -> bool:
    """Return whether nobody may hold both: an administrator's role stands alone."""
    return held is not wanted and bool({held, wanted} & ADMINISTRATORS)


def overlap(since: date, until: date | None, since2: date, until2: date | None) -> bool:
    """Return whether two stretches share a day; each ends before its ``until``, None never."""
    return (until is None or since2 < until) and (until2 is None or since < until2)


def stepped_up(session: Session, *, at: datetime) -> bool:
    """Return whether the password was given recently enough for an act that asks for it again."""
    return session.stepped_up_at is not None and at - session.stepped_up_at < STEP_UP
