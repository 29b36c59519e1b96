"""What the lists of the forms offer: pairs of a value and its words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from meetings.model import Topic, UnitRef
from portal.core.calendar import day_of
from portal.core.i18n import gettext, language
from portal.directory.queries import units as directory_units
from portal.render.labels import label
from portal.web.visit import Request

Pairs = tuple[tuple[str, str], ...]


def of(members: Iterable[StrEnum]) -> Pairs:
    """Return the members with their words, in their order."""
    return tuple((member.value, label(member)) for member in members)


def units(held: Iterable[UnitRef]) -> Pairs:
    """Return units by code, in the reader's language, each once."""
    return tuple({unit.code: (unit.code, unit.title(language())) for unit in held}.values())


async def all_units(path: str, request: Request) -> Pairs:
    """Return the units of a place that exist today."""
    held = await directory_units(path, on=day_of(request.at))
    return tuple((unit.code, unit.title(language())) for unit in held)


def topics(held: Iterable[Topic]) -> Pairs:
    """Return topics by number."""
    return tuple((topic.key, f"{topic.key} {topic.title}") for topic in held)


def roles() -> Pairs:
    """Return what a decision can make of a referral's part in its case."""
    return (("", gettext("不变")), ("lead", gettext("牵头")))
