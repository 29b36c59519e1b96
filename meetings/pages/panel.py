"""How the acts on the things of meetings are offered, and what happened so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from meetings import access
from meetings.model import MeetingAction, MinutesAction, ResolutionAction, TopicAction
from meetings.queries import situations
from meetings.rules.guards import Thing
from portal.core.i18n import N_, Sentence, gettext
from portal.journal.model import Entry
from portal.journal.queries import of_subject
from portal.render.labels import label
from portal.web import panel
from portal.web.panel import Form
from portal.web.visit import Request

_T, _M, _N, _R = TopicAction, MeetingAction, MinutesAction, ResolutionAction

# In the order of the panel: what is done most stands first, what ends a matter last.
TOPIC_FORMS: Mapping[TopicAction, Form] = {
    _T.PASS_ON: Form("pass_on"),
    _T.RECORD_OUTCOME: Form("outcome", "primary"),
    _T.RECORD_ANSWER: Form("government_answer"),
    _T.ANSWER: Form("answer", "primary"),
    _T.SUBMIT: Form(kind="primary"),
    _T.CHECK: Form(kind="primary"),
    _T.POOL: Form(kind="primary"),
    _T.SCHEDULE: Form("schedule", "primary"),
    _T.CONSULT: Form("consult"),
    _T.EDIT: Form("topic"),
    _T.MERGE: Form("merge"),
    _T.TAKE_OFF: Form(),
    _T.SPLIT: Form("reason"),
    _T.RETURN: Form("reason", "danger"),
    _T.WITHDRAW: Form("reason", "danger"),
}
MEETING_FORMS: Mapping[MeetingAction, Form] = {
    _M.CONVENE: Form(kind="primary"),
    _M.CORRECT_NOTICE: Form("correct_notice"),
    _M.FIX_AGENDA: Form(kind="primary"),
    _M.BEGIN: Form(kind="primary"),
    _M.PRESENT: Form("present", "primary"),
    _M.LEAVE: Form("leave"),
    _M.RECUSE: Form("recuse"),
    _M.RESUME: Form(kind="primary"),
    _M.ATTEND: Form("reply", "primary"),
    _M.PROPOSE_ORDER: Form(),
    _M.CALL_IN: Form("call_in"),
    _M.REMIND: Form("remind"),
    _M.DELEGATE: Form("delegate"),
    _M.EXCUSE: Form("excuse"),
    _M.EDIT: Form("moved"),
    _M.BUILD_PACK: Form(),
    _M.STOP_PACK: Form(),
    _M.ADJOURN: Form(),
    _M.CONCLUDE: Form(),
    _M.POSTPONE: Form("reason", "danger"),
    _M.CANCEL: Form("reason", "danger"),
}
MINUTES_FORMS: Mapping[MinutesAction, Form] = {
    _N.AGREE: Form(kind="primary"),
    _N.SIGN: Form(kind="primary"),
    _N.ISSUE: Form(kind="primary"),
    _N.WRITE: Form("write", "primary"),
    _N.CIRCULATE: Form("circulate", "primary"),
    _N.TO_SIGNATURE: Form(kind="primary"),
    _N.RESOLVE: Form("resolve"),
    _N.DROP: Form("drop"),
    _N.AT_ONCE: Form("at_once"),
    _N.ANSWER: Form("answer_remark", "primary"),
    _N.REMARK: Form("remark"),
    _N.COMMENT: Form("opinion"),
    _N.TAKE_BACK: Form(),
    _N.OVERRULE: Form("overrule"),
    _N.OBJECT: Form("opinion", "danger"),
    _N.REVISE: Form("reason"),
    _N.REFUSE: Form("reason", "danger"),
    _N.DISTRIBUTE: Form("distribute"),
    _N.CORRECT: Form("reason"),
    _N.REVOKE: Form("reason", "danger"),
}
RESOLUTION_FORMS: Mapping[ResolutionAction, Form] = {
    _R.RECEIVE: Form(kind="primary"),
    _R.START: Form(kind="primary"),
    _R.COOPERATE: Form("report", "primary"),
    _R.REPORT: Form("report", "primary"),
    _R.CHECK: Form(kind="primary"),
    _R.STRIKE_OFF: Form(kind="primary"),
    _R.GRANT_EXTENSION: Form("reason", "primary"),
    _R.REFUSE_EXTENSION: Form("reason"),
    _R.ASK_EXTENSION: Form("ask_more"),
    _R.REACH: Form("reach"),
    _R.PLAN: Form("plan"),
    _R.URGE: Form("urge"),
    _R.SUPERVISE: Form("supervise"),
    _R.RESUME: Form(),
    _R.SUSPEND: Form("reason"),
    _R.SEND_BACK: Form("reason", "danger"),
}

# Acts with texts that take long to write.
_LONG: frozenset[StrEnum] = frozenset(
    {_T.EDIT, _T.ANSWER, _T.RECORD_OUTCOME, _N.WRITE, _N.RESOLVE, _R.REPORT, _R.SUPERVISE}
)

_ACTIONS: Mapping[str, type[StrEnum]] = {
    "topic": TopicAction, "meeting": MeetingAction, "minutes": MinutesAction,
    "resolution": ResolutionAction,
}  # fmt: skip
# Acts that are journalled beside the tables' own.
_MORE: Mapping[str, str] = {
    "topic:propose": N_("提出议题"),
    "topic:papers_added": N_("上传材料"),
    "topic:paper_removed": N_("移除材料"),
    "topic:papers_ordered": N_("调整材料次序"),
    "topic:carried_out": N_("议定落到转办单"),
    "topic:take_in": N_("并入议题"),
    "meeting:plan": N_("筹备会议"),
    "minutes:begin": N_("开始起草"),
    "minutes:written": N_("编写纪要"),
    "minutes:lapse": N_("逾期未会签"),
    "resolution:issue": N_("随纪要印发"),
    "resolution:replace": N_("被后来的议定事项取代"),
    "resolution:cancel": N_("由后来的议定事项撤销"),
}


class Missing(msgspec.Struct, frozen=True):
    """An act one would look for, and why it is not on offer now."""

    label: str
    why: Sentence


class Happened(msgspec.Struct, frozen=True):
    """One event of the timeline."""

    at: datetime
    words: str
    who: str = ""
    unit: str = ""
    text: str = ""
    tone: str = "off"
    inner: bool = False


async def around(
    request: Request, kind: str, thing: Thing, forms: Mapping[Any, Form]
) -> dict[str, Any]:
    """Return what every thing's page shows beside the thing: the acts, and what happened."""
    situation = await situations.of(thing, by=request.person, at=request.at)
    possible = [row.action for row in access.possible(situation, request.person)]
    held = panel.acts(request, possible, forms)
    entries = await of_subject(kind, thing.id)
    events = _events(kind, entries)
    seen = await panel.seen_at(request) if request.visit.refusal else None
    return {
        "acts": await panel.with_drafts(request, held, thing.code, entries, _LONG),
        "strays": panel.strays(request, held),
        "offered": frozenset(action.value for action in possible),
        "missing": [Missing(label(action), why)
                    for action, why in access.missing(situation, request.person)
                    if action in forms and forms[action].kind == "primary"],
        "events": events,
        "after": [each for each in events if seen is not None and each.at > seen],
        "version": thing.version,
        "seen": request.at.isoformat(),
    }  # fmt: skip


def _events(kind: str, entries: tuple[Entry, ...]) -> tuple[Happened, ...]:
    told = [_event(kind, entry) for entry in entries]
    return tuple(each for each in told[::-1] if each is not None)


def _event(kind: str, entry: Entry) -> Happened | None:
    words = _words(kind, entry.tag)
    if words is None:
        return None
    unit = entry.data.get("unit", "")
    text = "；".join(part for part in (unit if isinstance(unit, str) else "", entry.reason) if part)
    return Happened(entry.at, words, entry.by_name, text=text)


def _words(kind: str, tag: str) -> str | None:
    if tag in _MORE:
        return gettext(_MORE[tag])
    act = tag.partition(":")[2]
    known = {member.value: member for member in _ACTIONS[kind]}
    return label(known[act]) if act in known else None
