"""Where somebody works with files, and what the journal says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from portal.directory.model import Person
from portal.jobs.queue import enqueue
from portal.journal.record import record
from referrals import access
from referrals.model import CaseFile, NeedState, Referral
from referrals.programmes import catalogue
from referrals.queries import files, locate
from referrals.queries.folder import Folder, open_folder

ADD = "file.add"
# What a unit was given, its people hear of; what it has added, the desk.
_TOLD = frozenset({"referral:files_handed", "referral:files_added"})


class Place(msgspec.Struct, frozen=True):
    """Where somebody works with files: at a case, or at one of its referrals."""

    folder: Folder
    referral: Referral | None
    by: Person
    at: datetime

    @property
    def subject(self) -> tuple[str, int, str]:
        """What the journal tells it of."""
        if self.referral is not None:
            return "referral", self.referral.id, self.referral.code
        return "case", self.folder.case.id, self.folder.case.code

    @property
    def address(self) -> str:
        """The address of the thing whose files these are."""
        if self.referral is not None:
            return f"/referrals/{self.referral.key}"
        return f"/cases/{self.folder.case.key}"

    def missing(self, held: Iterable[CaseFile]) -> tuple[str, ...]:
        """Return which papers the programmes ask for and nobody has brought, by their codes."""
        if self.referral is not None:
            asked = [self.referral.programme]
        else:
            asked = [need.programme for need in self.folder.case.needs
                     if need.programme and need.state is not NeedState.GAP]  # fmt: skip
        wanted = dict.fromkeys(code for each in asked for code in catalogue.get(each).papers)
        there = {each.kind.value for each in held}
        return tuple(code for code in wanted if code not in there)

    def may(self, right: str) -> bool:
        """Return whether the person has this right here."""
        held = (self.referral,) if self.referral else ()
        return access.may(self.by, right, self.folder.case, held, at=self.at)

    @property
    def at_desk(self) -> bool:
        """Whether the person stands on the desk's side here."""
        return access.may(self.by, ADD, self.folder.case, at=self.at)

    async def file(self, code: str) -> CaseFile:
        """Return one of the files here; raise ``NotFound`` when this person may know of none."""
        if self.referral is None:
            return await files.one_of_case(self.folder, code, self.by, at=self.at)
        return await files.one_of_referral(self.folder, self.referral, code, self.by, at=self.at)

    async def files(self) -> tuple[CaseFile, ...]:
        """Return the files the person may read here."""
        if self.referral is None:
            return await files.of_case(self.folder, self.by, at=self.at)
        return await files.of_referral(self.folder, self.referral, self.by, at=self.at)


async def at_case(key: str, *, by: Person, at: datetime) -> Place:
    """Return the case as a place for files; raise ``NotFound`` when it is not to be known of."""
    return Place(await open_folder(await locate.case(key, by, at=at)), None, by, at)


async def at_referral(key: str, *, by: Person, at: datetime) -> Place:
    """Return the referral as a place for files; raise ``NotFound`` as ``at_case``."""
    referral_id, case_id = await locate.referral(key, by, at=at)
    folder = await open_folder(case_id)
    return Place(folder, folder.referral(referral_id), by, at)


async def tell(
    place: Place, act: str, *, data: dict[str, object], reason: str = "",
    sensitive: dict[str, object] | None = None,
) -> None:  # fmt: skip
    """Journal an act on files with its change; the other side is told of what it was given."""
    tag = f"{place.subject[0]}:{act}"
    row_id = await record(
        tag, subject=place.subject, by=place.by, at=place.at, data=data, sensitive=sensitive,
        reason=reason, case_id=place.folder.case.id,
    )  # fmt: skip
    if tag in _TOLD and place.referral is not None and place.referral.sent_at is not None:
        payload = {"tag": tag, "case": place.folder.case.id, "subject": place.referral.id}
        await enqueue("referrals.tell", key=str(row_id), payload=payload, at=place.at)
