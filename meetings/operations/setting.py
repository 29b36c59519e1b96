"""Papers that are set before the transaction which keeps them.

Nothing slow happens while something is in hand. When what the paper says moved meanwhile — a number
somebody else took, an arrangement that changed — it is set again; what is not kept is discarded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import msgspec

from portal.core.errors import Unavailable
from portal.core.i18n import Sentence
from portal.documents import files

_TRIES = 5

D = TypeVar("D")
T = TypeVar("T")


class Paper(msgspec.Struct, Generic[D], frozen=True):
    """Bytes on the disk, and what they were set from."""

    draft: D
    put: files.Put


P = TypeVar("P", bound="Paper[Any] | None")


class Moved(Exception):
    """Something moved since the paper was set."""


async def set_before(
    make: Callable[[], Awaitable[P]], act: Callable[[P], Awaitable[T]], *, busy: Sentence
) -> T:
    """Make the paper and act with it; make it again when the act finds that something moved.

    ``make`` gives None when the act keeps no paper, or will be refused. Raises ``Unavailable`` with
    ``busy`` when it moved each time.
    """
    for _ in range(_TRIES):
        paper = await make()
        try:
            return await act(paper)
        except BaseException as error:
            if paper is not None:
                await files.discard(paper.put)
            if not isinstance(error, Moved):
                raise
    raise Unavailable(busy)
