"""Routing rules kept by the system administrator: entered with their source, ended, never deleted.

What a meeting decided comes in through ``meeting.route``.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, Problem, problem
from portal.core.i18n import N_, say
from portal.core.ids import next_number
from portal.directory.access import may, overlap
from portal.directory.model import Division, Person, Unit
from portal.directory.queries import unit_called
from portal.directory.queries.divisions import places_called
from portal.journal.record import record
from referrals.inputs import EndRule, RuleIn
from referrals.model import Origin, RoutingRule
from referrals.programmes import catalogue
from referrals.queries import routing
from referrals.tables import RoutingRow

_RIGHT = "routing.manage"


async def add_rule(given: RuleIn, *, by: Person, at: datetime) -> RoutingRule:
    """Enter an exception and return it.

    Raises ``Invalid`` for a programme, place or unit that does not exist, ``NotPossible`` when the
    same programme has a rule in the same area in that time.
    """
    _allowed(by)
    since = given.since or day_of(at)
    place, unit = await _known(given, since)
    async with db.write():
        # In turn: of two that enter the same rule at once, the second has to see the first.
        await next_number("routing")
        await _refuse_second(given, place.path, since)
        row = RoutingRow(
            programme=given.programme, division_path=place.path, unit_id=unit.id, since=since,
            until=given.until, source=given.source, created_at=at, origin=Origin.OFFICE.value,
            note=given.note, created_by_id=by.id,
        )  # fmt: skip
        key = int((await RoutingRow.insert(row))[0]["id"])
        await record(
            "routing:add", subject=("routing", key, given.programme), by=by, at=at,
            reason=given.note, data={"source": given.source},
            now={"unit": unit.name, "area": place.path, "since": since.isoformat(),
                 "until": given.until.isoformat() if given.until else None},
        )  # fmt: skip
    return await routing.rule(str(key))


def _allowed(by: Person) -> None:
    if not may(by, _RIGHT):
        raise NotAllowed(permission=_RIGHT)


async def _known(given: RuleIn, since: date) -> tuple[Division, Unit]:
    wrong: list[Problem] = []
    if given.programme not in catalogue.programmes():
        wrong.append(problem("programme", N_("没有这个救助项目，请从目录中选择。")))
    places = await places_called(given.place, on=since)
    if len(places) != 1:
        words = N_("没有找到，或有同名的地方，请填写行政区划代码。")
        wrong.append(problem("place", words))
    try:
        unit = await unit_called(given.unit)
    except NotFound as error:
        raise Invalid([*wrong, Problem("unit", error.sentence, "unknown")]) from None
    if not unit.valid_on(since):
        words = N_("%(unit)s 在开始日期不是有效单位，请改选接续单位。")
        wrong.append(Problem("unit", say(words, unit=unit.name), "unit_ended"))
    if wrong:
        raise Invalid(wrong)
    return places[0], unit


async def _refuse_second(given: RuleIn, area: str, since: date) -> None:
    for held in await routing.same_place(given.programme, area):
        if held.since != held.until and overlap(since, given.until, held.since, held.until):
            raise NotPossible(
                say(
                    N_("同一项目在同一地区已有规则（%(source)s），请先写明理由终止它。"),
                    source=held.source,
                ),
                code="rule_exists",
            )


async def end_rule(key: str, given: EndRule, *, by: Person, at: datetime) -> RoutingRule:
    """End a rule on a day, today unless said otherwise; one that has not begun never holds.

    Raises ``NotPossible`` when it has ended already, ``Stale`` when it is not as it was seen.
    """
    _allowed(by)
    held = await routing.rule(key)
    today = day_of(at)
    until = max(given.until or today, held.since)
    if held.until is not None and held.until <= today:
        raise NotPossible(say(N_("这条规则已经终止。")), code="rule_ended")
    if until < today and held.since < today:
        raise Invalid([problem("until", N_("终止日期不能早于今天：已按规则转办的不能改写。"))])
    async with db.write():
        row = RoutingRow
        changed = (
            await row.update({row.until: until, row.version: row.version + 1})
            .where((row.id == held.id) & (row.version == given.version))
            .returning(row.id)
        )
        db.changed_one(changed, what="routing", key=key)
        await record(
            "routing:end", subject=("routing", held.id, held.programme), by=by, at=at,
            reason=given.reason, was={"until": held.until.isoformat() if held.until else None},
            now={"until": until.isoformat()},
        )  # fmt: skip
    return await routing.rule(key)
