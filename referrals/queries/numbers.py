"""What is typed into a list's or the quick search's field, as a condition.

A whole number is found by its index; a part of one is looked for in everything within reach.
"""

from __future__ import annotations

import re
from typing import Any

from piccolo.columns.combination import WhereRaw

from referrals.tables import CaseRow, ReferralRow

_OF_CASE = '"referral"."case_id" = (SELECT "id" FROM "intake_case" WHERE "number" = {})'
_WHOLE = re.compile(r"\d+-\d{4}-\d{6}(-\d{2,})?")


def referrals(q: str) -> Any:
    """Return the predicate of the referrals with this number, of this case, or with this part."""
    row, text = ReferralRow, q.strip()
    whole = _WHOLE.fullmatch(text)
    if whole and whole[1]:
        return row.number == text
    if whole:
        return WhereRaw(_OF_CASE, text)
    return row.number.like(f"%{_plain(q)}%")


def cases(q: str) -> Any:
    """Return the predicate of the cases with this number, or with this part of number or name."""
    row, text = CaseRow, q.strip()
    if _WHOLE.fullmatch(text):
        return row.number == text
    like = f"%{_plain(q)}%"
    return row.number.like(like) | row.applicant_name.like(like)


def _plain(text: str) -> str:
    # Both databases take these two for wildcards; no number and no name holds them.
    return text.replace("%", "").replace("_", "")[:60]
