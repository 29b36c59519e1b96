"""What happens to each demo case, as lists of steps; ``walk`` takes them through the operations.

A step is a word, with what it needs after colons. ``2.complete:granted:4000`` is the second
referral's unit completing it; words without a number are the desk's. ``+3`` lets three days go by.
Every state of cases and referrals is reached by one script at least.
"""

from __future__ import annotations

import msgspec


class Script(msgspec.Struct, frozen=True):
    """One kind of story: how many cases tell it, how long ago the first began, what happens."""

    title: str
    times: int
    days_ago: int
    programmes: tuple[str, ...]
    steps: str


_SENT = "register accept send"
_DIBAO, _MEDICAL, _TEMPORARY = ("dibao",), ("medical_aid",), ("temporary_aid",)
_TWO = ("dibao", "education_aid")
_THREE = ("temporary_aid", "medical_aid", "education_aid")

SCRIPTS: tuple[Script, ...] = (
    Script("just begun", 2, 0, (), "draft"),
    Script("registered today", 3, 0, _DIBAO, "register"),
    Script("asked for papers at the window", 2, 4, _DIBAO, "register ask_papers"),
    Script("papers came", 1, 6, _DIBAO, "register ask_papers +2 papers_in"),
    Script("lapsed", 1, 30, _DIBAO, "register ask_papers +20 lapse"),
    Script("refusal proposed", 1, 1, _DIBAO, "register propose_refusal"),
    Script("not accepted", 1, 9, _DIBAO, "register propose_refusal +1 approve_refusal"),
    Script("refusal declined", 1, 5, _DIBAO, "register propose_refusal +1 decline_refusal"),
    Script("accepted, to be sent", 3, 0, _DIBAO, "register accept"),
    Script("void", 1, 3, _DIBAO, "register void"),
    Script("withdrawn by the person", 1, 12, _TWO, f"{_SENT} +1 withdraw"),
    Script("sent, to be accepted", 6, 0, _TWO, _SENT),
    Script("sent, overdue to accept", 2, 6, _MEDICAL, _SENT),
    Script("in hand", 6, 8, _TWO, f"{_SENT} +1 1.accept 2.accept"),
    Script("in hand, soon due", 3, 29, _MEDICAL, f"{_SENT} +1 1.accept"),
    Script("in hand, overdue", 3, 45, _DIBAO, f"{_SENT} +1 1.accept"),
    Script("emergency", 1, 0, _TEMPORARY, "register accept send_urgent"),
    Script("asked to return", 2, 1, _MEDICAL, f"{_SENT} +0 1.ask_return"),
    Script("returned to another unit", 2, 7, _MEDICAL,
           f"{_SENT} +1 1.ask_return +0 approve_return"),
    Script("return overruled", 1, 9, _MEDICAL, f"{_SENT} +1 1.ask_return +0 overrule_return"),
    Script("waiting for the person", 3, 10, _DIBAO, f"{_SENT} +1 1.accept 1.ask_papers"),
    Script("no answer", 1, 40, _DIBAO,
           f"{_SENT} +1 1.accept 1.ask_papers +6 1.chase +12 1.no_answer"),
    Script("public notice", 1, 14, _DIBAO, f"{_SENT} +1 1.accept +5 1.begin_stage"),
    Script("extension asked", 1, 15, _MEDICAL, f"{_SENT} +1 1.accept +8 1.ask_extension"),
    Script("to be confirmed", 4, 16, _TWO,
           f"{_SENT} +1 1.accept 2.accept +6 2.complete:granted:1200 1.complete:granted:2400"),
    Script("sent back", 1, 20, _MEDICAL,
           f"{_SENT} +1 1.accept +5 1.complete:not_eligible:0 +1 1.send_back"),
    Script("confirmed, to be closed", 2, 18, _MEDICAL,
           f"{_SENT} +1 1.accept +6 1.complete:granted:3600 +1 1.confirm"),
    Script("closed", 6, 50, _THREE,
           f"{_SENT} +1 1.accept 2.accept 3.accept +8 2.complete:granted:5200"
           " 3.complete:partly_granted:800 +1 1.complete:granted:2000"
           " +1 1.confirm 2.confirm 3.confirm +1 close"),
    Script("closed with a gap", 1, 44, ("legal_aid", ""),
           f"{_SENT} +1 1.accept +4 1.complete:granted:0 +1 1.confirm gap close"),
    Script("a part waived", 1, 13, _TWO, f"{_SENT} +1 1.accept 2.accept +1 2.waive"),
    Script("reopened", 1, 60, _MEDICAL,
           f"{_SENT} +1 1.accept +7 1.complete:granted:900 +1 1.confirm close +5 reopen 1.reopen"),
    Script("merged", 1, 11, _DIBAO, "register accept +1 merge"),
)  # fmt: skip
