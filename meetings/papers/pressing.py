"""催办单 and 督办单: what presses a resolution on; pure.

The reminder is a form of the office. The supervision order is another paper: a letter under the
name that letters go out under, on the strength of a mandate, with a number of its own.
"""

from __future__ import annotations

from datetime import date

import msgspec

from meetings.model import Body, Press, Resolution
from meetings.papers import wording
from meetings.papers.letter import Letter
from meetings.papers.letter import letter as letter_of
from portal.core.calendar import day_of


class Reminder(msgspec.Struct, frozen=True):
    """催办单: to whom, which resolution, how it stands, what is asked."""

    unit: str
    number: str
    text: str
    lead: str
    due_on: date | None
    overdue: int
    asked: str
    office: str
    day: date


def reminder(press: Press, resolution: Resolution, body: Body) -> Reminder:
    """Return the form that reminds a unit."""
    return Reminder(
        unit=press.unit.name, number=resolution.key, text=resolution.text,
        lead=resolution.lead.name, due_on=press.stood.due_on, overdue=press.stood.overdue,
        asked=press.text, office=f"{body.name}办公室", day=day_of(press.at),
    )  # fmt: skip


def order_number(year: int, number: int) -> str:
    """Return the number of a supervision order as it is written."""
    return f"督〔{year}〕{number}号"


class Order(msgspec.Struct, frozen=True):
    """What a supervision order says: to whom, by which mandate, of what, and what is demanded."""

    unit: str
    mandate: str
    body: str
    resolution: str
    text: str
    lead: str
    due_on: date | None
    overdue: int
    demand: str
    answer_by: date | None


def order(press: Press, resolution: Resolution, body: Body) -> Letter:
    """Return the letter that orders a unit to carry a resolution out."""
    assert press.number is not None
    told = Order(
        press.unit.name, press.mandate, body.name, resolution.key, resolution.text,
        resolution.lead.name, press.stood.due_on, press.stood.overdue, press.text,
        press.answer_by,
    )  # fmt: skip
    return ordered(
        told, sender=body.issuer, number=order_number(press.year, press.number),
        day=day_of(press.at),
    )  # fmt: skip


def ordered(told: Order, *, sender: str, number: str, day: date) -> Letter:
    """Return the letter of an order under the name that letters go out under."""
    due = f"应于{wording.day(told.due_on)}前办结" if told.due_on else "没有约定办结日期"
    late = f"，现已逾期{told.overdue}个工作日" if told.overdue else ""
    answer = f"请于{wording.day(told.answer_by)}前书面报告落实情况。" if told.answer_by else ""
    text = "\n".join((
        f"根据{told.mandate.rstrip('。')}，现就{told.body}议定事项{told.resolution}的落实督办如下：",
        "一、督办事项", f"{told.text.rstrip('。')}。",
        "二、办理情况", f"该事项由{told.lead}牵头，{due}{late}。",
        "三、督办要求", f"{told.demand.rstrip('。')}。{answer}",
    ))  # fmt: skip
    return letter_of(
        sender=sender, number=number, title="关于督促落实联席会议议定事项的督办单",
        recipients=(told.unit,), text=text, signed_on=day,
    )  # fmt: skip
