"""What the API says of topics, meetings, minutes, resolutions and bodies."""

from __future__ import annotations

from typing import Any

from meetings import access
from meetings.doors import MEETING_ACTS, MINUTES_ACTS, RESOLUTION_ACTS, TOPIC_ACTS
from meetings.model import Body, Meeting, Minutes, Press, Resolution, Topic, UnitRef
from meetings.queries import course, notices, rounds, secrecy, situations, things
from meetings.rules import answers
from meetings.rules.notices import timetable
from meetings.rules.presence import in_room, lacking
from meetings.rules.readiness import lacks
from meetings.rules.running import items
from portal.core.calendar import day_of
from portal.core.i18n import language
from portal.web.offers import offered
from portal.web.visit import Request


def unit_out(unit: UnitRef) -> dict[str, Any]:
    """Return a unit by its code and name."""
    return {"code": unit.code, "name": unit.name}


async def topic_out(topic: Topic, request: Request) -> dict[str, Any]:
    """Return a topic with what this caller may do now."""
    return {
        "key": topic.key, "code": topic.code, "version": topic.version, "state": topic.state,
        "kind": topic.kind, "title": topic.title, "question": topic.question,
        "options": topic.options, "draft_decision": topic.draft_decision, "basis": topic.basis,
        "cost": topic.cost, "secret": topic.secret,
        "proposer": unit_out(topic.proposer), "reporter": topic.reporter,
        "outcome": topic.outcome, "referral": topic.referral_key or None,
        "case": topic.case_key or None, "dossier": topic.dossier, "carried": topic.carried,
        "minutes": topic.minutes, "late": topic.late,
        "joint": [unit_out(each) for each in topic.joint],
        "merged_into": await _key_of(topic.merged_into_id),
        "merged": [each.key for each in await things.merged_into(topic.id)],
        "passed_by": topic.passed_by_id is not None, "passed_words": topic.passed_words,
        "lacks": lacks(topic, on=day_of(request.at)),
        "meeting": (await things.meeting(topic.meeting_id)).number if topic.meeting_id else None,
        "consultations": [
            {"unit": unit_out(each.unit), "question": each.question, "due_on": each.due_on,
             "stance": each.stance, "answer": each.answer}
            for each in topic.consultations
        ],
        "actions": await _offers(topic, f"/api/v1/topics/{topic.key}", TOPIC_ACTS, request),
    }  # fmt: skip


async def _key_of(topic_id: int | None) -> str | None:
    return (await things.topic(topic_id)).key if topic_id else None


async def meeting_out(meeting: Meeting, request: Request) -> dict[str, Any]:
    """Return a meeting with its agenda and who comes."""
    agenda, body = await things.agenda(meeting.id), await things.body(meeting.body_id)
    slots = timetable(meeting, agenda, body)
    running = items(slots, await course.of(meeting, agenda), request.at)
    shown = access.shown(agenda, request.person)
    return {
        "key": meeting.key, "code": meeting.code, "version": meeting.version,
        "state": meeting.state, "kind": meeting.kind, "title": meeting.title,
        "begins_at": meeting.begins_at, "place": meeting.place, "chair": meeting.chair,
        "notice": meeting.notice, "notices": await _notices(meeting), "pack": meeting.pack,
        "follow_up": meeting.follow_up, "answer_by": meeting.answer_by,
        "answers": answers.counts(meeting.attendance), "reminded_at": meeting.reminded_at,
        "agenda": [
            {"key": each.slot.topic.key, "title": each.slot.topic.title,
             "position": each.slot.number, "minutes": each.slot.topic.minutes,
             "state": each.slot.topic.state, "outcome": each.slot.topic.outcome,
             "late": each.slot.topic.late, "begins_at": each.start, "ends_at": each.end,
             "current": each.current, "over_minutes": int(each.over.total_seconds()) // 60,
             "observers": [unit_out(unit) for unit in each.slot.observers],
             "lacking": [{"unit": unit_out(held.unit), "how": how}
                         for held, how in lacking(meeting, each.slot.topic, request.at)]}
            for each in running if each.slot.topic in shown
        ],
        "attendance": [
            {"unit": unit_out(each.unit), "state": each.state, "name": each.name,
             "post": each.post, "reason": each.reason, "present": each.present,
             "observer": each.observer,
             "stays": [{"since": stay.since, "until": stay.until} for stay in each.stays]}
            for each in meeting.attendance
        ],
        "in_room": in_room(meeting.attendance), "quorum": body.quorum,
        "actions": await _offers(meeting, f"/api/v1/meetings/{meeting.key}", MEETING_ACTS, request),
    }  # fmt: skip


async def _notices(meeting: Meeting) -> list[dict[str, Any]]:
    """Return every version of the notice as it was sent, the newest first."""
    units = {each.unit.id: unit_out(each.unit) for each in meeting.attendance}
    return [
        {"version": each.version, "sent_at": each.sent_at, "sha256": each.sha256,
         "changes": each.changes, "paper": f"/meetings/{meeting.key}/notices/{each.version}",
         "opened": [{"unit": units[receipt.unit_id], "at": receipt.at}
                    for receipt in each.receipts]}
        for each in await notices.of_meeting(meeting.id)
    ]  # fmt: skip


async def minutes_out(minutes: Minutes, request: Request) -> dict[str, Any]:
    """Return minutes with their items, resolutions and what the units said."""
    seen = await secrecy.shown(minutes, request.person)
    acts = await _offers(minutes, f"/api/v1/minutes/{minutes.key}", MINUTES_ACTS, request)
    minutes, resolved = seen.minutes, seen.resolutions(await things.resolutions_of(minutes.id))
    return {
        "left_out": seen.left_out,
        "key": minutes.key, "code": minutes.code, "version": minutes.version,
        "state": minutes.state, "title": minutes.title, "number": minutes.number,
        "year": minutes.year, "round": minutes.round, "signed_by": minutes.signed_by,
        "issued_at": minutes.issued_at, "sha256": minutes.sha256, "reason": minutes.reason,
        "corrects": minutes.corrects.key if minutes.corrects else None,
        "corrections": [each.key for each in minutes.corrections], "revokes": minutes.revokes,
        "distribution": minutes.distribution,
        "items": [
            {"id": each.id, "topic": each.topic_title, "text": each.text,
             "at_once": each.at_once, "done": each.done}
            for each in minutes.items
        ],
        "resolutions": [_brief(each) for each in resolved],
        "signatures": [
            {"round": each.round, "unit": unit_out(each.unit), "state": each.state,
             "text": each.text, "answer": each.answer}
            for each in minutes.signatures
        ],
        "due_at": minutes.due_at,
        "remarks": [
            {"code": each.code, "round": each.round, "unit": unit_out(each.unit),
             "item": each.item_id, "paragraph": each.paragraph, "text": each.text,
             "answer": each.answer}
            for each in minutes.remarks
        ],
        "actions": acts,
    }  # fmt: skip


def rounds_out(held: rounds.Overview) -> dict[str, Any]:
    """Return what changed from round to round and what was remarked; round 0 is none yet."""
    return {
        "rounds": [
            {"number": each.number,
             "changed": [{"topic": one.topic, "lines": one.lines} for one in each.changed],
             "remarks": [{"code": told.remark.code, "unit": unit_out(told.remark.unit),
                          "quote": told.quote, "text": told.remark.text,
                          "answer": told.remark.answer} for told in each.remarks]}
            for each in held.rounds
        ]
    }  # fmt: skip


def checked_out(minutes: Minutes | None, body: Body | None) -> dict[str, Any]:
    """Return what bytes were issued as; not ``issued`` when nobody issued them."""
    if minutes is None or body is None:
        return {"issued": False}
    return {
        "issued": True, "key": minutes.key, "body": body.name, "number": minutes.number,
        "year": minutes.year, "issued_at": minutes.issued_at,
        "later": [{"number": each.number, "revokes": each.revokes}
                  for each in minutes.corrections if each.number],
    }  # fmt: skip


def _brief(resolution: Resolution) -> dict[str, Any]:
    return {
        "key": resolution.key, "code": resolution.code, "item": resolution.item_id,
        "state": resolution.state, "text": resolution.text, "due_at": resolution.due_at,
        "working_days": resolution.working_days,
        "parts": [{"unit": unit_out(p.unit), "role": p.role, "done_at": p.done_at}
                  for p in resolution.parts],
    }  # fmt: skip


def press_out(press: Press, resolution: Resolution) -> dict[str, Any]:
    """Return a letter about a resolution; an order has its number, mandate and hash."""
    return {
        "code": press.code, "kind": press.kind, "unit": press.unit.code,
        "unit_name": press.unit.title(language()), "text": press.text, "at": press.at,
        "by_name": press.by_name, "state": press.stood.state, "overdue": press.stood.overdue,
        "mandate": press.mandate, "answer_by": press.answer_by, "number": press.number,
        "year": press.year or None, "sha256": press.sha256,
        "content": f"/resolutions/{resolution.key}/letters/{press.code}",
    }  # fmt: skip


async def resolution_out(resolution: Resolution, request: Request) -> dict[str, Any]:
    """Return a resolution with what this caller may do now."""
    address = f"/api/v1/resolutions/{resolution.key}"
    return _brief(resolution) | {
        "version": resolution.version, "meeting": resolution.meeting_key,
        "report": resolution.report, "extension": resolution.extension,
        "closed_at": resolution.closed_at, "ends": resolution.ends_key or None,
        "ending": resolution.ending,
        "milestones": [
            {"code": each.code, "text": each.text, "due_on": each.due_on,
             "done_at": each.done_at, "words": each.words}
            for each in resolution.milestones
        ],
        "actions": await _offers(resolution, address, RESOLUTION_ACTS, request),
    }  # fmt: skip


def body_out(body: Body) -> dict[str, Any]:
    """Return a body with its members."""
    return {
        "code": body.code, "version": body.version, "name": body.name,
        "division": body.division_code, "lead": unit_out(body.lead),
        "office": unit_out(body.office), "issuer": body.issuer, "mandate": body.mandate,
        "series": body.series, "quorum": body.quorum, "countersigning": body.countersigning,
        "members": [
            {"unit": unit_out(each.unit), "role": each.role, "name": each.name,
             "post": each.post, "since": each.since, "until": each.until}
            for each in body.members
        ],
    }  # fmt: skip


async def _offers(thing: Any, address: str, acts: Any, request: Request) -> Any:
    situation = await situations.of(thing, by=request.person, at=request.at)
    return offered(address, access.possible(situation, request.person), acts)
