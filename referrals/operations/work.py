"""One case in hand for the length of a transaction.

The case's version is raised first of all. From then on whoever else acts on the same case waits, on
either database, and what was read stays true until the commit. Everything an act changes is
gathered here, so that guards always see the newest state; ``saving`` writes it at the end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from portal.core.errors import NotFound
from portal.journal.model import Actor, Entry
from referrals.model import (
    FINAL,
    Case,
    Need,
    NeedState,
    Referral,
    ReferralRole,
    ReferralState,
)
from referrals.queries.folder import Folder, lead_of, open_folder
from referrals.tables import CaseRow


class Work:
    """A case under an act: as it was read (``was``), and as it will be."""

    def __init__(self, was: Folder, *, by: Actor, at: datetime) -> None:
        self.was = was
        self.case = was.case
        self.by = by
        self.at = at
        self.entries: list[Entry] = []
        self._referrals = {each.id: each for each in was.referrals}

    @property
    def folder(self) -> Folder:
        """The case as it stands now, with what this act has done so far."""
        return Folder(
            case=self.case,
            referrals=self.referrals,
            entries=(*self.was.entries, *self.entries),
            calendars=self.was.calendars,
            kin=self.was.kin,
        )

    @property
    def referrals(self) -> tuple[Referral, ...]:
        """The case's referrals as they stand now."""
        return tuple(self._referrals.values())

    @property
    def lead(self) -> Referral | None:
        """The open lead; None when there is none."""
        return lead_of(self.referrals)

    def referral(self, referral_id: int) -> Referral:
        """Return a referral of the case as it stands now."""
        return self._referrals[referral_id]

    def find(self, key: str) -> Referral:
        """Return the case's referral with this number or code; raise ``NotFound`` for others."""
        for each in self.referrals:
            if key in {each.number, each.code}:
                return each
        raise NotFound(what="referral", key=key)

    def need(self, need_id: int) -> Need:
        """Return the need of the case with this id."""
        return next(each for each in self.case.needs if each.id == need_id)

    def set_case(self, **fields: Any) -> None:
        """Change fields of the case."""
        self.case = msgspec.structs.replace(self.case, updated_at=self.at, **fields)

    def set_need(self, need_id: int, **fields: Any) -> None:
        """Change fields of one need."""
        self.set_case(
            needs=tuple(
                msgspec.structs.replace(each, **fields) if each.id == need_id else each
                for each in self.case.needs
            )
        )

    def set(self, referral: Referral, **fields: Any) -> Referral:
        """Change fields of a referral; return it as it stands now."""
        held = self._referrals[referral.id]
        if "state" in fields:
            final = fields["state"] in FINAL
            fields["final_at"] = (held.final_at or self.at) if final else None
            if final or fields["state"] is ReferralState.COMPLETED:
                # A stage that still ran has ended with what it was a stage of.
                fields["stage"] = None
        now = msgspec.structs.replace(held, updated_at=self.at, **fields)
        self._referrals[referral.id] = now
        return now

    def keep_cache(self, referral: Referral, **cache: Any) -> None:
        """Put the clocks' newest cache into a referral; that is no change of its own."""
        held = self._referrals[referral.id]
        self._referrals[referral.id] = msgspec.structs.replace(held, **cache)

    def add(self, referral: Referral) -> Referral:
        """Take in a new referral; its id is a passing one, below zero, until it is saved."""
        passing = msgspec.structs.replace(referral, id=min([0, *self._referrals]) - 1)
        self._referrals[passing.id] = passing
        return passing

    def name_lead(self, referral: Referral) -> None:
        """Make a cooperating referral the lead."""
        if referral.role is not ReferralRole.LEAD:
            self.set(referral, role=ReferralRole.LEAD)
            self.say("referral:lead", referral)

    def step_down(self) -> None:
        """Make whoever leads now a cooperating one, because another is going to lead."""
        if self.lead is not None:
            self.say("referral:cooperate", self.set(self.lead, role=ReferralRole.COOPERATING))

    def settle(self, need_id: int, state: NeedState, *, reason: str = "") -> None:
        """Note whether a need has its answer, is a gap, or is open again."""
        if self.need(need_id).state is not state:
            self.set_need(need_id, state=state, gap_reason=reason, joined_to_id=None)
            self.say("case:need", self.case, need=self.need(need_id).code, state=state.value)

    def join_need(self, need_id: int, to: int) -> None:
        """Note that whoever has the other need serves this one as well."""
        state = NeedState.JOINED
        self.set_need(need_id, state=state, joined_to_id=to)
        self.say("case:need", self.case, need=self.need(need_id).code, state=state.value,
                 joined_to=self.need(to).code)  # fmt: skip

    def say(self, tag: str, subject: Case | Referral, *, reason: str = "", **data: Any) -> None:
        """Journal an act when the work is saved; the old and new values are added then.

        ``data`` holds the facts the clocks replay, and nothing sensitive.
        """
        self.entries.append(self._entry(tag, subject, reason, data))

    def say_first(
        self, tag: str, subject: Case | Referral, *, reason: str = "", **data: Any
    ) -> None:
        """Journal an act before what it brought about."""
        self.entries.insert(0, self._entry(tag, subject, reason, data))

    def _entry(
        self, tag: str, subject: Case | Referral, reason: str, data: dict[str, Any]
    ) -> Entry:
        return Entry(
            id=0, tag=tag, at=self.at, by_id=self.by.id, by_name=self.by.name, was={}, now={},
            data=data, reason=reason, subject_kind=tag.partition(":")[0], subject_id=subject.id,
            subject_code=subject.code,
        )  # fmt: skip


async def take(case_id: int, *, by: Actor, at: datetime) -> Work:
    """Return the case in hand; call it in a transaction, and ``saving.save`` at its end."""
    raised: dict[Any, Any] = {CaseRow.version: CaseRow.version + 1}
    await CaseRow.update(raised).where(CaseRow.id == case_id)
    return Work(await open_folder(case_id), by=by, at=at)


async def hold(case_id: int, *, by: Actor, at: datetime) -> Work:
    """Return the case in hand without raising its version: what is done is no change of its own.

    Whoever acts on it waits all the same, and no form of it becomes stale.
    """
    held: dict[Any, Any] = {CaseRow.version: CaseRow.version + 0}
    await CaseRow.update(held).where(CaseRow.id == case_id)
    return Work(await open_folder(case_id), by=by, at=at)
