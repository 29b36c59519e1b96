"""One act on many referrals: first what would come of it, row by row, then what came of it.

Each row is an act of its own, in its own transaction, with its own right, version and journal row:
what is refused leaves the others done, and says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import NotFound, Refusal
from portal.core.i18n import Sentence
from portal.directory.model import Person
from portal.directory.queries import colleagues
from portal.render.labels import label
from portal.web import forms, many, respond
from portal.web.actions import Act
from portal.web.gate import may_ever, permission
from portal.web.visit import Request
from referrals import access, inputs
from referrals.doors import BULK_ACTS as ACTS
from referrals.model import Referral, ReferralAction
from referrals.pages import choices
from referrals.queries import locate
from referrals.queries.folder import open_folder

_READ = "case.read"


class Row(many.Row, frozen=True, kw_only=True):
    """One referral that was picked."""

    applicant: str = ""
    programme: str = ""


def offered(person: Person) -> list[tuple[str, str]]:
    """Return the acts this person may ever take on many: the name and its words."""
    return [(name, label(ReferralAction(name)))
            for name, act in ACTS.items() if may_ever(person, (act.permission,))]  # fmt: skip


@get("/referrals/bulk", opt=permission(_READ), include_in_schema=False)
async def look(request: Request) -> respond.Answer:
    """Show what would come of the act, row by row; nothing is done yet."""
    act, keys = await _asked(request)
    rows = [await _row(key, act, request) for key in keys]
    return await respond.page(
        request, "referrals/bulk.html", act=act.name, words=label(ReferralAction(act.name)),
        reasons=_reasons(rows), asks=frozenset(act.reads.model_fields) - {"version"},
        handlers=await _handlers(request), **many.beforehand(rows),
    )  # fmt: skip


@post("/referrals/bulk", opt=permission(_READ), status_code=200, include_in_schema=False)
@respond.again(look)
async def do(request: Request) -> respond.Answer:
    """Take the act on each row by itself; answer what came of each."""
    given = await forms.read(inputs.Bulk, request)
    act = _act(given.act)
    asked = forms.check(act.reads, given.fields_of(act.reads))
    results = [await _take(act, row, asked, request) for row in given.rows]
    return await respond.page(
        request, "referrals/bulk.html", act=act.name, words=label(ReferralAction(act.name)),
        asks=frozenset(), handlers=(), **many.afterwards(results),
    )  # fmt: skip


def _reasons(rows: list[Row]) -> list[tuple[str, int]]:
    """Return why rows cannot be done and how many of them, the most frequent reason first."""
    return Counter(str(row.why) for row in rows if row.why is not None).most_common()


async def _asked(request: Request) -> tuple[Act, Sequence[str]]:
    """Return the act and the rows, from the address or from the form that did not hold."""
    typed, keys = request.visit.typed, many.picked(request)
    return _act(typed("act") if typed.given else request.query_params.get("act", "")), keys


def _act(name: Any) -> Act:
    if name not in ACTS:
        raise NotFound(what="act", key=str(name))
    return ACTS[name]


async def _row(key: str, act: Act, request: Request) -> Row:
    try:
        referral = await _possible(key, act, request)
    except Refusal as refusal:
        return Row(key=key, why=refusal.sentence)
    return referral


async def _possible(key: str, act: Act, request: Request) -> Row:
    """Return the row of a referral; with the reason when the act is not possible now."""
    person, at = request.person, request.at
    referral_id, case_id = await locate.referral(key, person, at=at)
    folder = await open_folder(case_id)
    referral = folder.referral(referral_id)
    situation = folder.situation(at=at, by=person, referral=referral)
    why = None
    try:
        access.require(ReferralAction(act.name), situation, person)
    except Refusal as refusal:
        why = refusal.sentence
    return _shown(referral, folder.case.applicant_name, why)


def _shown(referral: Referral, applicant: str, why: Sentence | None) -> Row:
    title = choices.programme_title(referral.programme)
    return Row(
        key=referral.key, version=referral.version, applicant=applicant, programme=title, why=why
    )


async def _take(act: Act, row: many.RowIn, asked: Any, request: Request) -> many.Result[Row]:
    form = asked.model_copy(update={"version": row.version})
    shown = await _row(row.key, act, request)
    try:
        await act.operation(row.key, form, by=request.person, at=request.at)
    except Refusal as refusal:
        return many.Result(shown, refusal.sentence)
    return many.Result(shown, None)


async def _handlers(request: Request) -> choices.Pairs:
    """Return whom the person's own unit can give a referral to."""
    units = dict.fromkeys(held.unit.id for held in request.person.memberships)
    held = [await colleagues(unit_id, on=day_of(request.at)) for unit_id in units]
    return choices.handlers([person for some in held for person in some])
