"""What is said of a matter: its timeline page by page, whom a remark can mention, striking out."""

from __future__ import annotations

from typing import Any

from litestar import get, post

from portal.core.i18n import N_, language, say
from portal.directory.model import Person
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import access, inputs, operations
from referrals.model import Referral, Visibility
from referrals.pages import timeline
from referrals.queries import locate, notes, readers
from referrals.queries.folder import Folder, open_folder

_READ = "case.read"
_SHARED, _INTERNAL = "note.shared", "note.internal"


@get("/cases/{key:str}/timeline", opt=permission(_READ), include_in_schema=False)
async def of_case(request: Request, key: Key) -> respond.Answer:
    """Show what happened on a case; for htmx the part that is asked for."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    return await _timeline(request, folder, f"/cases/{folder.case.key}", None)


@get("/referrals/{key:str}/timeline", opt=permission(_READ), include_in_schema=False)
async def of_referral(request: Request, key: Key) -> respond.Answer:
    """Show what happened on a referral; for htmx the part that is asked for."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    return await _timeline(request, folder, f"/referrals/{referral.key}", referral)


async def _timeline(
    request: Request, folder: Folder, address: str, referral: Referral | None
) -> respond.Answer:
    told = await timeline.told(request, folder, address, referral)
    place = "/referrals" if referral else "/cases"
    return await respond.page(
        request, "referrals/timeline.html", key=(referral or folder.case).key, address=address,
        place=place, **timeline.shown(told),
    )  # fmt: skip


@get("/cases/{key:str}/readers", opt=permission(_SHARED), include_in_schema=False)
async def readers_of_case(request: Request, key: Key) -> respond.Answer:
    """Show whom a remark on a case can mention; the case's page to those without a script."""
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    return await _readers(request, folder, f"/cases/{key}", None)


@get("/referrals/{key:str}/readers", opt=permission(_SHARED), include_in_schema=False)
async def readers_of_referral(request: Request, key: Key) -> respond.Answer:
    """Show whom a remark on a referral can mention; its page to those without a script."""
    referral_id, case_id = await locate.referral(key, request.person, at=request.at)
    folder = await open_folder(case_id)
    return await _readers(request, folder, f"/referrals/{key}", folder.referral(referral_id))


async def _readers(
    request: Request, folder: Folder, address: str, referral: Referral | None
) -> respond.Answer:
    if not request.htmx:
        return respond.go(request, f"{address}?act=note&readers=1#act-note")
    offered = await mentionable(request, folder, referral)
    return await respond.page(request, "referrals/_readers.html", whole=True, readers=offered)


async def mentionable(
    request: Request, folder: Folder, referral: Referral | None
) -> tuple[tuple[str, str], ...]:
    """Return whom a shared remark can mention: sign-in names, and names with their units."""
    person, at = request.person, request.at
    unit = access.standing_for(person, _SHARED, folder.case, referral, folder.referrals, at=at)
    if unit is None:
        return ()
    held = await readers.of_note(folder, Visibility.SHARED, unit, at=at)
    return tuple((each.login, _called(each)) for each in held if each.id != person.id)


def _called(person: Person) -> str:
    return f"{person.name} · {person.memberships[0].unit.title(language())}"


async def of_form(request: Request, folder: Folder, referral: Referral | None) -> dict[str, Any]:
    """Return the list of the remark's form, where it is asked for or was chosen from."""
    typed = request.visit.typed
    wanted = "readers" in request.query_params or bool(typed("mentions"))
    return {"readers": await mentionable(request, folder, referral) if wanted else None}


@post("/notes/{code:str}/strike", opt=permission(_SHARED, _INTERNAL), include_in_schema=False)
async def strike(request: Request, code: Key) -> respond.Answer:
    """Strike out a remark of one's own; back to where it stands."""
    await forms.read(inputs.StrikeNote, request)
    held, folder = await operations.strike(code, by=request.person, at=request.at)
    return respond.go(
        request, notes.address(folder, held), says=say(N_("已划去，内容仍保留可查。"))
    )


HANDLERS = (of_case, of_referral, readers_of_case, readers_of_referral, strike)
