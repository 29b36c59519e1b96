"""Handing files to a unit, and taking files out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.core import db
from portal.core.errors import Invalid, NotAllowed, NotPossible, problem
from portal.core.i18n import N_, say
from portal.directory.model import Person
from portal.journal.model import Actor
from referrals import access
from referrals.inputs import GiveFiles, TakeOut
from referrals.model import Referral
from referrals.operations.filing.place import ADD, Place, at_referral, tell
from referrals.queries import files
from referrals.tables import FileRow, HandedRow

_HAND = "referral.send"


async def hand_over(key: str, given: GiveFiles, *, by: Person, at: datetime) -> Referral:
    """Give a referral's unit more of the case's files; return the referral."""
    place = await at_referral(key, by=by, at=at)
    assert place.referral is not None
    if not access.may(by, _HAND, place.folder.case, at=at):
        raise NotAllowed(permission=_HAND)
    if place.referral.is_final:
        raise NotPossible(say(N_("这张转办单已经结束，不能再移交材料。")), code="referral_over")
    if not given.files:
        raise Invalid([problem("files", N_("请勾选要移交的材料。"), code="missing")])
    async with db.write():
        if await hand(place, place.referral.id, given.files):
            await tell(place, "files_handed", data={"files": list(given.files)})
    return place.referral


async def hand(
    place: Place, referral_id: int, codes: Sequence[str], *, field: str = "files"
) -> list[int]:
    """Note which files a referral has now; return those it did not have before."""
    held = {each.code: each.id for each in await files.of_case(place.folder, place.by, at=place.at)
            if not each.is_removed}  # fmt: skip
    if unknown := [code for code in codes if code not in held]:
        raise Invalid([problem(field, N_("所选材料已不在这一件里，请刷新后重新勾选。"),
                               code="unknown", n=len(unknown))])  # fmt: skip
    had = await HandedRow.select(HandedRow.file_id).where(HandedRow.referral_id == referral_id)
    before = {row["file_id"] for row in had}
    fresh = [held[code] for code in dict.fromkeys(codes) if held[code] not in before]
    if fresh:
        await HandedRow.insert(*[
            HandedRow(referral_id=referral_id, file_id=each, by_id=place.by.id, at=place.at)
            for each in fresh
        ])  # fmt: skip
    return fresh


async def hand_along(place: Place, codes: Sequence[str], field: str) -> None:
    """Give the ticked files to a referral that is being sent, in the sending's transaction."""
    assert place.referral is not None
    await hand(place, place.referral.id, codes, field=field)
    await tell(place, "files_along", data={"files": list(codes)})


async def pass_on(was_id: int, now_id: int, *, by: Actor, at: datetime) -> None:
    """Give the referral that takes another's place what that one had."""
    had = await HandedRow.select(HandedRow.file_id).where(HandedRow.referral_id == was_id)
    if had and by.id is not None:
        await HandedRow.insert(*[
            HandedRow(referral_id=now_id, file_id=row["file_id"], by_id=by.id, at=at)
            for row in had
        ])  # fmt: skip


async def take_out(place: Place, code: str, given: TakeOut) -> None:
    """Mark a file as taken out, with the reason; its bytes stay for the record.

    Raises ``NotAllowed`` for another unit's file, ``NotPossible`` when it was taken out before.
    """
    held = await place.file(code)
    own = held.unit_id in {m.unit.id for m in place.by.memberships} and place.may(ADD)
    if not (own or place.at_desk):
        raise NotAllowed(permission=ADD)
    async with db.write():
        changed = (
            await FileRow.update(
                {
                    FileRow.removed_at: place.at,
                    FileRow.removed_by_id: place.by.id,
                    FileRow.removed_reason: given.reason,
                }
            )
            .where((FileRow.id == held.id) & FileRow.removed_at.is_null())
            .returning(FileRow.id)
        )
        if not changed:
            raise NotPossible(say(N_("这份材料已经移除。")), code="removed")
        await tell(place, "file_removed", reason=given.reason,
                      data={"kind": held.kind.value, "files": [code]})  # fmt: skip
