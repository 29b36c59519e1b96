"""Issued minutes: to whom they go, what they correct or revoke."""

from __future__ import annotations

from datetime import datetime

import msgspec

from meetings.model.choices import MinutesState


class Distribution(msgspec.Struct, frozen=True):
    """To whom minutes go, by name as the imprint says it: 发, 抄报 and 抄送."""

    to: tuple[str, ...] = ()
    up: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()


class Corrected(msgspec.Struct, frozen=True):
    """The issued minutes that a correction or revocation names: number, when issued."""

    key: str
    number: int
    issued_at: datetime


class Correction(msgspec.Struct, frozen=True):
    """A correction as the minutes it corrects know of it; no number before it is issued.

    One that ``revokes`` puts nothing in their place.
    """

    key: str
    state: MinutesState
    number: int | None
    revokes: bool = False
