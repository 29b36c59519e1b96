"""One person of a case: numbers stay masked until a purpose is given, which is journalled."""

from __future__ import annotations

from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import gettext
from portal.render import filters
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.inputs import Unmask
from referrals.model import Client
from referrals.pages.people import card
from referrals.queries import locate
from referrals.queries.folder import open_folder
from referrals.queries.people import household

_READ = "case.read"

Pairs = tuple[tuple[str, str], ...]


@get("/cases/{key:str}/people/{code:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key, code: Key) -> respond.Answer:
    """Show one person of the household, masked."""
    return await _shown(request, key, await _client(request, key, code), ())


@post("/cases/{key:str}/people/{code:str}", opt=permission("person.unmask"), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(show)
async def unmask(request: Request, key: Key, code: Key) -> respond.Answer:
    """Show the numbers for a purpose; who saw them, when and why stays in the journal."""
    given = await forms.read(Unmask, request)
    seen = await operations.unmask(key, code, given, by=request.person, at=request.at)
    return await _shown(request, key, seen, _numbers(seen))


async def _client(request: Request, key: str, code: str) -> Client:
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    for each in await household(folder.case.household_id):
        if each.code == code:
            return each
    raise NotFound(what="person", key=code)


async def _shown(request: Request, key: str, client: Client, shown: Pairs) -> respond.Answer:
    return await respond.page(
        request, "referrals/person.html", client=card(client, day_of(request.at)), shown=shown,
        masked=_masked(client), back=f"/cases/{key}", case_key=key,
        action=f"/cases/{key}/people/{client.code}",
    )  # fmt: skip


def _numbers(client: Client) -> Pairs:
    return (
        (label(client.doc_kind), client.doc_number or client.no_doc_reason),
        (gettext("电话"), client.phone or "—"),
        (gettext("出生日期"), filters.day(client.birth_date)),
    )


def _masked(client: Client) -> Pairs:
    return (
        (label(client.doc_kind), filters.mask_id(client.doc_number)),
        (gettext("电话"), filters.mask_phone(client.phone)),
    )
