"""Resolutions: the register under its lamps, and one with its units' parts and acts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import get

from meetings import referral_links
from meetings.model import Resolution, UnitRole
from meetings.operations.registers import OFFICES
from meetings.pages import choices, panel, pressing
from meetings.pages import lists as pages
from meetings.queries import locate, things, tracking
from meetings.rules import lamps
from portal.core.calendar import day_of, last_day
from portal.core.i18n import N_, gettext, language
from portal.directory.queries import working_days
from portal.web import respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Key, Request

_READ = ("resolution.read", "resolution.receive")
_VIEWS: Mapping[str, str] = {
    "open": N_("办理中"), "reported": N_("待核查销号"), "over": N_("已了结"),
}  # fmt: skip


@get("/resolutions", opt=permission(*_READ), include_in_schema=False)
async def listed(request: Request) -> respond.Answer:
    """Show the resolutions of a view, by pages."""
    given = pages.asked(request, _VIEWS)
    sought = tracking.asked(request.query_params, given.view)
    page = await tracking.resolutions(request.person, sought, at=request.at)
    calendar = await working_days()
    office = may_ever(request.person, (OFFICES,))
    rows = [
        (each, lamps.shown(each.state, each.due_at, each.yellow_at,
                           now=request.at, calendar=calendar), last_day(each.due_at))
        for each in page.items
    ]  # fmt: skip
    return await respond.page(
        request,
        "meetings/resolutions.html",
        rows=rows,
        sought=sought,
        today=day_of(request.at),
        units=choices.units(await tracking.units(request.person)),
        lamps=choices.of(tracking.LAMPS),
        parts=choices.of(UnitRole),
        register=f"/resolutions/register.pdf?{urlencode(tracking.in_force(sought))}",
        editable=f"/resolutions/register.docx?{urlencode(tracking.in_force(sought))}",
        bulletin=f"/resolutions/bulletin?{urlencode({'body': sought.body})}" if office else "",
        urges=office and given.view == "open",
        **pages.around(
            "/resolutions",
            given,
            _VIEWS,
            page.next,
            tracking.in_force(sought),
            await tracking.counts(request.person, sought, at=request.at),
        ),
    )


@get("/resolutions/{key:str}", opt=permission(*_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one resolution: its text, units, lamp, report, what happened, the acts."""
    held = await things.resolution(await locate.resolution(key, request.person))
    topic = await things.topic(held.topic_id)
    links = [{"words": gettext("纪要 %(key)s") % {"key": held.minutes_key},
              "address": f"/meetings/{held.minutes_key}/minutes"}]  # fmt: skip
    links += await _revoked(held)
    # What was merged into the topic came from other cases.
    cases = [each.case_key for each in (topic, *await things.merged_into(topic.id))]
    for key_of_case in dict.fromkeys(cases):
        if await referral_links.opens_case(key_of_case, request.person, at=request.at):
            links.append({"words": gettext("受理件 %(key)s") % {"key": key_of_case},
                          "address": f"/cases/{key_of_case}"})  # fmt: skip
    return await respond.page(
        request, "meetings/resolution.html", resolution=held, spoken=language(),
        later=await things.ended_by(held), due=last_day(held.due_at),
        lamp=lamps.shown(held.state, held.due_at, held.yellow_at, now=request.at,
                         calendar=await working_days()),
        address=f"/resolutions/{held.key}", links=links, papers=await pressing.letters(held),
        owing=pressing.of_form(held), today=day_of(request.at),
        planned=tuple({"text": each.text, "due_on": each.due_on.isoformat()}
                      for each in held.milestones if each.is_open),
        steps=tuple((each.code, each.text) for each in held.milestones if each.is_open),
        **await panel.around(request, "resolution", held, panel.RESOLUTION_FORMS),
    )  # fmt: skip


async def _revoked(held: Resolution) -> list[dict[str, str]]:
    """Return the way to the document that took its minutes back, once that is issued."""
    minutes = await things.minutes(held.minutes_id)
    return [
        {"words": gettext("撤销件 第 %(n)s 期") % {"n": each.number},
         "address": f"/meetings/{each.key}/minutes"}
        for each in minutes.corrections if each.revokes and each.number
    ]  # fmt: skip
