"""What the pages show of the files of a case or a referral: the list, what is missing, the form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from portal.core.i18n import gettext
from portal.render import filters
from portal.render.labels import label
from portal.web.uploading import ACCEPTED
from portal.web.visit import Request
from referrals import access
from referrals.labels import PAPERS
from referrals.model import CaseFile, PaperKind
from referrals.operations import filing
from referrals.operations.filing import Place
from referrals.pages import choices
from referrals.programmes.model import Programme
from referrals.queries import files
from referrals.queries.folder import Folder

_HAND = "referral.send"


class Line(msgspec.Struct, frozen=True):
    """One file of the list: which paper it is, who added it, where it is looked at."""

    code: str
    title: str
    name: str
    about: str
    who: str
    at: datetime
    address: str
    content: str
    thumbnail: str
    picture: bool
    paper: bool
    state: str
    shared: bool
    removable: bool
    removed: str = ""


async def panel(place: Place, request: Request) -> dict[str, Any]:
    """Return what the part of the page about files shows."""
    held = await place.files()
    live = [each for each in held if not each.is_removed]
    tried = request.method == "POST" and request.scope["path"].endswith("/files")
    return {
        "files": {
            "address": f"{place.address}/files",
            "lines": [line(each, place) for each in live],
            "removed": [line(each, place) for each in held if each.is_removed],
            "missing": [gettext(PAPERS[code]) for code in place.missing(live)],
            "adds": filing.may_add(place),
            "kinds": choices.of(PaperKind),
            "kind": _usual(place, live),
            "accept": ACCEPTED,
            "problems": request.visit.problems if tried else (),
            "offered": await _offered(place, live),
        }
    }


def _usual(place: Place, held: Iterable[CaseFile]) -> str:
    """Return the kind the next file most likely is: what is missing, or a unit's result."""
    if not place.at_desk:
        return PaperKind.RESULT.value
    return next(iter(place.missing(held)), PaperKind.OTHER.value)


async def _offered(place: Place, held: Iterable[CaseFile]) -> list[tuple[str, str, str]]:
    """Return the case's files the desk may still hand to this referral."""
    one = place.referral
    if one is None or one.is_final or not access.may(
        place.by, _HAND, place.folder.case, at=place.at
    ):  # fmt: skip
        return []
    known = {each.code for each in held}
    all_ = await files.of_case(place.folder, place.by, at=place.at)
    return [(each.code, words(each), each.name) for each in all_
            if not each.is_removed and each.code not in known]  # fmt: skip


def words(held: CaseFile) -> str:
    """Return which paper a file is."""
    return label(held.kind)


def line(held: CaseFile, place: Place) -> Line:
    """Return a file as the list shows it."""
    address = f"{place.address}/files/{held.code}"
    picture = held.mime.startswith("image/")
    own = held.unit_id in {m.unit.id for m in place.by.memberships}
    ending = held.name.rpartition(".")[2].upper()
    return Line(
        code=held.code,
        title=words(held),
        name=held.name,
        about=f"{ending} · {filters.file_size(held.size)}",
        who=f"{held.by_name} · {held.unit_name}",
        at=held.at,
        address=address,
        content=f"{address}/content",
        thumbnail=f"{address}/thumbnail" if picture and held.is_readable else "",
        picture=picture,
        paper=held.mime == "application/pdf",
        state=held.state,
        shared=held.shared,
        removable=not held.is_removed and (own or place.at_desk),
        removed=held.removed_reason,
    )


# --- on the page of sending -----------------------------------------------------------------------


class Choice(msgspec.Struct, frozen=True):
    """A file that may be ticked for a referral."""

    code: str
    title: str
    name: str
    ticked: bool


async def of_desk(folder: Folder, request: Request) -> tuple[CaseFile, ...]:
    """Return the case's files that can be handed to units."""
    held = await files.of_case(folder, request.person, at=request.at)
    return tuple(each for each in held if not each.is_removed)


def choices_for(
    programme: Programme, held: Iterable[CaseFile], typed: object
) -> tuple[Choice, ...]:
    """Return the files for one referral; ``typed`` holds those ticked before, None for none yet."""
    before = {typed} if isinstance(typed, str) else set(typed) if isinstance(typed, list) else set()
    asked = set(programme.papers)
    return tuple(
        Choice(
            each.code, words(each), each.name,
            each.kind.value in asked if typed is None else each.code in before,
        )
        for each in held
    )  # fmt: skip


def missing_for(programme: Programme, held: Iterable[CaseFile]) -> str:
    """Return which papers of the programme nobody has brought, in words; "" for none."""
    there = {each.kind.value for each in held}
    names = [gettext(PAPERS[code]) for code in programme.papers if code not in there]
    return gettext("、").join(names)


def named(codes: Iterable[str], held: Iterable[CaseFile]) -> str:
    """Return the files of these codes in words; "" for none."""
    there = {each.code: each for each in held}
    return gettext("、").join(
        f"{words(there[code])} {there[code].name}" for code in codes if code in there
    )
