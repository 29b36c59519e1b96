"""Setting up a joint meeting 联席会议 and its members; the post stays, persons change."""

from __future__ import annotations

from datetime import datetime

from meetings import access
from meetings.inputs import BodyIn, MemberIn
from meetings.model import Body, Concerned
from meetings.queries import locate, things
from meetings.tables import BodyMemberRow, BodyRow
from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, Problem, Stale
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.directory.queries import division, unit_by_code
from portal.journal.record import record


async def create(given: BodyIn, *, by: Person, at: datetime) -> Body:
    """Set a body up; return it. Its people serve it by their role in its own division."""
    place = await division(given.division)
    _require(by, "body.manage", place.path)
    lead, office = await named("lead", given.lead), await named("office", given.office)
    code = new_code()
    async with db.write():
        row = BodyRow(
            code=code, name=given.name, name_hant=given.name_hant, name_en=given.name_en,
            division_id=place.id, division_path=place.path, lead_id=lead.id, office_id=office.id,
            issuer=given.issuer, mandate=given.mandate, series=given.series.value,
            quorum=given.quorum, countersigning=given.countersigning, created_at=at,
        )  # fmt: skip
        body_id = int((await BodyRow.insert(row))[0]["id"])
        await record(
            "body:create", subject=("body", body_id, code), by=by, at=at,
            now={"name": given.name, "lead": lead.name, "mandate": given.mandate},
        )  # fmt: skip
        return await things.body(body_id)


def _require(by: Person, right: str, path: str) -> None:
    if not access.may(by, right, Concerned(path)):
        raise NotAllowed(permission=right)


async def named(field: str, code: str) -> Unit:
    """Return the unit a form names; raise ``Invalid`` for none of that name."""
    try:
        return await unit_by_code(code)
    except NotFound as error:
        raise Invalid([Problem(field, error.sentence, "unknown")]) from None


async def appoint(code: str, given: MemberIn, *, by: Person, at: datetime) -> Body:
    """Give a unit a post in a body; who held the same post there before ends the day before."""
    unit = await named("unit", given.unit)
    async with db.write():
        body = await _in_hand(await locate.body(code), given.version, by)
        since = given.since or day_of(at)
        held = BodyMemberRow
        same = (held.body_id == body.id) & (held.unit_id == unit.id) & held.until.is_null()
        await held.update({held.until: since}).where(same & (held.role == given.role.value))
        await held.insert(
            held(
                body_id=body.id, unit_id=unit.id, role=given.role.value, name=given.name,
                post=given.post, since=since, until=given.until,
            )
        )  # fmt: skip
        await record(
            "body:appoint", subject=("body", body.id, body.code), by=by, at=at,
            now={"unit": unit.name, "role": given.role.value, "name": given.name},
        )  # fmt: skip
        return await things.body(body.id)


async def _in_hand(body_id: int, seen: int, by: Person) -> Body:
    row = BodyRow
    await row.update({row.version: row.version + 1}).where(row.id == body_id)
    body = await things.body(body_id)
    _require(by, "membership.manage", body.path)
    if seen + 1 != body.version:
        raise Stale(what="body", key=body.code)
    return body
