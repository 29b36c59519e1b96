"""One act on many referrals: which ones, as they were seen, and what all of them are given."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from portal.core.fields import FilledLine, Form, Line, Tick, Words
from portal.web.many import MOST, RowIn


class Bulk(Form):
    """One act on many referrals."""

    act: FilledLine
    rows: tuple[RowIn, ...] = Field(default=(), max_length=MOST)
    reason: Words = ""
    handler: Line = ""

    def fields_of(self, form: type[BaseModel]) -> dict[str, Any]:
        """Return what the act's own form asks, out of what was given to all rows."""
        told = {"version": 0, "reason": self.reason, "handler": self.handler}
        return {name: told[name] for name in form.model_fields if name in told}


class BulkAct(Bulk):
    """The same over the API, which may ask beforehand what would come of it."""

    dry_run: Tick = False
