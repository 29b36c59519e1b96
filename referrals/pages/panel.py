"""How the acts on cases and referrals are offered, and why one that is looked for is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from portal.core.i18n import Sentence
from portal.directory.model import Person
from portal.render.labels import label
from portal.web.panel import Form
from referrals import access
from referrals.model import CaseAction, ReferralAction
from referrals.rules.guards import Situation
from referrals.states import CaseStep, Step

_R, _C = ReferralAction, CaseAction


# In the order of the panel: what is done most stands first, what ends a matter last.
REFERRAL_FORMS: Mapping[ReferralAction, Form] = {
    _R.ACCEPT: Form(kind="primary"),
    _R.COMPLETE: Form("complete", "primary"),
    _R.CONFIRM: Form("confirm", "primary"),
    _R.APPROVE_RETURN: Form("approve_return", "primary"),
    _R.PAPERS_IN: Form(kind="primary"),
    _R.ASSIGN: Form("assign"),
    _R.ASK_PAPERS: Form("ask_papers"),
    _R.NO_ANSWER: Form("reason"),
    _R.OVERRULE_RETURN: Form("reason"),
    _R.DECLINE_MEETING: Form("reason"),
    _R.GRANT_EXTENSION: Form("reason"),
    _R.REFUSE_EXTENSION: Form("reason"),
    _R.BEGIN_STAGE: Form("begin_stage"),
    _R.RECORD_OBJECTION: Form("record_objection"),
    _R.END_STAGE: Form(),
    _R.ASK_EXTENSION: Form("ask_extension"),
    _R.CHASE: Form("reason"),
    _R.NOTE: Form("note"),
    _R.SEND_BACK: Form("reason"),
    _R.REOPEN: Form("reason"),
    _R.ASK_RETURN: Form("ask_return", "danger"),
    _R.WAIVE: Form("reason", "danger"),
    _R.WITHDRAW: Form("withdraw", "danger"),
    _R.VOID: Form("void", "danger"),
}

CASE_FORMS: Mapping[CaseAction, Form] = {
    _C.ACCEPT: Form("consent", "primary"),
    _C.APPROVE_REFUSAL: Form("reason", "primary"),
    _C.PAPERS_IN: Form(kind="primary"),
    _C.CLOSE: Form(kind="primary"),
    _C.ASK_PAPERS: Form("ask_papers"),
    _C.DECLINE_REFUSAL: Form("reason"),
    _C.RECORD_GAP: Form("gap"),
    _C.PROPOSE_REFUSAL: Form("refuse"),
    _C.LAPSE: Form(),
    _C.HAND_OVER: Form("hand_over"),
    _C.DECLARE_RELATIVES: Form("declare"),
    _C.STRIKE_RELATIVE: Form("strike_relative"),
    _C.INFORM: Form("inform"),
    _C.UNINFORM: Form("uninform"),
    _C.NOTE: Form("note"),
    _C.REOPEN: Form("reason"),
    _C.MERGE: Form("merge"),
    _C.UNDO_MERGE: Form("reason"),
    _C.WITHDRAW: Form("reason", "danger"),
    _C.VOID: Form("reason", "danger"),
}

# Acts with texts that take long to write.
LONG: frozenset[StrEnum] = frozenset(
    {_R.COMPLETE, _R.ASK_RETURN, _R.ASK_PAPERS, _C.PROPOSE_REFUSAL}
)


class Missing(msgspec.Struct, frozen=True):
    """An act one would look for, and why it is not on offer now."""

    label: str
    why: Sentence


def missing(
    rows: Iterable[Step | CaseStep],
    situation: Situation,
    person: Person,
    forms: Mapping[Any, Form],
) -> tuple[Missing, ...]:
    """Return the expected acts that only a guard stands against, each with its first reason."""
    things = (situation.referral,) if situation.referral else ()
    found = (
        (row, access.reasons(row, situation))
        for row in rows
        if row.action in forms
        and forms[row.action].kind == "primary"
        and access.may(person, row.permission, situation.case, things, at=situation.at)
    )
    return tuple(Missing(label(row.action), why[0]) for row, why in found if why)
