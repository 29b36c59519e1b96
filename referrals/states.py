"""The two state tables and their engine.

A row per action: from which states, to which state, by which right, under which guards, with which
effect on the clocks. Buttons, the API's offers, the clocks and the operations all read these rows.
The guards are named functions of ``rules.guards``. Where a row leads nowhere by itself, the state
stays or the operation sets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from portal.core.errors import NotPossible
from portal.core.i18n import N_, say
from referrals.model import (
    FINAL,
    CaseAction,
    CaseState,
    Need,
    NeedState,
    Referral,
    ReferralAction,
    ReferralState,
)


class By(StrEnum):
    """Who takes the act; the permission table says which roles may."""

    PERSON = "person"
    MEETING = "meeting"  # an operation of `meetings`, through topic and minutes only


class Effect(StrEnum):
    """What an act does to the unit's clocks."""

    NONE = ""
    STARTS = "starts"
    RESPONDS = "responds"  # ends the time to respond, and that alone
    PAUSES = "pauses"
    GOES_ON = "goes_on"  # ends a pause
    COMPLETES = "completes"  # ends the time to finish; the call-back is still to come
    SETTLES = "settles"  # ends what still ran after the completion
    ENDS = "ends"  # ends everything
    RESUMES = "resumes"  # starts again with half the limit
    EXTENDS = "extends"
    SETS = "sets"  # another date takes the limit's place


class Step(msgspec.Struct, frozen=True):
    """One row of the referrals' table. ``to`` is None where the state stays."""

    action: ReferralAction
    origin: frozenset[ReferralState]
    to: ReferralState | None
    permission: str
    guards: tuple[str, ...] = ()
    by: By = By.PERSON
    effect: Effect = Effect.NONE


class CaseStep(msgspec.Struct, frozen=True):
    """One row of the cases' table. ``to`` is None where it follows from the referrals.

    ``by_units`` says that the units with a part of the case may take the act as well as its desk.
    """

    action: CaseAction
    origin: frozenset[CaseState]
    to: CaseState | None
    permission: str
    guards: tuple[str, ...] = ()
    by_units: bool = False


_R, _A, _E = ReferralState, ReferralAction, Effect
_OPEN = frozenset(_R) - FINAL - {_R.DRAFT}


def _row(
    action: ReferralAction,
    origin: Iterable[ReferralState],
    to: ReferralState | None,
    permission: str,
    *guards: str,
    by: By = By.PERSON,
    effect: Effect = Effect.NONE,
) -> Step:
    return Step(action, frozenset(origin), to, f"referral.{permission}", guards, by, effect)


_ROWS = (
    _row(_A.SEND, {_R.DRAFT}, _R.SENT, "send",
         "case_takes_referrals", "consented", "unit_valid", "programme_open", "none_open_there",
         "one_lead", effect=_E.STARTS),
    _row(_A.ACCEPT, {_R.SENT}, _R.ACCEPTED, "accept", effect=_E.RESPONDS),
    _row(_A.ASK_RETURN, {_R.SENT, _R.ACCEPTED}, _R.RETURN_ASKED, "ask_return",
         "not_binding", "within_respond_limit", "suggests_another_unit", effect=_E.RESPONDS),
    _row(_A.APPROVE_RETURN, {_R.RETURN_ASKED}, _R.RETURNED, "decide_return",
         "duplicate_stands", "nobody_has_the_need", "lead_hands_over", effect=_E.ENDS),
    _row(_A.OVERRULE_RETURN, {_R.RETURN_ASKED}, _R.ACCEPTED, "decide_return"),
    _row(_A.ASK_PAPERS, {_R.ACCEPTED}, _R.WAITING_CLIENT, "ask_papers",
         "asked_less_than_twice", effect=_E.PAUSES),
    _row(_A.PAPERS_IN, {_R.WAITING_CLIENT}, _R.ACCEPTED, "papers_in", effect=_E.GOES_ON),
    _row(_A.NO_ANSWER, {_R.WAITING_CLIENT}, _R.COMPLETED, "no_answer",
         "papers_limit_passed", "client_reminded", "cooperating_ended", effect=_E.COMPLETES),
    _row(_A.PUT_TO_MEETING, {_R.SENT, _R.ACCEPTED, _R.RETURN_ASKED}, _R.IN_MEETING,
         "put_to_meeting", "leads_or_desk", by=By.MEETING, effect=_E.RESPONDS),
    _row(_A.DECLINE_MEETING, {_R.SENT, _R.ACCEPTED, _R.RETURN_ASKED}, None, "decide_return",
         "meeting_proposed"),
    _row(_A.TAKEN_BACK, {_R.IN_MEETING}, None, "taken_back", by=By.MEETING),
    _row(_A.DECIDED, {_R.IN_MEETING}, None, "decided", by=By.MEETING, effect=_E.SETS),
    _row(_A.COMPLETE, {_R.ACCEPTED}, _R.COMPLETED, "complete",
         "cooperating_ended", effect=_E.COMPLETES),
    _row(_A.CONFIRM, {_R.COMPLETED}, _R.CONFIRMED, "confirm", "called_back", effect=_E.SETTLES),
    _row(_A.SEND_BACK, {_R.COMPLETED}, _R.ACCEPTED, "send_back",
         "case_goes_on", effect=_E.RESUMES),
    _row(_A.REOPEN, {_R.CONFIRMED}, _R.ACCEPTED, "reopen",
         "case_goes_on_or_reopens", "none_open_there", "lead_is_free", effect=_E.RESUMES),
    _row(_A.WITHDRAW, {_R.DRAFT, _R.SENT, _R.ACCEPTED, _R.RETURN_ASKED, _R.WAITING_CLIENT},
         _R.WITHDRAWN, "withdraw", "lead_hands_over", "all_can_leave", effect=_E.ENDS),
    _row(_A.WAIVE, {_R.SENT, _R.ACCEPTED, _R.RETURN_ASKED, _R.WAITING_CLIENT}, _R.WITHDRAWN,
         "waive", "is_cooperating", effect=_E.ENDS),
    _row(_A.VOID, {_R.DRAFT, _R.SENT}, _R.VOID, "void",
         "lead_hands_over", "all_can_leave", effect=_E.ENDS),
    _row(_A.ASSIGN, _OPEN - {_R.COMPLETED}, None, "assign"),
    _row(_A.ASK_EXTENSION, {_R.ACCEPTED}, None, "ask_extension",
         "extension_first", "before_expiry"),
    _row(_A.GRANT_EXTENSION, {_R.ACCEPTED, _R.WAITING_CLIENT, _R.RETURN_ASKED, _R.IN_MEETING},
         None, "grant_extension", "extension_asked", effect=_E.EXTENDS),
    _row(_A.REFUSE_EXTENSION, {_R.ACCEPTED, _R.WAITING_CLIENT, _R.RETURN_ASKED, _R.IN_MEETING},
         None, "refuse_extension", "extension_asked"),
    _row(_A.BEGIN_STAGE, {_R.ACCEPTED}, None, "stage",
         "no_stage", "stage_of_programme", effect=_E.PAUSES),
    # An objection 异议 is looked into; the notice then stands for the programme's shorter time.
    _row(_A.RECORD_OBJECTION, {_R.ACCEPTED, _R.WAITING_CLIENT, _R.RETURN_ASKED, _R.IN_MEETING},
         None, "stage", "in_public_notice"),
    # A stage has its own end, whatever else the referral waits for by then.
    _row(_A.END_STAGE, {_R.ACCEPTED, _R.WAITING_CLIENT, _R.RETURN_ASKED, _R.IN_MEETING}, None,
         "stage", "in_stage", effect=_E.GOES_ON),
    _row(_A.NOTE, _OPEN, None, "note"),
    _row(_A.CHASE, _OPEN - {_R.COMPLETED}, None, "chase"),
)  # fmt: skip

# A note's right depends on who is to read it; the table knows the wider one.
_NOTE = "note.shared"

STEPS: dict[ReferralAction, Step] = {
    row.action: (msgspec.structs.replace(row, permission=_NOTE) if row.action is _A.NOTE else row)
    for row in _ROWS
}


def acts(*effects: Effect) -> frozenset[str]:
    """Return the names of the acts with one of these effects on the clocks, as journalled."""
    return frozenset(row.action.value for row in STEPS.values() if row.effect in effects)


_C, _D = CaseState, CaseAction
_RUNNING = frozenset({_C.ACCEPTED, _C.IN_HAND, _C.RESULTS_IN})
_ASKED = frozenset({_C.REGISTERED, _C.SUPPLEMENT_ASKED, _C.REFUSAL_PROPOSED})


def _case(
    action: CaseAction,
    origin: Iterable[CaseState],
    to: CaseState | None,
    *guards: str,
    permission: str = "",
) -> CaseStep:
    return CaseStep(action, frozenset(origin), to, f"case.{permission or action.value}", guards)


_CASE_ROWS = (
    _case(_D.REGISTER, {_C.DRAFT}, _C.REGISTERED, "has_needs"),
    _case(_D.ACCEPT, {_C.REGISTERED}, _C.ACCEPTED, "has_needs", "consent_recorded"),
    _case(_D.ASK_PAPERS, {_C.REGISTERED}, _C.SUPPLEMENT_ASKED, "asked_once"),
    _case(_D.PAPERS_IN, {_C.SUPPLEMENT_ASKED}, _C.REGISTERED),
    _case(_D.LAPSE, {_C.SUPPLEMENT_ASKED}, _C.LAPSED, "supplement_limit_passed"),
    _case(_D.PROPOSE_REFUSAL, {_C.REGISTERED}, _C.REFUSAL_PROPOSED),
    _case(_D.APPROVE_REFUSAL, {_C.REFUSAL_PROPOSED}, _C.NOT_ACCEPTED, "another_person"),
    _case(_D.DECLINE_REFUSAL, {_C.REFUSAL_PROPOSED}, _C.REGISTERED, "another_person"),
    _case(_D.CLOSE, {_C.RESULTS_IN}, _C.CLOSED, "all_confirmed", "needs_answered"),
    _case(_D.REOPEN, {_C.CLOSED, _C.LAPSED, _C.NOT_ACCEPTED}, None),
    # Referrals in a meeting leave it together with their topics.
    _case(_D.WITHDRAW, {_C.REGISTERED, _C.SUPPLEMENT_ASKED, *_RUNNING}, _C.WITHDRAWN),
    _case(_D.MERGE, frozenset(_C) - {_C.DRAFT, _C.MERGED, _C.VOID}, _C.MERGED,
          "survivor_takes_over"),
    _case(_D.UNDO_MERGE, {_C.MERGED}, None, "merged_lately"),
    _case(_D.VOID, {_C.DRAFT, _C.REGISTERED}, _C.VOID),
    _case(_D.RECORD_GAP, {_C.REGISTERED, *_RUNNING}, None, "need_is_open"),
    _case(_D.HAND_OVER, _ASKED | _RUNNING, None),
    _case(_D.DECLARE_RELATIVES, _ASKED | _RUNNING, None, "nobody_named_for_none"),
    _case(_D.STRIKE_RELATIVE, _ASKED | _RUNNING, None, "somebody_named"),
    # Told 知会 is who has to know, and has nothing to do.
    _case(_D.INFORM, _RUNNING, None, "consent_recorded"),
    _case(_D.UNINFORM, _RUNNING, None, "somebody_told"),
    CaseStep(_D.NOTE, _ASKED | _RUNNING, None, _NOTE, by_units=True),
)  # fmt: skip

CASE_STEPS: dict[CaseAction, CaseStep] = {row.action: row for row in _CASE_ROWS}


def step(state: ReferralState, action: ReferralAction) -> Step:
    """Return the row that allows this act in this state; raise ``NotPossible`` when none does."""
    row = STEPS[action]
    if state not in row.origin:
        raise _impossible(state, action)
    return row


def case_step(state: CaseState, action: CaseAction) -> CaseStep:
    """Return the row that allows this act in this state; raise ``NotPossible`` when none does."""
    row = CASE_STEPS[action]
    if state not in row.origin:
        raise _impossible(state, action)
    return row


def _impossible(state: StrEnum, action: StrEnum) -> NotPossible:
    return NotPossible(
        say(N_("现在的状态下不能办理这一项。请刷新页面，查看现在可以办理的事项。")),
        code="state",
        state=state.value,
        action=action.value,
    )


def derived(
    state: CaseState, referrals: Iterable[Referral], needs: Iterable[Need] = ()
) -> CaseState:
    """Return where a running case stands by its referrals and needs; other states are their own.

    It is in hand from the first sending; its results are in when every sent referral is completed
    or final, and it is in hand again when one opens. What was entered in error counts not. A case
    of gaps alone has nothing to wait for: its results are in, and the desk can close it.
    """
    if state not in _RUNNING:
        return state
    sent = [r for r in referrals if r.sent_at is not None and r.state is not ReferralState.VOID]
    if not sent:
        gaps = [need.state is NeedState.GAP for need in needs]
        return CaseState.RESULTS_IN if gaps and all(gaps) else CaseState.ACCEPTED
    ended = FINAL | {ReferralState.COMPLETED}
    done = all(r.state in ended for r in sent)
    return CaseState.RESULTS_IN if done else CaseState.IN_HAND
