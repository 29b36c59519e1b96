"""What happens to each demo case, as lists of steps; ``walk`` takes them through the operations.

A step is a word, with what it needs after colons. ``2.complete:granted:4000`` is the second
referral's unit completing it; words without a number are the desk's. ``+3`` lets three days go by.
Every state of cases and referrals is reached by one script at least.
"""

from __future__ import annotations

import msgspec


class Script(msgspec.Struct, frozen=True):
    """One kind of story: how many cases tell it, how long ago the first began, what happens.

    ``also`` is how many more tell it in a demo city of full size, with other programmes in turn;
    each telling began ``stride`` days before the one before it.
    """

    title: str
    times: int
    also: int
    days_ago: int
    programmes: tuple[str, ...]
    steps: str
    others: tuple[tuple[str, ...], ...] = ()
    stride: int = 1


_SENT = "register accept send"
_DIBAO, _MEDICAL, _TEMPORARY = ("dibao",), ("medical_aid",), ("temporary_aid",)
_TWO = ("dibao", "education_aid")
_THREE = ("temporary_aid", "medical_aid", "education_aid")
# What else people come for: alone, in pairs, and what civil affairs does not lead itself.
_ONES = (("tekun",), _MEDICAL, ("disability_benefit",), _TEMPORARY, ("education_aid",))
_PAIRS = (
    ("medical_aid", "insurance_claim"), ("temporary_aid", "housing_aid"),
    ("dibao", "medical_aid"), ("disability_benefit", "employment_aid"),
    ("disaster_aid", "housing_aid"),
)  # fmt: skip
_TRIPLES = (
    ("dibao", "medical_aid", "insurance_claim"), ("medical_fund", "medical_aid", "social_partner"),
    ("disaster_aid", "housing_aid", "employment_aid"), ("tekun", "medical_aid", "legal_aid"),
)  # fmt: skip
_OF_OTHERS = (("education_aid",), ("employment_aid",), ("housing_aid",))
_PAID = f"{_SENT} +1 1.accept"

SCRIPTS: tuple[Script, ...] = (
    Script("just begun", 2, 2, 0, (), "draft", stride=0),
    Script("registered today", 3, 5, 0, _DIBAO, "register", _ONES),
    Script("asked for papers at the window", 2, 4, 4, _DIBAO, "register ask_papers", _ONES),
    Script("papers came", 1, 2, 6, _DIBAO, "register ask_papers +2 papers_in", _ONES),
    Script("lapsed", 1, 4, 30, _DIBAO, "register ask_papers +26 lapse", _ONES, 17),
    Script("refusal proposed", 1, 1, 1, _DIBAO, "register propose_refusal", _ONES, 0),
    Script("not accepted", 1, 5, 9, _DIBAO, "register propose_refusal +1 approve_refusal",
           _ONES, 31),
    Script("refusal declined", 1, 1, 5, _DIBAO, "register propose_refusal +1 decline_refusal"),
    Script("accepted, to be sent", 3, 4, 0, _DIBAO, "register accept", _PAIRS),
    Script("void", 1, 3, 3, _DIBAO, "register void", _ONES, 40),
    Script("withdrawn by the person", 1, 4, 12, _TWO, f"{_SENT} +1 withdraw", _PAIRS, 37),
    Script("prepared, not yet sent", 1, 2, 0, _DIBAO, "register accept prepare", _PAIRS),
    Script("sent to the wrong unit", 1, 2, 5, _DIBAO, f"{_SENT} 1.void", _ONES, 29),
    Script("put to the meeting", 0, 2, 11, _TEMPORARY, f"{_PAID} +3 1.put_to_meeting"),
    Script("sent, to be accepted", 6, 14, 0, _TWO, _SENT, _PAIRS, 0),
    Script("sent, overdue to accept", 2, 4, 6, _MEDICAL, _SENT, _ONES),
    Script("in hand", 6, 22, 8, _TWO, f"{_SENT} +1 1.accept 2.accept", _PAIRS),
    Script("in hand, soon due", 3, 5, 29, _MEDICAL, _PAID, _OF_OTHERS),
    Script("in hand, overdue", 3, 7, 45, _DIBAO, _PAID, _ONES, 2),
    Script("emergency", 1, 2, 0, _TEMPORARY, "register accept send_urgent", stride=0),
    Script("asked to return", 2, 4, 1, _MEDICAL, f"{_SENT} +0 1.ask_return", _OF_OTHERS, 0),
    Script("returned to another unit", 2, 9, 7, _MEDICAL,
           f"{_SENT} +1 1.ask_return +0 approve_return", _OF_OTHERS, 2),
    Script("return overruled", 1, 4, 9, _MEDICAL, f"{_SENT} +1 1.ask_return +0 overrule_return",
           _OF_OTHERS),
    Script("waiting for the person", 3, 12, 10, _DIBAO, f"{_PAID} 1.ask_papers", _ONES),
    Script("no answer", 1, 4, 40, _DIBAO,
           f"{_PAID} 1.ask_papers +6 1.chase +18 1.no_answer", _ONES, 9),
    Script("public notice", 1, 6, 14, _DIBAO,
           f"{_PAID} inform:medical_security +5 1.begin_stage"),
    Script("extension asked", 1, 4, 15, _MEDICAL, f"{_PAID} +8 1.ask_extension", _OF_OTHERS),
    Script("to be confirmed", 4, 14, 16, _TWO,
           f"{_PAID} 2.accept +6 2.complete:granted:1200 1.complete:granted:2400", _PAIRS),
    Script("sent back", 1, 4, 20, _MEDICAL,
           f"{_PAID} +5 1.complete:not_eligible:0 +1 1.send_back", _ONES),
    Script("confirmed, to be closed", 2, 6, 18, _MEDICAL,
           f"{_PAID} +6 1.complete:granted:3600 +1 1.confirm", _ONES),
    Script("closed", 6, 38, 50, _THREE,
           f"{_PAID} 2.accept 3.accept +8 2.complete:granted:5200"
           " 3.complete:partly_granted:800 +1 1.complete:granted:2000"
           " +1 1.confirm 2.confirm 3.confirm +1 close", _TRIPLES, 5),
    Script("closed after one answer", 0, 34, 33, _DIBAO,
           f"{_PAID} +9 1.complete:granted:680 +2 1.confirm +1 close", _ONES, 7),
    Script("closed with a gap", 1, 4, 44, ("legal_aid", ""),
           f"{_PAID} +4 1.complete:granted:0 +1 1.confirm gap close", stride=23),
    Script("a part waived", 1, 3, 13, _TWO, f"{_PAID} 2.accept +1 2.waive", _PAIRS),
    Script("reopened", 1, 2, 60, _MEDICAL,
           f"{_PAID} +7 1.complete:granted:900 +1 1.confirm close +5 reopen 1.reopen", _ONES, 11),
    Script("merged", 1, 2, 11, _DIBAO, "register accept +1 merge"),
)  # fmt: skip
