"""One act on many things: what was picked, what would come of each row, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from pydantic import Field

from portal.core.errors import Invalid, Refusal, problem
from portal.core.fields import FilledLine, Form
from portal.core.i18n import N_, Sentence
from portal.web.visit import Request

# More in one go is nobody's look at what is done.
MOST = 100


class RowIn(Form):
    """One thing of many, in the version that was looked at."""

    key: FilledLine
    version: int = Field(ge=0)


class RowOut(msgspec.Struct, frozen=True):
    """What came of one row, or would come of it; ``code`` and ``detail`` say why not."""

    key: str
    done: bool
    code: str = ""
    detail: str = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was picked; ``why`` it cannot be done, None where it can."""

    key: str
    version: int = 0
    why: Sentence | None = None


R = TypeVar("R", bound=Row)


class Result(msgspec.Struct, Generic[R], frozen=True):
    """What came of one row: done, or why not."""

    row: R
    why: Sentence | None


def picked(request: Request) -> Sequence[str]:
    """Return the keys that the address names, or the form that did not hold.

    Raises ``Invalid`` for more than can be looked at.
    """
    typed = request.visit.typed
    if typed.given:
        return [str(row.get("key", "")) for row in typed.rows("rows") if isinstance(row, dict)]
    keys = list(dict.fromkeys(request.query_params.getall("picked", [])))
    if len(keys) > MOST:
        raise Invalid([problem("picked", N_("一次最多办理 100 件，请少选一些。"), code="too_many")])
    return keys


def refused(key: str, refusal: Refusal) -> RowOut:
    """Return the row of what was refused."""
    return RowOut(key, done=False, code=refusal.code, detail=str(refusal.sentence))


def beforehand(rows: Iterable[R]) -> dict[str, Any]:
    """Return what a page shows before the act: what can be done and what cannot."""
    held = list(rows)
    able = [row for row in held if row.why is None]
    return {"able": able, "unable": [row for row in held if row.why is not None], "results": ()}


def afterwards(results: Iterable[Result[R]]) -> dict[str, Any]:
    """Return what a page shows after it; what was not done stands on top, and is not looked for."""
    held = sorted(results, key=lambda each: each.why is None)
    done = sum(each.why is None for each in held)
    return {"able": (), "unable": (), "results": held, "done": done}
