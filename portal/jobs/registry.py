"""Which function answers which kind of job, and what is due again and again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

import msgspec


class Handler(Protocol):
    """Does one job; may be called again for the same payload, so it must be idempotent."""

    def __call__(self, payload: dict[str, Any], *, at: datetime) -> Awaitable[None]:
        """Do the work; an exception means it is tried again later."""


class Recurring(msgspec.Struct, frozen=True):
    """A kind of job that is due again some seconds after it was done."""

    kind: str
    seconds: int


HANDLERS: dict[str, Handler] = {}
RECURRING: dict[str, Recurring] = {}


def job(kind: str, *, every: int | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of job; ``every`` makes it recur, in seconds."""

    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for the job {kind}")
        HANDLERS[kind] = handler
        if every:
            RECURRING[kind] = Recurring(kind, every)
        return handler

    return register
