"""Adding files: harmless ones, within the quota, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from portal.core import db
from portal.core.calendar import OFFICE
from portal.core.errors import Invalid, NotAllowed, NotPossible, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.model import Unit
from portal.directory.permissions import Scope, scopes
from portal.documents import files as store
from portal.documents import uploads
from portal.documents.uploads import Taken, Upload
from referrals.inputs import FilesIn
from referrals.model import (
    MOST_AT_ONCE,
    MOST_OF_CASE,
    MOST_OF_UNIT_A_DAY,
    CaseFile,
    CaseState,
)
from referrals.operations.filing.handing import hand
from referrals.operations.filing.place import ADD, Place, tell
from referrals.queries import files, rows
from referrals.tables import FileRow

_FIELD = "file"
_DESK = frozenset({Scope.OWN, Scope.TERRITORY})
_SHUT = frozenset({CaseState.VOID, CaseState.MERGED})


async def add(place: Place, given: FilesIn, sent: Sequence[Upload]) -> tuple[CaseFile, ...]:
    """Add files and return them: all of them, or none.

    Raises ``NotAllowed``, ``NotPossible`` where nothing may be added any more or the quota is
    reached, ``Invalid`` with what is wrong with each file.
    """
    _require_adding(place)
    unit = _unit(place)
    await _refuse_too_much(place, unit, sent)
    taken = await uploads.take_all(sent, field=_FIELD)
    try:
        async with db.write():
            codes = [await _keep(place, given, each, unit) for each in taken]
            await _tell_of(place, given, taken, codes)
    except BaseException:
        await uploads.discard(taken)
        raise
    held = {each.code: each for each in await place.files()}
    return tuple(held[code] for code in codes)


def may_add(place: Place) -> bool:
    """Return whether the person may add files here now."""
    with suppress(NotAllowed, NotPossible):
        _require_adding(place)
        return True
    return False


def _require_adding(place: Place) -> None:
    if not place.may(ADD):
        raise NotAllowed(permission=ADD)
    if place.folder.case.state in _SHUT:
        raise NotPossible(say(N_("这一件已作废或并入别处，不能再加材料。请到保留的那一件上传。")),
                          code="case_shut")  # fmt: skip
    if place.referral is not None and not place.referral.is_open and not place.at_desk:
        raise NotPossible(say(N_("这张转办单已经结束，不能再加材料。请联系受理窗口。")),
                          code="referral_over")  # fmt: skip


def _unit(place: Place) -> Unit:
    wanted = _DESK if place.at_desk else frozenset(Scope) - _DESK
    held = [m.unit for m in place.by.memberships if scopes(ADD, m.role) & wanted]
    if place.referral is not None and not place.at_desk:
        return next((u for u in held if u.id == place.referral.unit_id), held[0])
    return held[0]


async def _refuse_too_much(place: Place, unit: Unit, sent: Sequence[Upload]) -> None:
    if not sent:
        raise Invalid([problem(_FIELD, N_("请选择要上传的文件。"), code="missing")])
    if len(sent) > MOST_AT_ONCE:
        raise Invalid([problem(_FIELD, N_("一次最多上传 %(n)s 份文件，请分几次上传。"),
                               code="too_many", n=MOST_AT_ONCE)])  # fmt: skip
    coming = sum(len(each.data) for each in sent)
    if await files.kept_of_case(place.folder.case.id) + coming > MOST_OF_CASE:
        raise NotPossible(say(N_("这一件的材料已接近 200 MB 的上限。请降低扫描分辨率后再上传。")),
                          code="case_quota")  # fmt: skip
    morning = place.at.astimezone(OFFICE).replace(hour=0, minute=0, second=0, microsecond=0)
    if await files.added_by_unit(unit.id, since=morning) + coming > MOST_OF_UNIT_A_DAY:
        raise NotPossible(say(N_("本单位今天上传的材料已接近 500 MB 的上限。请明天再上传，"
                                 "或降低扫描分辨率。")), code="unit_quota")  # fmt: skip
    await _refuse_known(place, sent)


async def _refuse_known(place: Place, sent: Sequence[Upload]) -> None:
    """Refuse what was uploaded before, as far as this person may know of it."""
    known = {each.original: each for each in await place.files() if not each.is_removed}
    again = [each for each in sent if uploads.fingerprint(each) in known]
    if again:
        raise Invalid([
            problem(_FIELD, N_("“%(name)s”已经在材料里了，不必再传；如要更换，请先移除原来的。"),
                    code="known", name=uploads.decent(each.name))
            for each in again
        ])  # fmt: skip


async def _keep(place: Place, given: FilesIn, taken: Taken, unit: Unit) -> str:
    code = new_code()
    ending = taken.name.rpartition(".")[2]
    kept = await store.keep(
        taken.put, name=f"{given.kind.value}.{ending}", mime=taken.mime, by=place.by, at=place.at,
        state=taken.state,
    )  # fmt: skip
    through = place.referral.id if place.referral and not place.at_desk else None
    await FileRow.insert(
        FileRow(
            code=code, case_id=place.folder.case.id, referral_id=through, stored_id=kept.id,
            kind=given.kind.value, name_sealed=rows.sealed("case_file", code, "name", taken.name),
            original=taken.original, unit_id=unit.id, by_id=place.by.id, at=place.at,
            shared=given.shared,
        )
    )  # fmt: skip
    if place.referral is not None and place.at_desk:
        await hand(place, place.referral.id, [code])
    return code


async def _tell_of(
    place: Place, given: FilesIn, taken: Sequence[Taken], codes: Sequence[str]
) -> None:
    act = "files_handed" if place.referral is not None and place.at_desk else "files_added"
    await tell(
        place, act,
        data={"kind": given.kind.value, "files": list(codes), "shared": given.shared,
              "sha256": [each.put.sha256 for each in taken],
              "cleaned": [each.cleaned for each in taken]},
        sensitive={"names": [each.name for each in taken]},
    )  # fmt: skip
