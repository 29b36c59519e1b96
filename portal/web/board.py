"""What features put on the pages everybody shares: home, quick search, help.

A feature fills the slots ``home.sections``, ``home.figures``, ``home.steps``, ``home.new``,
``search`` (with ``q``) and ``help.deadlines`` (see ``portal.web.slots``) with these; the words are
in the reader's language already.
"""

from __future__ import annotations

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One matter that waits: its lamp, number, what it is about, who has it, how it stands."""

    address: str
    number: str
    title: str
    who: str = ""
    lamp: str = ""
    days: int | None = None
    hours: int | None = None
    state: str = ""
    tone: str = "off"
    when: str = ""


class Section(msgspec.Struct, frozen=True):
    """Some matters of one kind; ``empty`` is said when there are none, lower ``order`` first."""

    title: str
    address: str
    count: int
    rows: tuple[Line, ...] = ()
    empty: str = ""
    alarm: bool = False
    order: int = 50


class Figure(msgspec.Struct, frozen=True):
    """One figure that links to the list behind it."""

    label: str
    value: str
    note: str = ""
    address: str = ""
    alarm: bool = False


class Step(msgspec.Struct, frozen=True):
    """One of the first steps of a role."""

    label: str
    address: str
    done: bool
    note: str = ""


class Found(msgspec.Struct, frozen=True):
    """One thing a search found."""

    address: str
    title: str
    detail: str = ""
    state: str = ""
    tone: str = "off"


class Group(msgspec.Struct, frozen=True):
    """What a search found of one kind."""

    title: str
    rows: tuple[Found, ...]


class Limit(msgspec.Struct, frozen=True):
    """The time limits of one programme, in words."""

    programme: str
    unit: str
    respond: str
    finish: str
    law: str
