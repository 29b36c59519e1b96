"""Sending: choose departments, check the answers, send all in one act.

The form has a row for each need and suggestion; only the ticked ones are sent. Between the steps
everything typed travels in the form itself, so that nothing is stored before the act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from litestar import get, post

from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, Problem, problem
from portal.core.i18n import N_, language, say
from portal.directory.model import Tier, Unit
from portal.directory.queries import units, units_by_code
from portal.render.labels import label
from portal.web import bodies, forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request, Typed
from referrals import access
from referrals.inputs import Sending, SendItem
from referrals.model import (
    OUTSIDE,
    Case,
    CaseFile,
    NeedState,
    Procedure,
    ReferralKind,
    ReferralRole,
    Route,
    UnitNote,
    Urgency,
)
from referrals.operations import sending
from referrals.pages import choices, screening, shelf, unit_notes
from referrals.programmes import catalogue
from referrals.programmes.model import ClockTarget, Programme
from referrals.queries import locate
from referrals.queries.folder import Folder, lead_of, open_folder
from referrals.queries.people import household
from referrals.queries.routing import Known, known
from referrals.queries.unit_notes import notes_on

_SEND = "referral.send"


class Row(msgspec.Struct, frozen=True):
    """One referral that may be sent."""

    index: int
    need: str
    programme: str
    title: str
    reason: str
    nobody: str
    lines: tuple[tuple[str, str], ...]
    units: choices.Pairs
    notes: tuple[str, ...]
    unit: str
    procedures: choices.Pairs
    procedure: str
    kind: str
    role: str
    taken: bool
    files: tuple[shelf.Choice, ...] = ()
    missing: str = ""


class Answer(msgspec.Struct, frozen=True):
    """One referral on the page that checks the answers."""

    title: str
    unit: str
    role: str
    leads: bool
    procedure: str
    kind: str
    limit: str
    message: str
    notes: tuple[str, ...] = ()
    files: str = ""


class Wanted(msgspec.Struct, frozen=True):
    """A row before it is dressed: a need and a programme, and which kind of department."""

    need: str
    programme: str
    department: str = ""
    cooperating: bool = False
    ticked: bool = True


@get("/cases/{key:str}/send", opt=permission(_SEND), include_in_schema=False)
async def choose(request: Request, key: Key) -> respond.Answer:
    """Show the rows to choose from: the open needs, then what is suggested beside them."""
    folder = await _opened(request, key)
    return await _page(request, folder, checking=False, choices=await _rows(request, folder))


@post("/cases/{key:str}/send", opt=permission(_SEND), status_code=200, include_in_schema=False)
@respond.again(choose)
async def send(request: Request, key: Key) -> respond.Answer:
    """Check what is chosen, go back to it, or send it; ``_step`` says which."""
    data = await forms.raw(request)
    step = await forms.field(request, "_step")
    if step in {"edit", "add"}:
        return await respond.function_of(choose)(request, key)
    given = _read(data)
    if step != "send":
        return await _check(request, key, given)
    sent = await sending.send(key, given, by=request.person, at=request.at)
    return respond.go(request, f"/cases/{key}", says=say(N_("已转出 %(n)s 件。"), n=len(sent)))


async def _opened(request: Request, key: str) -> Folder:
    folder = await open_folder(await locate.case(key, request.person, at=request.at))
    if not access.may(request.person, _SEND, folder.case, at=request.at):
        raise NotAllowed(permission=_SEND)
    return folder


async def _page(request: Request, folder: Folder, *, checking: bool, **more: Any) -> respond.Answer:
    case = folder.case
    nothing = {"choices": (), "answers": (), "fields": ()}
    return await respond.page(
        request, "referrals/send.html", case=case, address=f"/cases/{case.key}/send",
        back=f"/cases/{case.key}", version=case.version, checking=checking,
        consent_missing=not case.consent.given, programmes=choices.programmes(day_of(request.at)),
        **choices.of_sending(), **(nothing | more),
    )  # fmt: skip


# --- the rows -------------------------------------------------------------------------------------


async def _rows(request: Request, folder: Folder) -> list[Row]:
    on, case = day_of(request.at), folder.case
    found = await screening.of_case(case, await household(case.household_id), on=on)
    reasons = {each.programme: each for each in found}
    held = await units(case.division_path, on=on)
    wanted = await _wanted(request, folder, reasons)
    ways = await known(
        [each.programme for each in wanted], case.division_path, on=on,
        departments=[each.department for each in wanted if each.department],
    )  # fmt: skip
    offered = _offered(held, ways, wanted)
    notes = await notes_on([unit.id for unit in offered], on=on)
    there = await shelf.of_desk(folder, request)
    found_rows = [
        _row(n, each, folder, held, reasons, ways, notes) for n, each in enumerate(wanted)
    ]
    return [_with_files(row, there, request.visit.typed) for row in found_rows]


def _with_files(row: Row, there: Sequence[CaseFile], typed: Typed) -> Row:
    """Return the row with the case's files: ticked are those its programme asks for."""
    programme = catalogue.get(row.programme)
    chosen = typed(f"items.{row.index}.files", None)
    return msgspec.structs.replace(
        row,
        files=shelf.choices_for(programme, there, chosen if typed.given else None),
        missing=shelf.missing_for(programme, there),
    )


def _offered(held: Sequence[Unit], ways: Known, wanted: Iterable[Wanted]) -> tuple[Unit, ...]:
    """Return every unit the rows offer: those above the place, and where exceptions lead."""
    found = [ways.route(each.programme, each.department).unit for each in wanted]
    return tuple(dict.fromkeys((*held, *(unit for unit in found if unit is not None))))


async def _wanted(
    request: Request, folder: Folder, found: Mapping[str, screening.Offered]
) -> list[Wanted]:
    """Return the rows: those typed before, or else the open needs, then the suggestions."""
    typed = request.visit.typed
    if typed.given:
        rows = [_typed(row) for row in typed.rows("items")]
        more = await forms.field(request, "_more")
        return [*rows, *([Wanted("", more)] if more in catalogue.programmes() else [])]
    needs = [Wanted(need.code, need.programme) for need in folder.case.needs
             if need.programme and need.state is NeedState.OPEN]  # fmt: skip
    picked = set(request.query_params.getall("programme", []))
    beside = [Wanted("", code, ticked=code in picked) for code in found
              if code not in {need.programme for need in needs}]  # fmt: skip
    return [row for each in (*needs, *beside) for row in _with_others(each, folder)]


def _typed(row: Any) -> Wanted:
    given = row if isinstance(row, dict) else {}
    programme = str(given.get("programme", ""))
    return Wanted(str(given.get("need", "")), programme, ticked=given.get("take") == "yes")


def _with_others(wanted: Wanted, folder: Folder) -> Iterable[Wanted]:
    """Return the row, and one for each department that always cooperates in the programme."""
    open_ = {(r.programme, r.unit_kind) for r in folder.referrals if r.is_open}
    kinds = catalogue.get(wanted.programme).cooperating
    others = [msgspec.structs.replace(wanted, department=kind, cooperating=True) for kind in kinds]
    led = any(programme == wanted.programme for programme, _ in open_)
    missing = [each for each in others if (each.programme, each.department) not in open_]
    return missing if led else [wanted, *missing]


def _row(
    index: int, wanted: Wanted, folder: Folder, held: Sequence[Unit],
    found: Mapping[str, screening.Offered], ways: Known,
    notes: Sequence[UnitNote],
) -> Row:  # fmt: skip
    programme = catalogue.get(wanted.programme)
    route = ways.route(wanted.programme, wanted.department)
    unit = route.unit
    offered = found.get(programme.code)
    offers = held if unit is None or unit in held else (*held, unit)
    leads = index == 0 and lead_of(folder.referrals) is None and not wanted.cooperating
    return Row(
        index=index,
        need=wanted.need,
        programme=programme.code,
        title=programme.title(language()),
        reason=offered.reason if offered else screening.reached_by(route),
        nobody=screening.nobody(route),
        lines=offered.lines if offered else (),
        units=choices.units(offers),
        notes=unit_notes.said(notes, _alike(offers, route), programme.code),
        unit=unit.code if unit else "",
        procedures=choices.of(programme.procedures),
        procedure=_procedure(programme, folder.case).value,
        kind=_kind(unit).value,
        role=(ReferralRole.LEAD if leads else ReferralRole.COOPERATING).value,
        taken=wanted.ticked,
    )


def _alike(offers: Sequence[Unit], route: Route) -> list[Unit]:
    """Return the units somebody would choose here: of the department's kind, and the suggested."""
    return [each for each in offers if each.kind == route.department or each == route.unit]


def _procedure(programme: Programme, case: Case) -> Procedure:
    urgent = case.urgency is Urgency.EMERGENCY and Procedure.EMERGENCY in programme.procedures
    return Procedure.EMERGENCY if urgent else programme.procedures[0]


def _kind(unit: Unit | None) -> ReferralKind:
    if unit is not None and unit.kind in OUTSIDE:
        return ReferralKind.OUTWARD
    above = unit is not None and unit.tier is Tier.CITY
    return ReferralKind.PASS_UP if above else ReferralKind.TRANSFER


# --- reading and checking -------------------------------------------------------------------------


def _read(data: Mapping[str, Any]) -> Sending:
    """Return the ticked rows as a sending; problems name the row as the form counts it."""
    rows = data.get("items") if isinstance(data.get("items"), list) else []
    ticked = [n for n, row in enumerate(rows or ()) if isinstance(row, dict) and row.get("take")]
    if not ticked:
        raise Invalid([problem("items.0.take", N_("请至少勾选一个要转办的项目。"))])
    items = [{k: v for k, v in rows[n].items() if k != "take"} for n in ticked]  # type: ignore[index]
    try:
        return forms.check(Sending, {**data, "items": items})
    except Invalid as refusal:
        raise Invalid([_renumbered(each, ticked) for each in refusal.problems]) from None


def _renumbered(wrong: Problem, ticked: Sequence[int]) -> Problem:
    name, _, rest = wrong.field.partition(".")
    index, dot, field = rest.partition(".")
    if name != "items" or not index.isdigit():
        return wrong
    return msgspec.structs.replace(wrong, field=f"items.{ticked[int(index)]}{dot}{field}")


async def _check(request: Request, key: str, given: Sending) -> respond.Answer:
    folder = await _opened(request, key)
    held, notes = await _addressed(given, request)
    there = await shelf.of_desk(folder, request)
    sent_on = [(name, value) for name, value in await bodies.pairs(request)
               if not name.startswith("_") and name != "version"]  # fmt: skip
    return await _page(
        request, folder, checking=True, fields=sent_on,
        answers=[_answer(item, held, notes, there) for item in given.items],
    )  # fmt: skip


async def _addressed(
    given: Sending, request: Request
) -> tuple[Mapping[str, Unit], Sequence[UnitNote]]:
    """Return the units the items name, by code, and what they let the desk know."""
    held = {unit.code: unit for unit in await units_by_code([each.unit for each in given.items])}
    return held, await notes_on([unit.id for unit in held.values()], on=day_of(request.at))


def _answer(
    item: SendItem, held: Mapping[str, Unit], notes: Sequence[UnitNote], files: Sequence[CaseFile]
) -> Answer:
    named = [held[item.unit]] if item.unit in held else []
    programme = catalogue.get(item.programme)
    clock = programme.clock(ClockTarget.FINISH, item.procedure)
    return Answer(
        title=programme.title(language()),
        unit=named[0].title(language()) if named else item.unit,
        role=label(item.role),
        leads=item.role is ReferralRole.LEAD,
        procedure=label(item.procedure),
        kind=label(item.kind),
        limit=screening.limit(clock.limit) if clock else "",
        message=item.message,
        notes=unit_notes.said(notes, named, item.programme),
        files=shelf.named(item.files, files),
    )
