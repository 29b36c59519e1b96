"""A meeting as iCalendar (RFC 5545), for the calendar of whoever is called; pure.

The same meeting keeps its ``uid``; each new notice raises ``sequence``, and calendars take the
highest one. Instants are written in UTC, so no time zone need travel along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

_LINE = 75


class Event(msgspec.Struct, frozen=True):
    """One meeting; ``stamp`` is when the notice went out."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    title: str
    place: str = ""
    text: str = ""
    address: str = ""
    cancelled: bool = False
    postponed: bool = False


def calendar(event: Event) -> bytes:
    """Return the event as the bytes of an .ics file."""
    method = f"METHOD:{'CANCEL' if event.cancelled else 'PUBLISH'}"
    return _bytes((method, *_lines(event)))


def feed(name: str, events: Iterable[Event]) -> bytes:
    """Return a calendar that programs ask for again and again, every hour."""
    about = (
        "METHOD:PUBLISH", f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
    )  # fmt: skip
    return _bytes((*about, *(line for event in events for line in _lines(event))))


def _bytes(lines: Iterable[str]) -> bytes:
    held = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lianban//Meetings//ZH", *lines,
            "END:VCALENDAR")  # fmt: skip
    return "".join(f"{folded}\r\n" for line in held for folded in _folded(line)).encode()


def _status(event: Event) -> str:
    if event.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.postponed else "CONFIRMED"


def _lines(event: Event) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{_escaped(event.uid)}", f"SEQUENCE:{event.sequence}")
    yield f"DTSTAMP:{_utc(event.stamp)}"
    yield f"LAST-MODIFIED:{_utc(event.stamp)}"
    yield f"DTSTART:{_utc(event.start)}"
    yield f"DTEND:{_utc(event.end)}"
    yield f"STATUS:{_status(event)}"
    texts = {"SUMMARY": event.title, "LOCATION": event.place, "DESCRIPTION": event.text}
    yield from (f"{name}:{_escaped(value)}" for name, value in texts.items() if value)
    if event.address:
        # An address is no text: its commas are not escaped.
        yield f"URL:{event.address}"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Return the text as one line, with what would end or divide it escaped."""
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets, never through a character."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > _LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
