"""Who may do what to a case or referral, and what is possible now.

``possible`` feeds the buttons and the API's ``actions``, ``require`` guards each operation; both
read the same rows, rights and guards, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import Sentence
from portal.directory.model import Membership, Person, Role, Unit
from portal.directory.permissions import READ_DAYS_AFTER_FINAL, Scope, scopes
from referrals.model import OVER, Case, CaseAction, Informed, Referral, ReferralAction
from referrals.rules import guards
from referrals.rules.guards import Situation
from referrals.states import CASE_STEPS, STEPS, By, CaseStep, Step, case_step, step

_READS = frozenset({"case.read", "file.read"})
# What a unit that is told of a case 知会 does there while it is open, as far as its role has the
# right: it reads the case, signs for being told, and says something.
_TOLD = frozenset({"case.read", "case.acknowledge", "note.internal", "note.shared"})
# The department that keeps the register of close relatives.
_REGISTRAR = "civil_affairs"
_KEPT = timedelta(days=READ_DAYS_AFTER_FINAL)


class Offer(msgspec.Struct, frozen=True):
    """An act this person may take now."""

    action: StrEnum
    permission: str


def may(
    person: Person,
    permission: str,
    case: Case,
    referrals: Iterable[Referral] = (),
    *,
    at: datetime,
) -> bool:
    """Return whether the person has this right over the case, or over any of these referrals.

    For an act on one referral hand in that one; for the case as a whole see ``may_on_case``.
    """
    return standing(person, permission, case, referrals, at=at) is not None


def may_on_case(
    person: Person,
    permission: str,
    case: Case,
    referrals: Iterable[Referral] = (),
    *,
    at: datetime,
) -> bool:
    """Return whether the person has this right over the case as a whole; give all its referrals."""
    return standing_on_case(person, permission, case, referrals, at=at) is not None


def standing_on_case(
    person: Person,
    permission: str,
    case: Case,
    referrals: Iterable[Referral] = (),
    *,
    at: datetime,
) -> Unit | None:
    """Return the unit for which the person has this right over the case as a whole; None without.

    Beside the desk and the units with a part of it that may be a unit that is only told of it.
    """
    found = standing(person, permission, case, referrals, at=at)
    return found or told(person, permission, case)


def standing_for(
    person: Person,
    permission: str,
    case: Case,
    referral: Referral | None,
    referrals: Iterable[Referral],
    *,
    at: datetime,
) -> Unit | None:
    """Return the unit with this right over one referral, or over the case where none is meant."""
    if referral is not None:
        return standing(person, permission, case, (referral,), at=at)
    return standing_on_case(person, permission, case, referrals, at=at)


def told(person: Person, permission: str, case: Case) -> Unit | None:
    """Return the person's unit that is told of the case and has this right there; None without."""
    if permission not in _TOLD or case.state in OVER or _withheld(person, permission, case):
        return None
    return next((each for each in _addressed(person, permission) if each.id in case.informed), None)


def units_told(person: Person, permission: str = "case.read") -> list[int]:
    """Return the ids of the units for which the person may have this right over what they are told.

    Nothing for a token that does not hold the right.
    """
    if _narrowed(person, permission):
        return []
    return [unit.id for unit in _addressed(person, permission)]


def _addressed(person: Person, permission: str) -> Iterator[Unit]:
    for membership in person.memberships:
        # A head's reach over the department holds the own unit.
        if {Scope.ADDRESSED, Scope.DEPARTMENT} & scopes(permission, membership.role):
            yield membership.unit


def _narrowed(person: Person, permission: str) -> bool:
    """Return whether a token leaves this right out."""
    return person.narrowed is not None and permission not in person.narrowed


def _withheld(person: Person, permission: str, case: Case) -> bool:
    # A declared close relative keeps away 回避: such a person may see it, and act in nothing.
    keeps_away = person.id in case.barred and permission not in _READS
    return keeps_away or _narrowed(person, permission)


def standing(
    person: Person,
    permission: str,
    case: Case,
    referrals: Iterable[Referral] = (),
    *,
    at: datetime,
) -> Unit | None:
    """Return the unit for which the person has this right here; None for whoever has it not."""
    if _withheld(person, permission, case):
        return None
    held = tuple(referrals)
    reaching = (
        membership.unit
        for membership in person.memberships
        for scope in scopes(permission, membership.role)
        if _reaches(scope, membership, case, held, at)
    )
    return next(reaching, None)


def _reaches(
    scope: Scope, membership: Membership, case: Case, referrals: tuple[Referral, ...], at: datetime
) -> bool:
    unit = membership.unit
    if scope is Scope.OWN:
        return case.window_id == unit.id
    if scope is Scope.TERRITORY:
        return case.division_path.startswith(unit.division_path)
    if scope is Scope.ADDRESSED:
        return any(r.unit_id == unit.id and _known(r, at) for r in referrals)
    if scope is Scope.DEPARTMENT:
        return any(
            r.unit_kind == unit.kind
            and r.unit_path.startswith(unit.division_path)
            and _known(r, at)
            for r in referrals
        )
    return scope is Scope.YES


def _known(referral: Referral, at: datetime) -> bool:
    """Return whether its unit reads it: from the sending until thirty days after it is final."""
    if referral.sent_at is None:
        return False
    return referral.final_at is None or at - referral.final_at < _KEPT


def reads_relatives(
    person: Person, case: Case, referrals: Iterable[Referral], *, at: datetime
) -> bool:
    """Return whether the person reads the restricted register: supervisors, heads of civil affairs.

    Whoever is declared there does not read it.
    """
    held = tuple(each for each in referrals if each.unit_kind == _REGISTRAR)
    return may(person, "relatives.read", case, held, at=at)


def reads_messages(
    person: Person, case: Case, informed: Iterable[Informed], *, at: datetime
) -> frozenset[int]:
    """Return the ids of those of a case's 知会 whose message the person reads.

    What the desk wrote to a unit is that unit's, and the desk's.
    """
    desk, own = at_desk(person, case, at=at), units_told(person)
    return frozenset(each.id for each in informed if desk or each.unit_id in own)


def at_desk(person: Person, case: Case, *, at: datetime) -> bool:
    """Return whether the person stands on the desk's side of this case."""
    return may(person, "referral.send", case, at=at) or may(
        person, "referral.decide_return", case, at=at
    )


def possible(situation: Situation, person: Person) -> tuple[Offer, ...]:
    """Return the acts on the referral that the person may take now, in the table's order."""
    if not _knows(situation, person):
        return ()
    return tuple(
        Offer(row.action, row.permission)
        for row in STEPS.values()
        if row.by is By.PERSON
        and situation.own.state in row.origin
        and _permitted(row, situation, person)
        and not guards.refusals(row.guards, situation)
    )


def possible_on_case(situation: Situation, person: Person) -> tuple[Offer, ...]:
    """Return the acts on the case that the person may take now, in the table's order."""
    if not _knows_case(situation, person):
        return ()
    return tuple(
        Offer(row.action, row.permission)
        for row in CASE_STEPS.values()
        if situation.case.state in row.origin
        and _permitted_on_case(row, situation, person)
        and not guards.refusals(row.guards, situation)
    )


def require(action: ReferralAction, situation: Situation, person: Person) -> Step:
    """Return the row that allows this act by this person now.

    Raises ``NotFound`` when the person may not know the referral, ``NotAllowed`` when it is not for
    this person to do, ``NotPossible`` when the state or a guard stands against it — in this order.
    """
    row = row_of(action, situation, person)
    pass_guards(row, situation)
    return row


def row_of(action: ReferralAction, situation: Situation, person: Person) -> Step:
    """Return the row that allows this act by this person in this state, its guards not asked."""
    row = STEPS[action]
    if not _knows(situation, person):
        raise _unknown(situation)
    if not _permitted(row, situation, person):
        raise NotAllowed(permission=row.permission)
    return step(situation.own.state, action)


def require_on_case(action: CaseAction, situation: Situation, person: Person) -> CaseStep:
    """Return the row that allows this act on the case; refuses like ``require``."""
    row = row_of_case(action, situation, person)
    pass_guards(row, situation)
    return row


def row_of_case(action: CaseAction, situation: Situation, person: Person) -> CaseStep:
    """Return the row that allows this act on the case in its state, its guards not asked."""
    row = CASE_STEPS[action]
    if not _knows_case(situation, person):
        raise _unknown(situation)
    if not _permitted_on_case(row, situation, person):
        raise NotAllowed(permission=row.permission)
    return case_step(situation.case.state, action)


def _knows(situation: Situation, person: Person) -> bool:
    return may(person, "case.read", situation.case, (situation.own,), at=situation.at)


def _knows_case(situation: Situation, person: Person) -> bool:
    return may_on_case(person, "case.read", situation.case, situation.others, at=situation.at)


def _unknown(situation: Situation) -> NotFound:
    return NotFound(what="case", key=situation.case.key)


def _permitted(row: Step, situation: Situation, person: Person) -> bool:
    return may(person, row.permission, situation.case, (situation.own,), at=situation.at)


def _permitted_on_case(row: CaseStep, situation: Situation, person: Person) -> bool:
    if row.by_units:
        things = situation.others
        return may_on_case(person, row.permission, situation.case, things, at=situation.at)
    return may(person, row.permission, situation.case, at=situation.at)


def pass_guards(row: Step | CaseStep, situation: Situation) -> None:
    """Raise ``NotPossible`` with the first reason when a guard of the row stands against it."""
    if reasons := guards.refusals(row.guards, situation):
        raise NotPossible(reasons[0], code=_name(row, situation), action=row.action.value)


def _name(row: Step | CaseStep, situation: Situation) -> str:
    return next(name for name in row.guards if guards.GUARDS[name](situation) is not None)


def reasons(row: Step | CaseStep, situation: Situation) -> list[Sentence]:
    """Return why the act is not possible now, for a page that explains a missing button."""
    return guards.refusals(row.guards, situation)


def may_assign_to(person: Person, handler_id: int) -> bool:
    """Return whether the person may give a referral to this handler: heads to all, others self."""
    return Role.HEAD in person.roles or handler_id == person.id
