"""A saved view of a list: its name, its filters, and whose it is."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from pydantic import AfterValidator, BeforeValidator, Field

from portal.core.fields import FilledLine, Form, Tick, wrong
from portal.core.i18n import N_
from referrals.model import Listed

MOST_VIEWS = 20
_LONGEST_NAME, _LONGEST_QUERY = 12, 600

# What a saved view may hold. A place in the list is none of it, nor is a name.
FILTERS = frozenset(
    {"view", "q", "state", "lamp", "programme", "unit", "handler", "due_from", "due_to",
     "urgency"}
)  # fmt: skip


def _short(value: str) -> str:
    if len(value) > _LONGEST_NAME:
        raise wrong("name_too_long", N_("名称最多 %(limit)s 个字。"), limit=_LONGEST_NAME)
    return value


def _query(value: object) -> str:
    """Return the filters of an address in one order; what is no filter is left out."""
    pairs = dict(parse_qsl(str(value or "")[:_LONGEST_QUERY].removeprefix("?")))
    return urlencode(sorted((k, v) for k, v in pairs.items() if k in FILTERS and v))


ViewName = Annotated[FilledLine, AfterValidator(_short)]
Query = Annotated[str, BeforeValidator(_query)]


class SaveView(Form):
    """A view to be saved: for oneself, or for the own unit by its head."""

    listed: Listed
    name: ViewName = Field(title=N_("名称"))
    query: Query = ""
    for_unit: Tick = False
    start: Tick = False


class ChangeView(Form):
    """A saved view under another name, or as the one a list opens with."""

    name: ViewName = Field(title=N_("名称"))
    start: Tick = False


class DropView(Form):
    """A saved view is deleted; nothing more is asked."""
