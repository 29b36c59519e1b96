"""Offers of the first contact, who can take a case over, and cases nobody answers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from piccolo.columns.combination import WhereRaw

from portal.core.errors import NotFound
from portal.directory.model import Names, Person, Role
from portal.directory.queries import upward
from portal.directory.queries.people import live
from portal.directory.tables import Membership
from portal.directory.tables import Person as PersonRow
from referrals.model import Case, CaseState, Handover
from referrals.queries import scope
from referrals.tables import CaseRow, HandoverRow

_H, _C, _M = HandoverRow, CaseRow, Membership
MOST = 200
OPEN = ("registered", "supplement_asked", "refusal_proposed", "accepted", "in_hand", "results_in")

# A first contact who works at the case's desk no longer: gone, disabled, or moved elsewhere.
_NOBODY = """NOT EXISTS (
    SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
    WHERE m.person_id = "intake_case"."first_contact_id" AND p.disabled_at IS NULL
      AND m.valid_from <= {} AND (m.valid_to IS NULL OR m.valid_to > {})
      AND ((m.role = 'clerk' AND m.unit_id = "intake_case"."window_id")
        OR (m.role = 'supervisor'
            AND "intake_case"."division_path" LIKE u.division_path || '%')))"""


class Desk(msgspec.Struct, frozen=True):
    """Somebody who can answer for a case: a clerk of its window, or a supervisor above it."""

    id: int
    login: str
    name: str
    role: Role
    unit: Names


class OpenCase(msgspec.Struct, frozen=True):
    """An open case as a list of hand-overs shows it."""

    id: int
    key: str
    applicant_name: str
    state: CaseState
    contact: str


class Holder(msgspec.Struct, frozen=True):
    """Somebody with open cases, and how many."""

    login: str
    name: str
    cases: int


async def offered_to(person_id: int) -> tuple[Handover, ...]:
    """Return what is offered to a person and waits for the receipt, the oldest first."""
    return await _offers((_H.receiver_id == person_id) & _open())


async def offered_by(person_id: int) -> tuple[Handover, ...]:
    """Return what a person gave, or assigned, and is not signed for yet."""
    mine = (_H.giver_id == person_id) | (_H.by_id == person_id)
    return await _offers(mine & _open())


async def offer_of(case_id: int) -> Handover | None:
    """Return the offer of a case that waits; None when there is none."""
    found = await _offers((_H.case_id == case_id) & (_H.state == "offered"))
    return found[0] if found else None


async def offer(code: str) -> Handover:
    """Return an offer that waits; raise ``NotFound`` when there is none of this code."""
    found = await _offers((_H.code == code) & (_H.state == "offered"))
    if not found:
        raise NotFound(what="handover", key=code)
    return found[0]


def _open() -> Any:
    return (_H.state == "offered") & _H.case_id.state.is_in(list(OPEN))


async def _offers(wanted: Any) -> tuple[Handover, ...]:
    rows = (
        await _H.select(
            _H.id, _H.code, _H.case_id, _H.giver_id, _H.receiver_id, _H.reason, _H.at,
            _H.giver_id.name, _H.receiver_id.name, _H.case_id.number, _H.case_id.code,
            _H.case_id.applicant_name, _H.case_id.state,
        )
        .where(wanted)
        .order_by(_H.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(map(_offer, rows))


def _offer(row: dict[str, Any]) -> Handover:
    return Handover(
        id=row["id"], code=row["code"], case_id=row["case_id"],
        case_key=row["case_id.number"] or row["case_id.code"],
        applicant_name=row["case_id.applicant_name"], case_state=CaseState(row["case_id.state"]),
        giver_id=row["giver_id"], giver_name=row["giver_id.name"],
        receiver_id=row["receiver_id"], receiver_name=row["receiver_id.name"],
        reason=row["reason"], at=row["at"],
    )  # fmt: skip


async def desk_of(case: Case, *, on: date) -> tuple[Desk, ...]:
    """Return who can answer for a case on a day: its window's clerks, supervisors at and above."""
    at_window = (_M.role == Role.CLERK.value) & (_M.unit_id == case.window_id)
    above = (_M.role == Role.SUPERVISOR.value) & _M.unit_id.division_path.is_in(
        upward(case.division_path)
    )
    return await _desks((at_window | above) & live(on))


async def desks_under(paths: Sequence[str], *, on: date) -> tuple[Desk, ...]:
    """Return the clerks and supervisors who work in these places and below."""
    roles = _M.role.is_in([Role.CLERK.value, Role.SUPERVISOR.value])
    inside = WhereRaw("1 = 0")
    for path in paths:
        inside = inside | _M.unit_id.division_path.like(f"{path}%")
    return await _desks(roles & inside & live(on))


async def _desks(wanted: Any) -> tuple[Desk, ...]:
    rows = (
        await _M.select(
            _M.person_id, _M.role, _M.person_id.login, _M.person_id.name, _M.unit_id.name,
            _M.unit_id.name_hant, _M.unit_id.name_en,
        )
        .where(wanted & _M.person_id.disabled_at.is_null())
        .order_by(_M.id)
    )  # fmt: skip
    found = {row["person_id"]: row for row in rows[::-1]}
    return tuple(map(_desk, sorted(found.values(), key=lambda row: row["person_id.login"])))


def _desk(row: dict[str, Any]) -> Desk:
    names = Names(row["unit_id.name"], row["unit_id.name_hant"], row["unit_id.name_en"])
    return Desk(
        row["person_id"], row["person_id.login"], row["person_id.name"], Role(row["role"]), names
    )


async def without_contact(
    person: Person, *, at: datetime, on: date, limit: int = MOST
) -> tuple[OpenCase, ...]:
    """Return the open cases in a person's reach whose first contact works at their desk no more."""
    return await _cases(person, at, WhereRaw(_NOBODY, on, on), limit)


async def count_without_contact(person: Person, *, at: datetime, on: date) -> int:
    """Return how many open cases in a person's reach nobody answers for."""
    return int(await _C.count().where(_mine(person, at) & WhereRaw(_NOBODY, on, on)))


async def held_by(person: Person, login: str, *, at: datetime) -> tuple[OpenCase, ...]:
    """Return the open cases in a person's reach whose first contact has this sign-in name."""
    return await _cases(person, at, _C.first_contact_id.login == login, MOST)


def _mine(person: Person, at: datetime) -> Any:
    reach = scope.cases(person, at=at, right="case.hand_over")
    return reach & _C.state.is_in(list(OPEN))


async def _cases(person: Person, at: datetime, wanted: Any, limit: int) -> tuple[OpenCase, ...]:
    rows = (
        await _C.select(
            _C.id, _C.number, _C.code, _C.applicant_name, _C.state, _C.first_contact_id.name
        )
        .where(_mine(person, at) & wanted)
        .order_by(_C.id)
        .limit(limit)
    )
    return tuple(
        OpenCase(row["id"], row["number"] or row["code"], row["applicant_name"],
                 CaseState(row["state"]), row["first_contact_id.name"])
        for row in rows
    )  # fmt: skip


async def holders(person: Person, *, at: datetime) -> tuple[Holder, ...]:
    """Return who is the first contact of open cases in a person's reach, with how many."""
    rows = await _C.select(_C.first_contact_id).where(_mine(person, at))
    counted: dict[int, int] = {}
    for row in rows:
        counted[row["first_contact_id"]] = counted.get(row["first_contact_id"], 0) + 1
    people = await _people(counted)
    return tuple(Holder(row["login"], row["name"], counted[row["id"]]) for row in people)


async def _people(ids: Iterable[int]) -> list[dict[str, Any]]:
    row = PersonRow
    return (
        await row.select(row.id, row.login, row.name)
        .where(row.id.is_in(sorted(ids) or [0]))
        .order_by(row.login)
    )
