"""People over the API: who is known already, and numbers in the clear for a purpose."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import post

from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request
from referrals import operations
from referrals.api.things import PersonOut, person_out
from referrals.inputs import LookUp, Unmask
from referrals.model import CaseState
from referrals.queries import lists
from referrals.queries.lists import CaseLine
from referrals.queries.people import households


class KnownCase(msgspec.Struct, frozen=True):
    """A case of the household, at whichever window."""

    key: str
    state: CaseState
    window_name: str
    created_at: datetime


class KnownOut(msgspec.Struct, frozen=True):
    """A household that is known already; numbers are masked."""

    code: str
    people: tuple[PersonOut, ...]
    cases: tuple[KnownCase, ...]


class ClearOut(msgspec.Struct, frozen=True):
    """The numbers of one person, in the clear."""

    code: str
    document: str
    phone: str
    birth_date: date | None


@post("/api/v1/households/look-up", opt=permission("case.register", reads=LookUp),
      status_code=200)  # fmt: skip
async def look_up(request: Request) -> respond.Answer:
    """Return the households known by this document, phone, or name and birth date; journalled."""
    given = await forms.read(LookUp, request)
    matched = await operations.look_up(given, by=request.person, at=request.at)
    homes = await households(client.household_id for client in matched)
    items = [
        KnownOut(home.code, tuple(map(person_out, people)),
                 tuple(map(_case, await lists.of_households([home.id]))))
        for home, people in homes.values()
    ]  # fmt: skip
    return respond.json({"items": items, "next": None})


def _case(line: CaseLine) -> KnownCase:
    return KnownCase(line.key, line.state, line.window_name, line.created_at)


@post("/api/v1/cases/{key:str}/people/{code:str}/unmask",
      opt=permission("person.unmask", reads=Unmask), status_code=200)  # fmt: skip
async def unmask(request: Request, key: Key, code: Key) -> respond.Answer:
    """Return a person's numbers in the clear; who saw them, when and why is journalled."""
    given = await forms.read(Unmask, request)
    seen = await operations.unmask(key, code, given, by=request.person, at=request.at)
    return respond.json(ClearOut(seen.code, seen.doc_number, seen.phone, seen.birth_date))
