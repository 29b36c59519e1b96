"""The files of a case: which paper each is, who added it, and how much may be kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

_MB = 1024 * 1024
# What is kept of one case, and what one unit may add in a day.
MOST_OF_CASE = 200 * _MB
MOST_OF_UNIT_A_DAY = 500 * _MB
MOST_AT_ONCE = 5


class PaperKind(StrEnum):
    """Which of the programmes' papers a file is."""

    APPLICATION_FORM = "application_form"
    IDENTITY = "identity"
    HOUSEHOLD_REGISTER = "household_register"
    MEANS_CHECK_AUTHORISATION = "means_check_authorisation"
    TRUTHFULNESS_PROMISE = "truthfulness_promise"
    KIN_DECLARATION = "kin_declaration"
    SPENDING_PROOF = "spending_proof"
    ABILITY_ASSESSMENT = "ability_assessment"
    MEDICAL_BILLS = "medical_bills"
    DIAGNOSIS = "diagnosis"
    RESULT = "result"
    OTHER = "other"


class CaseFile(msgspec.Struct, frozen=True):
    """A file of a case.

    ``referral_id`` says through which referral a unit added it; ``shared`` that every unit of the
    case reads it; ``stored`` and ``state`` what the store knows it by and whether it may be read.
    """

    id: int
    code: str
    case_id: int
    referral_id: int | None
    kind: PaperKind
    name: str
    mime: str
    size: int
    sha256: str
    original: str
    stored: str
    state: str
    unit_id: int
    unit_name: str
    by_name: str
    at: datetime
    shared: bool
    removed_at: datetime | None = None
    removed_reason: str = ""

    @property
    def is_removed(self) -> bool:
        """Whether it was taken out, and is kept for the record alone."""
        return self.removed_at is not None

    @property
    def is_readable(self) -> bool:
        """Whether it has been looked through and found harmless."""
        return self.state == "clean"
