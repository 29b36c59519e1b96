"""What each paper says; pure. The templates under ``templates/referrals/pdf`` only set it.

A paper is made from what the screen shows, so the two cannot diverge, and it names no more of a
person than its reader needs.
"""

from referrals.papers.accepting import Receipt, Refusal, Supplement, receipt, refusal, supplement
from referrals.papers.ending import Closure, Extension, closure, extension
from referrals.papers.households import Sheet, sheet
from referrals.papers.slips import Feedback, Slip, feedback, slip
from referrals.papers.texts import NOTICE_VERSION, TITLES, within_day

__all__ = [
    "NOTICE_VERSION", "TITLES", "Closure", "Extension", "Feedback", "Receipt", "Refusal", "Sheet",
    "Slip", "Supplement", "closure", "extension", "feedback", "receipt", "refusal", "sheet", "slip",
    "supplement", "within_day",
]  # fmt: skip
