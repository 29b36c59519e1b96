"""Reporting on resolutions, and asking for more time."""

from __future__ import annotations

from pydantic import Field

from portal.core.fields import Act, FilledStory, FilledWords
from portal.core.i18n import N_


class Report(Act):
    """What was done, with the evidence named."""

    report: FilledStory = Field(title=N_("落实情况"))


class AskMore(Act):
    """How many working days more, and why."""

    working_days: int = Field(ge=1, le=250, title=N_("延长"))
    reason: FilledWords = Field(title=N_("理由"))
