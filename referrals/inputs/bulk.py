"""One act on many referrals: which ones, as they were seen, and what all of them are given."""

from __future__ import annotations

from pydantic import Field

from portal.core.fields import FilledLine, Form, Line, Tick, Words

# More in one go is nobody's look at what is done.
MOST = 100


class BulkRow(Form):
    """One referral of many, in the version that was looked at."""

    key: FilledLine
    version: int = Field(ge=0)


class Bulk(Form):
    """One act on many referrals."""

    act: FilledLine
    rows: tuple[BulkRow, ...] = Field(default=(), max_length=MOST)
    reason: Words = ""
    handler: Line = ""


class BulkAct(Bulk):
    """The same over the API, which may ask beforehand what would come of it."""

    dry_run: Tick = False
