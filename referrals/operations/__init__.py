"""Acting on cases and referrals: every verb is one transaction, journalled with its change."""

from referrals.operations.deciding import (
    accept_case,
    approve_refusal,
    ask_case_papers,
    case_papers_in,
    close,
    decline_refusal,
    lapse,
    propose_refusal,
    record_gap,
    reopen_case,
    void_case,
    withdraw_case,
)
from referrals.operations.declaring import declare, strike_relative
from referrals.operations.editing import edit_household, edit_person
from referrals.operations.ending import confirm, reopen, send_back, void, waive, withdraw
from referrals.operations.extending import ask as ask_extension
from referrals.operations.extending import grant as grant_extension
from referrals.operations.extending import refuse as refuse_extension
from referrals.operations.handing_over import hand_over
from referrals.operations.handling import (
    accept,
    ask_papers,
    assign,
    begin_stage,
    chase,
    complete,
    end_stage,
    no_answer,
    papers_in,
    record_objection,
)
from referrals.operations.informing import acknowledge, inform, uninform
from referrals.operations.joining import merge_households, merge_persons
from referrals.operations.joining import undo_merge as part
from referrals.operations.knowing import export, look_up, unmask
from referrals.operations.meeting import decided, put_to_meeting, route, taken_back, when_leaving
from referrals.operations.merging import merge, undo_merge
from referrals.operations.noting import note, note_on_case, strike
from referrals.operations.registering import register, save_draft
from referrals.operations.returning import (
    approve_return,
    ask_return,
    decline_meeting,
    overrule_return,
)
from referrals.operations.sending import draft, send, send_draft
from referrals.operations.succession import carry_over
from referrals.operations.viewing import change_view, drop_view, save_view

__all__ = [
    "accept",
    "accept_case",
    "acknowledge",
    "approve_refusal",
    "approve_return",
    "ask_case_papers",
    "ask_extension",
    "ask_papers",
    "ask_return",
    "assign",
    "begin_stage",
    "carry_over",
    "case_papers_in",
    "change_view",
    "chase",
    "close",
    "complete",
    "confirm",
    "decided",
    "declare",
    "decline_meeting",
    "decline_refusal",
    "draft",
    "drop_view",
    "edit_household",
    "edit_person",
    "end_stage",
    "export",
    "grant_extension",
    "hand_over",
    "inform",
    "lapse",
    "look_up",
    "merge",
    "merge_households",
    "merge_persons",
    "no_answer",
    "note",
    "note_on_case",
    "overrule_return",
    "papers_in",
    "part",
    "propose_refusal",
    "put_to_meeting",
    "record_gap",
    "record_objection",
    "refuse_extension",
    "register",
    "reopen",
    "reopen_case",
    "route",
    "save_draft",
    "save_view",
    "send",
    "send_back",
    "send_draft",
    "strike",
    "strike_relative",
    "taken_back",
    "undo_merge",
    "uninform",
    "unmask",
    "void",
    "void_case",
    "waive",
    "when_leaving",
    "withdraw",
    "withdraw_case",
]
