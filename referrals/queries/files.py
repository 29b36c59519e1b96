"""The files of a case, as far as the reader may see them.

The desk reads all of them. A unit reads what was handed to its own referral, what it added itself,
and what is shared with every unit of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from piccolo.query.functions import Sum

from portal.core.errors import NotFound
from portal.core.reading import Reading
from portal.directory.model import Person
from referrals import access
from referrals.model import CaseFile, PaperKind, Referral
from referrals.queries import rows
from referrals.queries.folder import Folder
from referrals.queries.scope import nothing
from referrals.tables import FileRow, HandedRow

_READ = "file.read"


def is_desk(folder: Folder, person: Person, *, at: datetime) -> bool:
    """Return whether the person reads the case's files as its desk does: all of them."""
    return access.may(person, _READ, folder.case, at=at)


def own_referrals(folder: Folder, person: Person, *, at: datetime) -> tuple[Referral, ...]:
    """Return the referrals whose files the person reads as their unit does."""
    return tuple(
        each for each in folder.referrals if access.may(person, _READ, folder.case, (each,), at=at)
    )


async def of_case(folder: Folder, person: Person, *, at: datetime) -> tuple[CaseFile, ...]:
    """Return the case's files this person may read, oldest first; the desk's with removed ones."""
    return await _found(_on_case(folder, person, at))


async def of_referral(
    folder: Folder, referral: Referral, person: Person, *, at: datetime
) -> tuple[CaseFile, ...]:
    """Return the files of one referral, as its unit has them."""
    return await _found(_on_referral(folder, referral, person, at))


async def one_of_case(folder: Folder, code: str, person: Person, *, at: datetime) -> CaseFile:
    """Return one of the case's files; raise ``NotFound`` when this person may know of none."""
    return await _one(_on_case(folder, person, at), code)


async def one_of_referral(
    folder: Folder, referral: Referral, code: str, person: Person, *, at: datetime
) -> CaseFile:
    """Return one of the referral's files; raise ``NotFound`` as ``one_of_case``."""
    return await _one(_on_referral(folder, referral, person, at), code)


def _on_case(folder: Folder, person: Person, at: datetime) -> Any:
    if is_desk(folder, person, at=at):
        # What was handed to a referral comes along when a merge brings the referral here.
        return (FileRow.case_id == folder.case.id) | _of_units(folder.referrals)
    own = own_referrals(folder, person, at=at)
    if not own:
        return nothing()
    return (_shared(folder) | _of_units(own)) & FileRow.removed_at.is_null()


def _on_referral(folder: Folder, referral: Referral, person: Person, at: datetime) -> Any:
    if not access.may(person, _READ, folder.case, (referral,), at=at):
        return nothing()
    return (_shared(folder) | _of_units((referral,))) & FileRow.removed_at.is_null()


def _shared(folder: Folder) -> Any:
    return (FileRow.case_id == folder.case.id) & (FileRow.shared == True)  # noqa: E712 - SQL


def _of_units(held: Iterable[Referral]) -> Any:
    ids = [each.id for each in held]
    if not ids:
        return nothing()
    handed = HandedRow.select(HandedRow.file_id).where(HandedRow.referral_id.is_in(ids))
    return FileRow.referral_id.is_in(ids) | FileRow.id.is_in(handed)


async def live(case_id: int) -> tuple[CaseFile, ...]:
    """Return the files added to a case that were not taken out, whoever may read them."""
    return await _found((FileRow.case_id == case_id) & FileRow.removed_at.is_null())


async def handed(referral_ids: Sequence[int]) -> dict[int, tuple[CaseFile, ...]]:
    """Return what the desk handed to each of these referrals, without what was taken out."""
    if not referral_ids:
        return {}
    links = (
        await HandedRow.select(HandedRow.referral_id, HandedRow.file_id)
        .where(HandedRow.referral_id.is_in(list(referral_ids)))
        .order_by(HandedRow.id)
    )
    wanted = list({link["file_id"] for link in links})
    held = {each.id: each for each in await _found(FileRow.id.is_in(wanted))} if wanted else {}
    return {
        one: tuple(
            held[link["file_id"]]
            for link in links
            if link["referral_id"] == one and not held[link["file_id"]].is_removed
        )
        for one in referral_ids
    }


async def kept_of_case(case_id: int) -> int:
    """Return how many bytes are kept of a case, what was taken out included."""
    return await _bytes(FileRow.case_id == case_id)


async def added_by_unit(unit_id: int, *, since: datetime) -> int:
    """Return how many bytes a unit has added since an instant."""
    return await _bytes((FileRow.unit_id == unit_id) & (FileRow.at >= since))


async def _bytes(wanted: Any) -> int:
    row = await FileRow.select(Sum(FileRow.stored_id.size, alias="total")).where(wanted).first()
    return int((row or {}).get("total") or 0)


async def _one(wanted: Any, code: str) -> CaseFile:
    found = await _found(wanted & (FileRow.code == code))
    if not found:
        raise NotFound(what="file", key=code)
    return found[0]


async def _found(wanted: Any) -> tuple[CaseFile, ...]:
    return tuple(map(_file, await _FILES.rows(wanted)))


_FILES = Reading(
    lambda: FileRow.select(
        *FileRow.all_columns(), FileRow.unit_id.name, FileRow.by_id.name,
        FileRow.stored_id.code, FileRow.stored_id.mime, FileRow.stored_id.size,
        FileRow.stored_id.sha256, FileRow.stored_id.state,
    ).order_by(FileRow.id)
)  # fmt: skip


def _file(row: dict[str, Any]) -> CaseFile:
    return CaseFile(
        id=row["id"], code=row["code"], case_id=row["case_id"], referral_id=row["referral_id"],
        kind=PaperKind(row["kind"]), name=rows.opened("case_file", row, "name"),
        mime=row["stored_id.mime"], size=row["stored_id.size"], sha256=row["stored_id.sha256"],
        original=row["original"], stored=row["stored_id.code"], state=row["stored_id.state"],
        unit_id=row["unit_id"], unit_name=row["unit_id.name"], by_name=row["by_id.name"],
        at=row["at"], shared=row["shared"], removed_at=row["removed_at"],
        removed_reason=row["removed_reason"],
    )  # fmt: skip
