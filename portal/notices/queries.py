"""Reading notices: the newest first, and how many are unread."""

from __future__ import annotations

from typing import Any

import msgspec
from piccolo.custom_types import Combinable
from piccolo.querystring import QueryString

from portal.core import reading
from portal.core.i18n import Sentence
from portal.core.paging import Page, encode_cursor, id_cursor
from portal.notices import model
from portal.notices.tables import Notice

# Counted for every page.
_UNREAD = 'SELECT COUNT(*) AS unread FROM "notice" WHERE "person_id" = {} AND "read_at" IS NULL'


async def unread(person_id: int) -> int:
    """Return how many notices the person has not read."""
    [found] = await reading.run(QueryString(_UNREAD, person_id, query_type="select"))
    return int(found["unread"])


async def page(person_id: int, *, cursor: str = "", limit: int = 25) -> Page[model.Notice]:
    """Return the person's notices, newest first, after the cursor."""
    wanted: Combinable = Notice.person_id == person_id
    if cursor:
        wanted = wanted & (Notice.id < id_cursor(cursor))
    rows = await Notice.select().where(wanted).order_by(Notice.id, ascending=False).limit(limit + 1)
    shown = tuple(_notice(row) for row in rows[:limit])
    return Page(shown, encode_cursor(shown[-1].id) if len(rows) > limit else None)


def _notice(row: dict[str, Any]) -> model.Notice:
    params = msgspec.json.decode(row["params"], type=dict[str, Any])
    sentence = Sentence(row["message"], params)
    return model.Notice(
        row["id"], row["kind"], sentence, row["address"], row["created_at"], row["read_at"]
    )
