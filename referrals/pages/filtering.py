"""The filters of a list: read from its address, written back into addresses and chips.

A name is never a filter: addresses are kept in logs and histories, so people are looked for by the
quick search, which sends what was typed in its body.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from portal.core.errors import Invalid, problem
from portal.core.i18n import N_, gettext
from portal.web.visit import Request

E = TypeVar("E", bound=StrEnum)

_LONGEST = 80
# Where a page of the list begins or ends.
_PLACES = ("cursor", "before")


class Given(msgspec.Struct, frozen=True):
    """What a list's address asks for; "" for what it does not."""

    view: str = ""
    q: str = ""
    state: str = ""
    lamp: str = ""
    programme: str = ""
    unit: str = ""
    handler: str = ""
    due_from: str = ""
    due_to: str = ""
    urgency: str = ""
    # Whether the filters one seldom needs are shown as well.
    more: str = ""
    cursor: str = ""
    before: str = ""
    # "100" for as many rows on a page as one act on many may take.
    rows: str = ""


class Tab(msgspec.Struct, frozen=True):
    """One view of a list."""

    label: str
    address: str
    count: int | None
    current: bool
    alarm: bool = False


class Chip(msgspec.Struct, frozen=True):
    """One filter in force; its address is the list without it."""

    label: str
    address: str


def read(request: Request, view: str) -> Given:
    """Return the filters of the address; ``view`` stands where none is named."""
    asked = request.query_params
    found = {name: asked.get(name, "").strip()[:_LONGEST] for name in Given.__struct_fields__}
    found |= {name: asked.get(name, "") for name in _PLACES}
    found["view"] = found["view"] or view
    return Given(**found)


def member(kind: type[E], name: str, value: str) -> E | None:
    """Return the member a filter names, None for none; raise ``Invalid`` for an unknown one."""
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise Invalid([problem(name, N_("没有这个选项，请重新选择。"))]) from None


def address(base: str, given: Given, **changes: str) -> str:
    """Return the list's address with these filters; changing one goes back to the first page."""
    held = msgspec.structs.asdict(given) | dict.fromkeys(_PLACES, "") | changes
    query = urlencode({name: value for name, value in held.items() if value})
    return f"{base}?{query}" if query else base


def chips(base: str, given: Given, words: Mapping[str, Mapping[str, str]]) -> list[Chip]:
    """Return what is in force; ``words`` hold for each filter the words of its values."""
    titles = {
        "q": gettext("编号：%(value)s"), "state": gettext("状态：%(value)s"),
        "lamp": gettext("时限灯：%(value)s"), "programme": gettext("救助项目：%(value)s"),
        "unit": gettext("单位：%(value)s"), "handler": gettext("承办人：%(value)s"),
        "due_from": gettext("到期从 %(value)s"), "due_to": gettext("到期至 %(value)s"),
        "urgency": gettext("紧急程度：%(value)s"),
    }  # fmt: skip
    found = []
    for name, title in titles.items():
        if value := getattr(given, name):
            words_of = words.get(name, {}).get(value, value)
            without = address(base, given, **{name: ""})
            found.append(Chip(title % {"value": words_of}, without))
    return found
