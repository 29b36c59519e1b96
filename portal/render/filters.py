"""Filters: how dates, amounts, numbers of documents and rare characters are written everywhere."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any, Protocol

from babel.dates import format_date
from markupsafe import Markup, escape

from portal.core.clock import OFFICE
from portal.core.i18n import gettext, language, ngettext

DASH = "—"


class InFen(Protocol):
    """Anything that knows its amount in fen."""

    @property
    def fen(self) -> int:
        """The amount in fen."""


def day(value: date | None, *, weekday: bool = False, year: bool = True) -> str:
    """Return ``2026-11-25``, with its weekday or without its year; a dash for None."""
    if value is None:
        return DASH
    when = _local(value) if isinstance(value, datetime) else value
    text = when.strftime("%Y-%m-%d" if year else "%m-%d")
    return f"{text} {weekday_name(when)}" if weekday else text


def written_day(value: date | None) -> str:
    """Return the day as official papers are dated: 2026年7月3日, July 3, 2026; a dash for None."""
    if value is None:
        return DASH
    when = _local(value) if isinstance(value, datetime) else value
    return format_date(when, "long", locale=language().locale)


def weekday_name(value: date) -> str:
    """Return 周三, 週三 or Wed."""
    return format_date(value, "EEE", locale=language().locale)


def instant(value: datetime | None, *, year: bool = True) -> str:
    """Return ``2026-11-25 16:48`` on the offices' clocks; a dash for None."""
    if value is None:
        return DASH
    return _local(value).strftime("%Y-%m-%d %H:%M" if year else "%m-%d %H:%M")


def clock_time(value: datetime | None) -> str:
    """Return ``16:48`` on the offices' clocks; a dash for None."""
    return DASH if value is None else _local(value).strftime("%H:%M")


def machine_time(value: date) -> str:
    """Return the value as HTML's ``datetime`` attribute wants it."""
    return (
        _local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
    )


def _local(value: datetime) -> datetime:
    return value.astimezone(OFFICE)


def money(value: InFen | int | None) -> str:
    """Return the amount in yuan, ``1,234.56 元``; integers are fen; a dash for None."""
    if value is None:
        return DASH
    return gettext("%(amount)s 元") % {"amount": yuan(value)}


def yuan(value: InFen | int) -> str:
    """Return the bare figure in yuan, ``1,234.56``, for columns whose head names the unit."""
    fen = value if isinstance(value, int) else value.fen
    sign, whole, part = "-" if fen < 0 else "", *divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{part:02d}"


def days(count: int, *, working: bool = False) -> str:
    """Return ``3 天`` or ``3 个工作日``."""
    words = (
        ngettext("%(n)s 个工作日", "%(n)s 个工作日", count)
        if working
        else ngettext("%(n)s 天", "%(n)s 天", count)
    )
    return words % {"n": count}


def file_size(size: int) -> str:
    """Return the size of a file as people read it: ``356 KB``, ``1.2 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


def mask_id(number: str | None) -> str:
    """Return ``440***1234``: the place stays recognisable, the birth date does not."""
    if not number:
        return DASH
    return f"{number[:3]}***{number[-4:]}" if len(number) >= 10 else f"***{number[-2:]}"


def mask_phone(number: str | None) -> str:
    """Return ``138****5678``; short and foreign numbers keep their last two digits only."""
    if not number:
        return DASH
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else f"****{number[-2:]}"


def mask_name(name: str | None) -> str:
    """Return the family name with a star for every further character: ``王**``."""
    return f"{name[0]}{'*' * min(len(name) - 1, 3)}" if name else DASH


def wrap_rare(text: Any) -> Markup:
    """Return the text escaped, runs outside GB 2312 inside ``<span class="rare">``.

    The body face of papers holds GB 2312 alone, and a glyph from another face would make its
    line grow off the grid; the span takes the line's height away from it.
    """
    escaped = str(escape(text))
    return Markup("".join(_faced(rare, "".join(run)) for rare, run in groupby(escaped, _is_rare)))


def _faced(rare: bool, run: str) -> str:  # noqa: FBT001 - groupby's key
    return f'<span class="rare">{run}</span>' if rare else run


def _is_rare(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
