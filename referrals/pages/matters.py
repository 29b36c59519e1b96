"""What the page of a case and of a referral show alike: lamp, lines, needs, what was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from portal.core.calendar import Calendar
from portal.core.i18n import gettext, language
from portal.core.lamps import Shown, until
from portal.render import filters
from referrals.model import Amounts, Case, Need, Referral, ReferralRole, ReferralState
from referrals.pages import deadlines
from referrals.pages.choices import programme_title


class Line(msgspec.Struct, frozen=True):
    """A referral in one line."""

    lamp: str
    days: int | None
    hours: int | None
    address: str
    number: str
    title: str
    who: str
    state: StrEnum
    when: str
    lead: bool


class NeedLine(msgspec.Struct, frozen=True):
    """A need in one line."""

    words: str
    note: str
    state: StrEnum


def lamp(referral: Referral, now: datetime, calendar: Calendar) -> Shown:
    """Return a referral's lamp."""
    return deadlines.shown(
        referral.due_at, referral.yellow_at, paused=referral.paused,
        over=referral.is_final, now=now, calendar=calendar,
    )  # fmt: skip


def line(referral: Referral, now: datetime, calendar: Calendar, *, opens: bool = True) -> Line:
    """Return a referral's line; it leads to its page for those who may open that."""
    shown = lamp(referral, now, calendar)
    return Line(
        shown.colour, shown.days, shown.hours,
        address=f"/referrals/{referral.key}" if opens else "",
        number=referral.number or gettext("草稿"),
        title=programme_title(referral.programme),
        who=referral.unit_title(language()),
        state=referral.state,
        when=_due_words(referral),
        lead=referral.role is ReferralRole.LEAD and referral.state is not ReferralState.VOID,
    )  # fmt: skip


def _due_words(referral: Referral) -> str:
    if referral.due_at is None:
        return ""
    return filters.day(until(referral.due_at), year=False)


def needs(case: Case) -> tuple[NeedLine, ...]:
    """Return the case's needs: the programme, or the words where there is none."""
    titles = {need.id: _title(need) for need in case.needs}
    return tuple(
        NeedLine(titles[need.id], _note(need, titles.get(need.joined_to_id or 0)), need.state)
        for need in case.needs
    )


def _title(need: Need) -> str:
    return programme_title(need.programme) if need.programme else need.words


def _note(need: Need, along: str | None) -> str:
    if along is not None:
        return gettext("与“%(need)s”一并办理") % {"need": along}
    return need.gap_reason or (need.words if need.programme else "")


def given(amounts: Amounts) -> tuple[tuple[str, str], ...]:
    """Return what was given, each measure with its words; nothing for what was not."""
    words = {
        "money": gettext("救助金额"), "persons": gettext("受助人数"),
        "households": gettext("受助户数"), "person_times": gettext("救助人次"),
        "household_times": gettext("救助户次"), "rooms": gettext("房屋间数"),
    }  # fmt: skip
    held = msgspec.structs.asdict(amounts)
    return tuple((words[name], _amount(value)) for name, value in held.items() if value)


def _amount(value: object) -> str:
    return str(value) if isinstance(value, int) else filters.money(value)  # type: ignore[arg-type]


def told(case: Case) -> tuple[tuple[str, str], ...]:
    """Return what was told of the household's circumstances, where something was."""
    held = case.circumstances
    sums: Iterable[tuple[str, object]] = (
        (gettext("人均月收入"), held.income_per_head), (gettext("月刚性支出"), held.rigid_spending),
        (gettext("近一年医疗费用"), held.medical_cost), (gettext("其中个人负担"), held.own_share),
        (gettext("医保目录外费用"), held.out_of_catalogue),
    )  # fmt: skip
    words = ((gettext("诊断"), held.diagnosis), (gettext("突发事件"), held.sudden_event))
    shown = tuple((title, _amount(value)) for title, value in sums if value)
    return shown + tuple((title, text) for title, text in words if text)
