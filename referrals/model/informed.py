"""Units that are told of a case 知会: they have no task there, and say that they have seen it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from portal.core.i18n import Language
from portal.directory.model import Names
from referrals.model.choices import CaseState


class Informed(msgspec.Struct, frozen=True):
    """One unit that was told of one case, what it was told, and its receipt."""

    id: int
    case_id: int
    case_key: str
    case_state: CaseState
    applicant_name: str
    window_names: Names
    unit_id: int
    unit_code: str
    unit_names: Names
    message: str
    by_name: str  # "" where the portal itself told it
    at: datetime
    read_at: datetime | None = None
    read_by_name: str = ""

    def unit_title(self, language: Language) -> str:
        """Return what the unit is called in this language."""
        return self.unit_names.title(language)

    def window_title(self, language: Language) -> str:
        """Return what the window that told it is called in this language."""
        return self.window_names.title(language)
