"""A decision may hold for the like of its referral: the next intake sees the unit and why."""

from __future__ import annotations

from typing import Any

from portal.core import clock
from referrals.queries.routing import routes
from tests.meetings.round_table import Table
from tests.referrals.scenes import Scene


async def _decided(table: Table, unit: str, *, routing: bool) -> tuple[Scene, str]:
    scene, topic = await table.escalated()
    minutes = await table.written(topic)
    await table.do(
        "write", minutes, table.person("secretary"), item=minutes.items[0].id, text="交由该单位。",
        effect={"unit": table.stage.units[unit].code, "routing": routing},
    )  # fmt: skip
    await table.issued(await table.countersigned(minutes))
    return scene, minutes.key


async def _route(scene: Scene) -> Any:
    folder = await scene.folder()
    programme = folder.referrals[0].programme
    found = await routes([programme], folder.case.division_path, on=clock.office_day(clock.now()))
    return found.get(programme)


async def test_a_decision_becomes_a_rule_only_where_it_says_so(table: Table, visiting: Any) -> None:
    scene, _ = await _decided(table, "lead", routing=False)
    held = await _route(scene)

    scene, first = await _decided(table, "lead", routing=True)
    by_first = await _route(scene)
    scene, second = await _decided(table, "civil affairs", routing=True)
    by_second = await _route(scene)

    assert held is None or held.source not in {first, second}
    assert (by_first.unit.id, by_first.source) == (table.stage.units["lead"].id, first)
    assert (by_second.unit.id, by_second.source) == (
        table.stage.units["civil affairs"].id, second,
    )  # fmt: skip
    visit = await visiting(table.person("clerk", "window"))
    case = (await table.stage.case_in("accepted")).key
    page = await visit.sees(f"/cases/{case}/send")
    assert f"联席会议纪要 {second} 议定由该单位办理" in page
    assert f'value="{table.stage.units["civil affairs"].code}" selected' in page
