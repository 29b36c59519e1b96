"""A small world for the rules' tests: units, people, a case and a referral; no database.

One request stands at the intake window of a township in Jiangjin; one referral went from there to
the district's medical-security bureau. People are named by what they are and where they stand.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.core.calendar import OFFICE
from portal.directory.model import Membership, Person, Role, Tier, Unit
from referrals.model import (
    Case,
    CaseState,
    Channel,
    Circumstances,
    Consent,
    Need,
    NeedState,
    Procedure,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    Urgency,
)

CITY, DISTRICT, TOWNSHIP = "/500000/", "/500000/500116/", "/500000/500116/500116120/"
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=OFFICE)

_UNITS = (
    ("window", "window", TOWNSHIP),
    ("other window", "window", "/500000/500116/500116121/"),
    ("desk", "desk", DISTRICT),
    ("other desk", "desk", "/500000/500117/"),
    ("bureau", "medical_security", DISTRICT),
    ("other bureau", "medical_security", "/500000/500117/"),
    ("city bureau", "medical_security", CITY),
    ("civil affairs", "civil_affairs", DISTRICT),
)
_TIERS = {1: Tier.CITY, 2: Tier.DISTRICT, 3: Tier.TOWNSHIP}


def _unit(number: int, name: str, kind: str, path: str) -> Unit:
    codes = path.strip("/").split("/")
    return Unit(
        id=number, code=f"u{number}", kind=kind, name=name, division_id=int(codes[-1]),
        division_path=path, division_code=codes[-1], tier=_TIERS[len(codes)],
    )  # fmt: skip


UNITS = {name: _unit(n, name, kind, path) for n, (name, kind, path) in enumerate(_UNITS, 1)}


def person(
    role: Role, unit: str, *, number: int = 7, narrowed: frozenset[str] | None = None
) -> Person:
    """Return a person with one role in one of the units."""
    held = (Membership(role, UNITS[unit]),)
    return Person(
        number, f"p{number}", f"{role}@{unit}", role.value, memberships=held, narrowed=narrowed
    )


def need(number: int = 1, state: NeedState = NeedState.OPEN) -> Need:
    """Return a need of the case."""
    return Need(number, f"n{number}", "medical_aid", "", state)


def case(state: CaseState = CaseState.IN_HAND, **more: Any) -> Case:
    """Return the case of the township's window."""
    told: dict[str, Any] = {
        "id": 1, "code": "acase", "number": "500116120-2026-000042", "version": 3, "state": state,
        "window_id": UNITS["window"].id, "window_name": "window", "division_id": 500116120,
        "division_path": TOWNSHIP, "household_id": 1, "applicant_id": 1, "applicant_name": "李桂香",
        "people": 1, "channel": Channel.WINDOW, "urgency": Urgency.ORDINARY, "causes": (),
        "request": "看病负担重", "circumstances": Circumstances(),
        "consent": Consent(given=True, outward=True), "first_contact_id": 7, "query_code": "q",
        "created_at": NOW - timedelta(days=20), "updated_at": NOW, "needs": (need(),),
    }  # fmt: skip
    return Case(**(told | more))


def referral(
    state: ReferralState = ReferralState.ACCEPTED, unit: str = "bureau", **more: Any
) -> Referral:
    """Return a referral of the case; the lead unless said otherwise."""
    to = UNITS[unit]
    sent = None if state is ReferralState.DRAFT else NOW - timedelta(days=5)
    told: dict[str, Any] = {
        "id": 11, "code": "areferral", "number": "500116120-2026-000042-01", "version": 2,
        "case_id": 1, "need_id": 1, "ordinal": 1, "programme": "medical_aid",
        "procedure": Procedure.REGULAR, "unit_id": to.id, "unit_name": to.name,
        "unit_kind": to.kind, "unit_path": to.division_path, "kind": ReferralKind.TRANSFER,
        "role": ReferralRole.LEAD, "state": state, "created_at": NOW - timedelta(days=6),
        "updated_at": NOW, "sent_at": sent,
    }  # fmt: skip
    return Referral(**(told | more))


def cooperating(
    state: ReferralState = ReferralState.ACCEPTED, unit: str = "civil affairs", **more: Any
) -> Referral:
    """Return another referral of the case that cooperates."""
    told = {"id": 12, "code": "another", "number": None, "ordinal": 2, "programme": "medical_fund"}
    return referral(state, unit, **({"role": ReferralRole.COOPERATING} | told | more))
