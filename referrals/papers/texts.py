"""The fixed texts of the papers, and what all of them say in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from portal.core.calendar import OFFICE
from portal.core.i18n import N_, Language
from referrals.programmes.model import Programme

TITLES = {
    "receipt": N_("受理通知书（回执）"),
    "slip": N_("社会救助转办单"),
    "closure": N_("社会救助办结告知书"),
    "supplement": N_("补正材料告知书"),
    "refusal": N_("不予受理通知书"),
    "extension": N_("延期办理告知书"),
    "feedback": N_("办理结果反馈单"),
    "household": N_("家庭救助清单"),
}

# The text about personal data printed at intake, by version; a new text is a new version.
NOTICE_VERSION = "2026-01"
NOTICE = N_(
    "您的个人信息只用于办理本次社会救助事项，只提供给办理所需的单位，并留有查询记录。"
    "您可以向受理窗口查阅、更正自己的信息。"
)
REMEDY = N_("如对办理结果有异议，可自知道之日起六十日内申请行政复议，或在六个月内提起行政诉讼。")


def need_title(
    programme: str, words: str, programmes: Mapping[str, Programme], language: Language
) -> str:
    """Return what is asked for: the programme, and the person's own words."""
    title = programmes[programme].title(language) if programme else ""
    return " · ".join(part for part in (title, words) if part)


def within_day(due_at: datetime | None) -> datetime | None:
    """Return an instant that ends within its day, and so counts hours; None for a day's end."""
    if due_at is None or due_at.astimezone(OFFICE).time() == time.min:
        return None
    return due_at
