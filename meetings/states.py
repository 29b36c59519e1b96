"""The state tables of topics, meetings, attendance, minutes and resolutions, and their engine.

A row per act: from which states, to which state, by which right, under which guards (named
functions of ``rules.guards``). Buttons, the API's offers and the operations all read these rows.
``to`` is None where the state stays, or where the operation sets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from meetings.model import (
    AttendanceAction,
    AttendanceState,
    Ending,
    MeetingAction,
    MeetingState,
    MinutesAction,
    MinutesState,
    ResolutionAction,
    ResolutionState,
    TopicAction,
    TopicState,
)
from portal.core.errors import NotPossible
from portal.core.i18n import N_, say


class Step(msgspec.Struct, frozen=True):
    """One row of a table."""

    action: StrEnum
    origin: frozenset[StrEnum]
    to: StrEnum | None
    permission: str
    guards: tuple[str, ...] = ()


Table = Mapping[StrEnum, Step]


def _table(*rows: Step) -> dict[StrEnum, Step]:
    return {row.action: row for row in rows}


def _row(
    action: StrEnum, origin: Iterable[StrEnum], to: StrEnum | None, permission: str, *guards: str
) -> Step:
    return Step(action, frozenset(origin), to, permission, guards)


_T, _A = TopicState, TopicAction
_BEFORE_DECISION = (_T.DRAFT, _T.SUBMITTED, _T.COORDINATING, _T.POOLED)

TOPICS: Table = _table(
    _row(_A.EDIT, {_T.DRAFT}, None, "topic.edit"),
    _row(_A.SUBMIT, {_T.DRAFT}, _T.SUBMITTED, "topic.submit"),
    _row(_A.RETURN, {_T.SUBMITTED, _T.COORDINATING}, _T.DRAFT, "topic.return"),
    _row(_A.CHECK, {_T.SUBMITTED}, _T.COORDINATING, "topic.check"),
    _row(_A.CONSULT, {_T.COORDINATING}, None, "topic.check", "not_asked_yet"),
    _row(_A.ANSWER, {_T.COORDINATING}, None, "topic.answer", "is_consulted"),
    _row(_A.POOL, {_T.COORDINATING}, _T.POOLED, "topic.pool", "consultation_ended"),
    _row(_A.SCHEDULE, {_T.POOLED}, _T.SCHEDULED, "topic.schedule", "meeting_takes_topics"),
    _row(_A.TAKE_OFF, {_T.SCHEDULED}, _T.POOLED, "topic.take_off", "not_in_session"),
    # A liaison meeting settles nothing: what it makes is the list of topics for the next meeting.
    _row(_A.PASS_ON, {_T.SCHEDULED}, _T.POOLED, "topic.schedule", "liaison_sits"),
    _row(_A.RECORD_OUTCOME, {_T.SCHEDULED}, _T.DELIBERATED, "topic.record_outcome", "in_session"),
    _row(_A.RECORD_ANSWER, {_T.DELIBERATED}, None, "topic.record_answer", "awaits_government"),
    _row(_A.WITHDRAW, _BEFORE_DECISION, _T.WITHDRAWN, "topic.withdraw"),
    # What is merged goes on with the other; it has its own state again when it is split off.
    _row(_A.MERGE, {_T.POOLED}, _T.MERGED, "topic.pool", "goes_together"),
    _row(_A.SPLIT, {_T.MERGED}, _T.POOLED, "topic.pool", "not_deliberated_yet"),
)

_M, _B = MeetingState, MeetingAction
_AHEAD = (_M.PLANNED, _M.CONVENED, _M.AGENDA_FIXED)
_CALLED = (_M.CONVENED, _M.AGENDA_FIXED, _M.POSTPONED)
_WITH_AGENDA = (_M.AGENDA_FIXED, _M.IN_SESSION, _M.ADJOURNED, _M.CONCLUDED)
_MANAGE, _ANSWER = "meeting.manage", "meeting.answer_notice"

MEETINGS: Table = _table(
    _row(_B.EDIT, (*_AHEAD, _M.POSTPONED), None, _MANAGE),
    _row(_B.ORDER, (*_AHEAD, _M.IN_SESSION), None, _MANAGE),
    _row(_B.PROPOSE_ORDER, _AHEAD, None, _MANAGE, "has_agenda"),
    _row(_B.CALL_IN, (*_AHEAD, _M.POSTPONED), None, _MANAGE, "has_agenda"),
    _row(_B.CONVENE, {_M.PLANNED, _M.POSTPONED}, _M.CONVENED, _MANAGE, "is_ahead"),
    _row(_B.FIX_AGENDA, {_M.CONVENED}, _M.AGENDA_FIXED, _MANAGE, "has_agenda"),
    _row(_B.BEGIN, {_M.AGENDA_FIXED}, _M.IN_SESSION, _MANAGE),
    _row(_B.ADJOURN, {_M.IN_SESSION}, _M.ADJOURNED, _MANAGE),
    _row(_B.RESUME, {_M.ADJOURNED}, _M.IN_SESSION, _MANAGE),
    _row(_B.CONCLUDE, {_M.IN_SESSION}, _M.CONCLUDED, _MANAGE),
    _row(_B.POSTPONE, _AHEAD, _M.POSTPONED, _MANAGE),
    _row(_B.CANCEL, (*_AHEAD, _M.POSTPONED), _M.CANCELLED, _MANAGE),
    _row(_B.ATTEND, _CALLED, None, _ANSWER, "is_called"),
    _row(_B.DELEGATE, _CALLED, None, _ANSWER, "is_called"),
    _row(_B.EXCUSE, _CALLED, None, _ANSWER, "is_called"),
    _row(_B.PRESENT, {_M.IN_SESSION, _M.ADJOURNED}, None, _MANAGE),
    _row(_B.CORRECT_NOTICE, {_M.CONVENED, _M.AGENDA_FIXED}, None, _MANAGE, "notice_differs"),
    _row(_B.REMIND, {_M.CONVENED, _M.AGENDA_FIXED}, None, _MANAGE,
         "somebody_silent", "not_reminded_today"),
    _row(_B.BUILD_PACK, _WITH_AGENDA, None, _MANAGE, "has_agenda", "no_pack_under_way"),
    _row(_B.STOP_PACK, _WITH_AGENDA, None, _MANAGE, "pack_under_way"),
    _row(_B.LEAVE, {_M.IN_SESSION, _M.ADJOURNED}, None, _MANAGE),
    _row(_B.RECUSE, {_M.IN_SESSION, _M.ADJOURNED}, None, _MANAGE),
)  # fmt: skip

_P, _E = AttendanceState, AttendanceAction
_SAID = (_P.ACCEPTED, _P.DELEGATED, _P.EXCUSED)

# What each called unit has said; the units' own answers and the roll go by the meeting's rows too.
ATTENDANCE: Table = _table(
    _row(_E.ATTEND, (_P.INVITED, *_SAID), _P.ACCEPTED, _ANSWER),
    _row(_E.DELEGATE, (_P.INVITED, *_SAID), _P.DELEGATED, _ANSWER),
    _row(_E.EXCUSE, (_P.INVITED, *_SAID), _P.EXCUSED, _ANSWER),
    # Postponed and convened for another day: what was said was said of the old one.
    _row(_E.CALL_AGAIN, _SAID, _P.INVITED, _MANAGE),
    _row(_E.CLOSE, {_P.INVITED}, _P.NO_ANSWER, _MANAGE),
    _row(_E.PRESENT, (*_SAID, _P.NO_ANSWER), None, _MANAGE),
)

_N, _C = MinutesState, MinutesAction
_TEXT = (_N.DRAFTING, _N.REVISING)

MINUTES: Table = _table(
    _row(_C.WRITE, _TEXT, None, "minutes.write", "has_items"),
    _row(_C.RESOLVE, _TEXT, None, "minutes.write", "has_items"),
    _row(_C.DROP, _TEXT, None, "minutes.write", "has_items"),
    _row(_C.AT_ONCE, _TEXT, None, "minutes.at_once", "has_items", "not_in_force"),
    _row(_C.CIRCULATE, _TEXT, _N.COUNTERSIGNING, "minutes.circulate",
         "countersigning_wanted", "is_written", "nobody_writes", "nothing_aside",
         "has_units_to_ask"),
    _row(_C.REMARK, {_N.COUNTERSIGNING}, None, "minutes.countersign", "is_in_round"),
    _row(_C.ANSWER, {_N.COUNTERSIGNING, _N.REVISING}, None, "minutes.answer", "remark_open"),
    _row(_C.AGREE, {_N.COUNTERSIGNING}, None, "minutes.countersign", "is_asked"),
    _row(_C.COMMENT, {_N.COUNTERSIGNING}, None, "minutes.countersign", "is_asked"),
    _row(_C.OBJECT, {_N.COUNTERSIGNING}, None, "minutes.countersign", "is_asked"),
    _row(_C.TAKE_BACK, {_N.COUNTERSIGNING}, None, "minutes.take_back_objection", "has_objected"),
    _row(_C.OVERRULE, {_N.COUNTERSIGNING}, None, "minutes.overrule_objection",
         "objection_stands"),
    _row(_C.REVISE, {_N.COUNTERSIGNING}, _N.REVISING, "minutes.circulate"),
    _row(_C.TO_SIGNATURE, (*_TEXT, _N.COUNTERSIGNING), _N.FOR_SIGNATURE, "minutes.circulate",
         "is_written", "nobody_writes", "nothing_aside", "remarks_answered", "countersigned"),
    _row(_C.SIGN, {_N.FOR_SIGNATURE}, _N.SIGNED, "minutes.sign"),
    _row(_C.REFUSE, {_N.FOR_SIGNATURE}, _N.REVISING, "minutes.refuse"),
    _row(_C.ISSUE, {_N.SIGNED}, _N.ISSUED, "minutes.issue"),
    # What was issued stays as it is; a correction, or what takes it back, is a new document that
    # goes the whole way.
    _row(_C.CORRECT, {_N.ISSUED}, None, "minutes.correct", "not_corrected_yet", "is_in_force"),
    _row(_C.REVOKE, {_N.ISSUED}, None, "minutes.revoke", "not_corrected_yet", "is_in_force"),
    _row(_C.DISTRIBUTE, (*_TEXT, _N.COUNTERSIGNING, _N.FOR_SIGNATURE), None, "minutes.write",
         "is_written"),
)  # fmt: skip

_R, _D = ResolutionState, ResolutionAction
_WORKED_ON = (_R.ISSUED, _R.RECEIVED, _R.IN_PROGRESS)

RESOLUTIONS: Table = _table(
    _row(_D.RECEIVE, {_R.ISSUED}, _R.RECEIVED, "resolution.receive", "is_lead"),
    _row(_D.START, {_R.RECEIVED}, _R.IN_PROGRESS, "resolution.start", "is_lead"),
    _row(_D.COOPERATE, (*_WORKED_ON, _R.SUSPENDED), None, "resolution.report", "cooperates"),
    _row(_D.REPORT, {_R.IN_PROGRESS}, _R.REPORTED, "resolution.report",
         "is_lead", "cooperating_done", "steps_reached"),
    _row(_D.PLAN, {_R.RECEIVED, _R.IN_PROGRESS}, None, "resolution.report", "is_lead"),
    _row(_D.REACH, {_R.RECEIVED, _R.IN_PROGRESS}, None, "resolution.report", "is_lead",
         "step_ahead"),
    _row(_D.SEND_BACK, {_R.REPORTED, _R.CHECKED}, _R.IN_PROGRESS, "resolution.send_back"),
    _row(_D.CHECK, {_R.REPORTED}, _R.CHECKED, "resolution.check", "not_the_reporter"),
    _row(_D.STRIKE_OFF, {_R.CHECKED}, _R.CLOSED, "resolution.strike_off", "not_the_reporter"),
    _row(_D.URGE, _WORKED_ON, None, "resolution.remind"),
    # An order is the convener's, and stands on a mandate.
    _row(_D.SUPERVISE, _WORKED_ON, None, "resolution.supervise"),
    _row(_D.SUSPEND, {_R.IN_PROGRESS}, _R.SUSPENDED, "resolution.suspend"),
    _row(_D.RESUME, {_R.SUSPENDED}, _R.IN_PROGRESS, "resolution.resume"),
    _row(_D.ASK_EXTENSION, {_R.RECEIVED, _R.IN_PROGRESS}, None, "resolution.ask_extension",
         "is_lead", "extension_open"),
    _row(_D.GRANT_EXTENSION, {_R.RECEIVED, _R.IN_PROGRESS}, None, "resolution.grant_extension",
         "extension_asked"),
    _row(_D.REFUSE_EXTENSION, {_R.RECEIVED, _R.IN_PROGRESS}, None, "resolution.refuse_extension",
         "extension_asked"),
)  # fmt: skip

_OPEN = (*_WORKED_ON, _R.SUSPENDED, _R.REPORTED, _R.CHECKED)

# What ends an open resolution besides striking it off: a later one, when its minutes are issued.
ENDINGS: Table = _table(
    _row(Ending.REPLACE, _OPEN, _R.REPLACED, "minutes.issue"),
    _row(Ending.CANCEL, _OPEN, _R.CANCELLED, "minutes.issue"),
)


def step(table: Table, state: StrEnum, action: StrEnum) -> Step:
    """Return the row that allows this act in this state; raise ``NotPossible`` when none does."""
    row = table[action]
    if state not in row.origin:
        raise NotPossible(
            say(N_("现在的状态下不能办理这一项。请刷新页面，查看现在可以办理的事项。")),
            code="state", state=state.value, action=action.value,
        )  # fmt: skip
    return row
