"""Divisions, units, people and what they are to each other; pure."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from portal.core.i18n import Language


class Role(StrEnum):
    """What a person is in a unit; rights hang on it."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    HANDLER = "handler"
    HEAD = "head"
    SECRETARY = "secretary"
    CONVENER = "convener"
    LEADER = "leader"
    SYSADMIN = "sysadmin"
    SECADMIN = "secadmin"
    AUDITOR = "auditor"


ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})


class Tier(StrEnum):
    """The tiers of divisions."""

    CITY = "city"
    DISTRICT = "district"
    TOWNSHIP = "township"


class Names(msgspec.Struct, frozen=True):
    """What something is called in the three languages, where only its names are at hand."""

    hans: str
    hant: str = ""
    en: str = ""

    def title(self, language: Language) -> str:
        """Return the name in this language, the 简体 one where there is no other."""
        return _title(self.hans, self.hant, self.en, language)


class Division(msgspec.Struct, frozen=True):
    """An administrative division; ``path`` names it and all above: ``/500000/500116/``."""

    id: int
    code: str
    name: str
    tier: Tier
    kind: str
    parent_id: int | None
    path: str
    valid_from: date | None = None
    valid_to: date | None = None
    name_en: str = ""
    name_hant: str = ""

    def title(self, language: Language) -> str:
        """Return the name in this language, the 简体 one where there is no other."""
        return _title(self.name, self.name_hant, self.name_en, language)


class Unit(msgspec.Struct, frozen=True):
    """One kind of department in one division, an intake window, an insurer, a charity."""

    id: int
    code: str
    kind: str
    name: str
    division_id: int
    division_path: str
    division_code: str
    tier: Tier
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: int | None = None
    name_en: str = ""
    name_hant: str = ""
    phone: str = ""
    address: str = ""

    def title(self, language: Language) -> str:
        """Return the name in this language, the 简体 one where there is no other."""
        return _title(self.name, self.name_hant, self.name_en, language)

    def valid_on(self, day: date) -> bool:
        """Return whether the unit exists on this day; it ends before ``valid_to``."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)


def _title(name: str, hant: str, en: str, language: Language) -> str:
    return {Language.HANT: hant, Language.EN: en}.get(language) or name


class Membership(msgspec.Struct, frozen=True):
    """A role in a unit, from and until a day."""

    role: Role
    unit: Unit
    since: date | None = None
    until: date | None = None
    liaison: bool = False


class Person(msgspec.Struct, frozen=True):
    """A member of staff with the memberships that are live today.

    ``narrowed`` holds the only rights a token may use; None when it may use all of its person's.
    """

    id: int
    code: str
    login: str
    name: str
    language: Language = Language.HANS
    memberships: tuple[Membership, ...] = ()
    machine: bool = False
    narrowed: frozenset[str] | None = None
    email: str = ""
    must_change: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Every role the person has today."""
        return frozenset(membership.role for membership in self.memberships)

    @property
    def is_administrator(self) -> bool:
        """Whether the person is one of the three administrators, who see no cases."""
        return bool(self.roles & ADMINISTRATORS)


class Absence(msgspec.Struct, frozen=True):
    """Somebody is away from a unit, back on ``until``; a colleague of the same role stands in."""

    id: int
    code: str
    person_id: int
    person_name: str
    delegate_id: int
    delegate_name: str
    unit_id: int
    unit: Names
    role: Role
    since: date
    until: date


class Session(msgspec.Struct, frozen=True):
    """A signed-in session as a request needs it."""

    id: int
    person_id: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    stepped_up_at: datetime | None = None


class ChangeState(StrEnum):
    """Where a change of the calendar stands."""

    LOOKING = "looking"
    LOOKED = "looked"
    COUNTING = "counting"
    DONE = "done"
    DROPPED = "dropped"
