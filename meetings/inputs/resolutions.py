"""Reporting on resolutions, and asking for more time."""

from __future__ import annotations

from pydantic import Field

from portal.core.fields import (
    Act,
    Day,
    FilledLine,
    FilledStory,
    FilledWords,
    Form,
    Line,
    Tick,
    Words,
)
from portal.core.i18n import N_
from portal.web.many import MOST, RowIn


class Report(Act):
    """What was done, with the evidence named."""

    report: FilledStory = Field(title=N_("落实情况"))


class AskMore(Act):
    """How many working days more, and why."""

    working_days: int = Field(ge=1, le=250, title=N_("延长"))
    reason: FilledWords = Field(title=N_("理由"))


class Urge(Act):
    """Which unit is reminded, "" for every one that still owes its part, and of what."""

    unit: Line = ""
    text: Words = ""


class Supervise(Act):
    """Which unit is ordered, by which mandate, what is demanded, and until when it answers."""

    unit: FilledLine = Field(title=N_("督办单位"))
    mandate: FilledLine = Field(title=N_("督办依据"))
    text: FilledStory = Field(title=N_("督办要求"))
    answer_by: Day = None


class StepIn(Form):
    """One step of a plan: what is there, and by which day."""

    text: FilledLine = Field(title=N_("阶段目标"))
    due_on: Day = None


class Plan(Act):
    """The steps still ahead, in their order."""

    steps: tuple[StepIn, ...] = Field(min_length=1, max_length=12)


class Reach(Act):
    """Which step was reached, and how."""

    step: FilledLine = Field(title=N_("阶段目标"))
    words: FilledWords = Field(title=N_("完成情况"))


class UrgeMany(Form):
    """Many resolutions whose units are reminded with the same words."""

    rows: tuple[RowIn, ...] = Field(min_length=1, max_length=MOST)
    text: Words = ""


class UrgeManyAct(UrgeMany):
    """The same over the API, which may ask beforehand what would come of it."""

    dry_run: Tick = False
