"""Topics: the list, a new one, and one with its consultations and acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import get, post

from meetings import access, inputs, operations, referral_links
from meetings.model import Stance, Topic, TopicKind, TopicOutcome, TopicState
from meetings.pages import choices, panel, topic_papers
from meetings.pages import lists as pages
from meetings.queries import lists, locate, things
from meetings.rules.readiness import lacks
from portal.core.calendar import day_of
from portal.core.i18n import N_, gettext, language, say
from portal.render.labels import label
from portal.web import forms, respond
from portal.web.gate import may_ever, permission
from portal.web.visit import Key, Request

_READ, _PROPOSE = "topic.read", "topic.propose"
_VIEWS: Mapping[str, str] = {
    "open": N_("提出与协调"), "pool": N_("议题库"), "scheduled": N_("已列入议程"),
    "over": N_("已了结"),
}  # fmt: skip
# Where somebody still sees to what is missing.
_PREPARED = frozenset({"open", "pool"})
_DECIDES = (TopicOutcome.AGREED, TopicOutcome.NOT_AGREED)


@get("/topics", opt=permission(_READ), include_in_schema=False)
async def listed(request: Request) -> respond.Answer:
    """Show the topics of a view, by pages."""
    given = pages.asked(request, _VIEWS)
    page = await lists.topics(request.person, given.view, cursor=given.cursor)
    held = await lists.whole(page.items) if given.view in _PREPARED else {}
    return await respond.page(
        request, "meetings/topics.html", rows=page.items, spoken=language(),
        lacks={key: _lacks(topic, request) for key, topic in held.items()},
        prepared=given.view in _PREPARED,
        new="/topics/new" if may_ever(request.person, (_PROPOSE,)) else "",
        **pages.around("/topics", given, _VIEWS, page.next),
    )  # fmt: skip


@get("/topics/new", opt=permission(_PROPOSE), include_in_schema=False)
async def form(request: Request) -> respond.Answer:
    """Show the form of a new topic."""
    return await respond.page(request, "meetings/topic_new.html", kinds=choices.of(TopicKind))


@post("/topics/new", opt=permission(_PROPOSE), include_in_schema=False)
@respond.again(form)
async def propose(request: Request) -> respond.Answer:
    """Write a topic down as a draft."""
    given = await forms.read(inputs.TopicIn, request)
    topic = await operations.propose(given, by=request.person, at=request.at)
    return respond.go(request, f"/topics/{topic.key}", says=say(N_("已保存议题草稿。")))


@get("/topics/{key:str}", opt=permission(_READ), include_in_schema=False)
async def show(request: Request, key: Key) -> respond.Answer:
    """Show one topic: the question, the units' answers, its dossier, what happened, the acts."""
    topic = await things.topic(await locate.topic(key, request.person))
    return await respond.page(
        request, "meetings/topic.html", topic=topic, address=f"/topics/{topic.key}",
        body=await things.body(topic.body_id), spoken=language(), lacks=_lacks(topic, request),
        **await panel.around(request, "topic", topic, panel.TOPIC_FORMS),
        **await _choices(request, topic), **await _merged(request, topic),
        links=await _links(request, topic), papers=[],
        files=await topic_papers.shelf(topic, request),
    )  # fmt: skip


_AHEAD = frozenset(TopicState) - {
    TopicState.DELIBERATED, TopicState.WITHDRAWN, TopicState.MERGED
}  # fmt: skip


def _lacks(topic: Topic, request: Request) -> list[str]:
    """Return in words what the topic lacks, as long as it can still be seen to."""
    if topic.state not in _AHEAD:
        return []
    return [label(each) for each in lacks(topic, on=day_of(request.at))]


async def _choices(request: Request, topic: Topic) -> dict[str, Any]:
    pooled = topic.state is TopicState.POOLED
    ahead = await lists.meetings(request.person, "ahead") if pooled else None
    others = await lists.mergeable(topic) if pooled else ()
    body = await things.body(topic.body_id)
    return {
        "kinds": choices.of(TopicKind),
        "stances": choices.of(Stance),
        "outcomes": choices.of(TopicOutcome),
        "answers": choices.of(_DECIDES),
        "units": await choices.all_units(body.path, request),
        "meetings": tuple((m.key, f"{m.key} {m.title}") for m in ahead.items) if ahead else (),
        "mergeable": tuple((key, f"{key} {title}") for key, title in others),
    }


async def _merged(request: Request, topic: Topic) -> dict[str, Any]:
    """Return what goes to the meeting together with a topic, and the topic it goes with."""
    with_it = await things.merged_into(topic.id)
    lead = await things.topic(topic.merged_into_id) if topic.merged_into_id else None
    return {
        "lead": lead,
        "opens_lead": lead is not None and access.may_read(request.person, lead),
        "merged": [(each, access.may_read(request.person, each)) for each in with_it],
    }


async def _links(request: Request, topic: Topic) -> list[dict[str, str]]:
    links = []
    if await referral_links.opens_referral(topic.referral_key, request.person, at=request.at):
        links.append({"words": gettext("转办单 %(key)s") % {"key": topic.referral_key},
                      "address": f"/referrals/{topic.referral_key}"})  # fmt: skip
    if await referral_links.opens_case(topic.case_key, request.person, at=request.at):
        links.append({"words": gettext("受理件 %(key)s") % {"key": topic.case_key},
                      "address": f"/cases/{topic.case_key}"})  # fmt: skip
    if topic.meeting_id:
        number = (await things.meeting(topic.meeting_id)).number
        links.append({"words": gettext("会议 %(key)s") % {"key": number},
                      "address": f"/meetings/{number}"})  # fmt: skip
    return links
