"""The papers of topics; whoever asks has looked at whether the topic may be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from piccolo.columns import Column
from piccolo.query.functions import Sum

from meetings.model import TopicPaper
from meetings.queries import rows
from meetings.tables import TopicPaperRow


async def of_topic(topic_id: int) -> tuple[TopicPaper, ...]:
    """Return a topic's papers in their order, those that were taken out included."""
    return await _found(TopicPaperRow.topic_id == topic_id)


async def live(topic_ids: Sequence[int]) -> tuple[TopicPaper, ...]:
    """Return what was not taken out of these topics' papers, each topic's in their order."""
    if not topic_ids:
        return ()
    row = TopicPaperRow
    return await _found(row.topic_id.is_in(list(topic_ids)) & row.removed_at.is_null())


async def kept_of_topic(topic_id: int) -> int:
    """Return how many bytes are kept of a topic, what was taken out included."""
    return await _bytes(TopicPaperRow.topic_id == topic_id)


async def added_by_unit(unit_id: int, *, since: datetime) -> int:
    """Return how many bytes a unit has added since an instant."""
    return await _bytes((TopicPaperRow.unit_id == unit_id) & (TopicPaperRow.at >= since))


async def _bytes(wanted: Any) -> int:
    row = TopicPaperRow
    found = await row.select(Sum(row.stored_id.size, alias="total")).where(wanted).first()
    return int((found or {}).get("total") or 0)


async def _found(wanted: Any) -> tuple[TopicPaper, ...]:
    row = TopicPaperRow
    found = await row.select(*_columns()).where(wanted).order_by(row.topic_id, row.position, row.id)
    return tuple(map(_paper, found))


def _columns() -> list[Column]:
    row = TopicPaperRow
    stored = row.stored_id
    return [
        *row.all_columns(), row.unit_id.name, row.by_id.name,
        stored.code, stored.mime, stored.size, stored.sha256, stored.state,
    ]  # fmt: skip


def _paper(row: dict[str, Any]) -> TopicPaper:
    return TopicPaper(
        id=row["id"], code=row["code"], topic_id=row["topic_id"], position=row["position"],
        name=rows.opened("topic_paper", row, "name"), mime=row["stored_id.mime"],
        size=row["stored_id.size"], sha256=row["stored_id.sha256"], original=row["original"],
        stored=row["stored_id.code"], state=row["stored_id.state"], unit_id=row["unit_id"],
        unit_name=row["unit_id.name"], by_name=row["by_id.name"], at=row["at"],
        removed_at=row["removed_at"], removed_reason=row["removed_reason"],
    )  # fmt: skip
