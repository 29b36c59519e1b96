"""The papers of topics: adding, taking out, putting in order, reading.

Adding a paper changes neither the topic nor its forms: whoever fills in a form beside it is not
made to begin anew. Every act and every reading is journalled; a paper's name only sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from meetings import access
from meetings.inputs import Place as Where
from meetings.inputs import TakeOut
from meetings.model import (
    MOST_AT_ONCE,
    MOST_OF_TOPIC,
    MOST_OF_UNIT_A_DAY,
    Meeting,
    Topic,
    TopicPaper,
    TopicState,
)
from meetings.queries import locate, papers, rows, things
from meetings.tables import TopicPaperRow
from portal.core import db
from portal.core.calendar import OFFICE
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible, problem
from portal.core.i18n import N_, say
from portal.core.ids import new_code
from portal.directory.model import Person, Unit
from portal.documents import files as store
from portal.documents import uploads
from portal.documents.uploads import Taken, Upload
from portal.journal.model import Kept
from portal.journal.record import record

# The rights over a topic of those who write it or put it to the meeting, and the office's.
OWN, OFFICES = ("topic.edit", "referral.put_to_meeting"), "topic.check"
_FIELD = "file"
_PROPOSERS = frozenset(
    {TopicState.DRAFT, TopicState.SUBMITTED, TopicState.COORDINATING, TopicState.POOLED}
)


class Folder(msgspec.Struct, frozen=True):
    """A topic as a place for papers, for somebody who may read it."""

    topic: Topic
    meeting: Meeting | None
    by: Person
    at: datetime

    @property
    def address(self) -> str:
        """The address of the topic."""
        return f"/topics/{self.topic.key}"

    @property
    def at_office(self) -> bool:
        """Whether the person stands on the office's side."""
        return access.may(self.by, OFFICES, self.topic.concerned)

    @property
    def own_unit(self) -> Unit | None:
        """The proposing unit, for its people who write topics or put referrals to the meeting."""
        if not any(access.may(self.by, each, self.topic.concerned) for each in OWN):
            return None
        held = (each.unit for each in self.by.memberships)
        return next((unit for unit in held if unit.id == self.topic.proposer.id), None)

    async def papers(self) -> tuple[TopicPaper, ...]:
        """Return the topic's papers; what was taken out is for those who may add."""
        held = await papers.of_topic(self.topic.id)
        sees_all = self.at_office or self.own_unit is not None
        return tuple(each for each in held if sees_all or not each.is_removed)

    async def paper(self, code: str) -> TopicPaper:
        """Return one of the topic's papers; raise ``NotFound`` as far as there is none to know."""
        for each in await self.papers():
            if each.code == code:
                return each
        raise NotFound(what="paper", key=code)


async def open_folder(key: str, *, by: Person, at: datetime) -> Folder:
    """Return the topic as a place for papers; raise ``NotFound`` when it is not to be known of."""
    topic = await things.topic(await locate.topic(key, by))
    meeting = await things.meeting(topic.meeting_id) if topic.meeting_id else None
    return Folder(topic, meeting, by, at)


def may_add(folder: Folder) -> bool:
    """Return whether the person may add papers now, put them in order and take them out."""
    with suppress(NotAllowed, NotPossible):
        _require_adding(folder)
        return True
    return False


def _require_adding(folder: Folder) -> None:
    if not folder.at_office and folder.own_unit is None:
        raise NotAllowed(permission=OFFICES)
    if folder.topic.state is TopicState.WITHDRAWN or (folder.meeting and folder.meeting.is_final):
        raise NotPossible(say(N_("这个议题已经了结，材料不再变动。")), code="topic_over")
    if not folder.at_office and folder.topic.state not in _PROPOSERS:
        raise NotPossible(say(N_("议题已列入会议，材料请交联席会议办公室变动。")),
                          code="scheduled")  # fmt: skip


async def add(folder: Folder, sent: Sequence[Upload]) -> tuple[TopicPaper, ...]:
    """Add papers at the end and return them: all of them, or none.

    Raises ``NotAllowed``, ``NotPossible`` where nothing may be added any more or the quota is
    reached, ``Invalid`` with what is wrong with each file.
    """
    _require_adding(folder)
    unit = folder.own_unit or folder.by.memberships[0].unit
    await _refuse_too_much(folder, unit, sent)
    taken = await uploads.take_all(sent, field=_FIELD)
    try:
        async with db.write():
            last = max(
                [each.position for each in await papers.of_topic(folder.topic.id)], default=0
            )
            codes = [await _keep(folder, each, unit, last + n) for n, each in enumerate(taken, 1)]
            await _tell_of(folder, taken, codes)
    except BaseException:
        await uploads.discard(taken)
        raise
    held = {each.code: each for each in await papers.of_topic(folder.topic.id)}
    return tuple(held[code] for code in codes)


async def _refuse_too_much(folder: Folder, unit: Unit, sent: Sequence[Upload]) -> None:
    if not sent:
        raise Invalid([problem(_FIELD, N_("请选择要上传的文件。"), code="missing")])
    if len(sent) > MOST_AT_ONCE:
        raise Invalid([problem(_FIELD, N_("一次最多上传 %(n)s 份文件，请分几次上传。"),
                               code="too_many", n=MOST_AT_ONCE)])  # fmt: skip
    coming = sum(len(each.data) for each in sent)
    if await papers.kept_of_topic(folder.topic.id) + coming > MOST_OF_TOPIC:
        raise NotPossible(say(N_("这个议题的材料已接近 200 MB 的上限。请降低扫描分辨率后再上传。")),
                          code="topic_quota")  # fmt: skip
    morning = folder.at.astimezone(OFFICE).replace(hour=0, minute=0, second=0, microsecond=0)
    if await papers.added_by_unit(unit.id, since=morning) + coming > MOST_OF_UNIT_A_DAY:
        raise NotPossible(say(N_("本单位今天上传的材料已接近 500 MB 的上限。请明天再上传，"
                                 "或降低扫描分辨率。")), code="unit_quota")  # fmt: skip
    await _refuse_known(folder, sent)


async def _refuse_known(folder: Folder, sent: Sequence[Upload]) -> None:
    known = {each.original for each in await folder.papers() if not each.is_removed}
    again = [each for each in sent if uploads.fingerprint(each) in known]
    if again:
        raise Invalid([
            problem(_FIELD, N_("“%(name)s”已经在材料里了，不必再传；如要更换，请先移除原来的。"),
                    code="known", name=uploads.decent(each.name))
            for each in again
        ])  # fmt: skip


async def _keep(folder: Folder, taken: Taken, unit: Unit, position: int) -> str:
    code = new_code()
    ending = taken.name.rpartition(".")[2]
    kept = await store.keep(
        taken.put, name=f"topic_paper.{ending}", mime=taken.mime, by=folder.by, at=folder.at,
        state=taken.state,
    )  # fmt: skip
    row = TopicPaperRow
    await row.insert(
        row(
            code=code, topic_id=folder.topic.id, stored_id=kept.id, original=taken.original,
            name_sealed=rows.sealed("topic_paper", code, "name", taken.name), position=position,
            unit_id=unit.id, by_id=folder.by.id, at=folder.at,
        )
    )  # fmt: skip
    return code


async def _tell_of(folder: Folder, taken: Sequence[Taken], codes: Sequence[str]) -> None:
    topic = folder.topic
    await record(
        "topic:papers_added", subject=("topic", topic.id, topic.code), by=folder.by, at=folder.at,
        data={"papers": list(codes), "sha256": [each.put.sha256 for each in taken],
              "cleaned": [each.cleaned for each in taken]},
        sensitive={"names": [each.name for each in taken]},
    )  # fmt: skip


async def take_out(folder: Folder, code: str, given: TakeOut) -> None:
    """Mark a paper as taken out, with the reason; its bytes stay for the record.

    Raises as ``add``; the proposer takes out its own papers, the office any.
    """
    held = await folder.paper(code)
    _require_adding(folder)
    if not folder.at_office and held.unit_id != folder.topic.proposer.id:
        raise NotAllowed(permission=OFFICES)
    row = TopicPaperRow
    async with db.write():
        changed = await row.update({
            row.removed_at: folder.at, row.removed_by_id: folder.by.id,
            row.removed_reason: given.reason,
        }).where((row.id == held.id) & row.removed_at.is_null()).returning(row.id)  # fmt: skip
        if not changed:
            raise NotPossible(say(N_("这份材料已经移除。")), code="removed")
        await _tell(folder, "topic:paper_removed", reason=given.reason, papers=[code])


async def _tell(folder: Folder, tag: str, *, reason: str = "", **data: object) -> None:
    topic = folder.topic
    await record(
        tag, subject=("topic", topic.id, topic.code), by=folder.by, at=folder.at, data=data,
        reason=reason,
    )  # fmt: skip


async def put_at(folder: Folder, code: str, given: Where) -> None:
    """Give a paper a place among the topic's; those behind it move on. Raises as ``add``."""
    moved = await folder.paper(code)
    _require_adding(folder)
    if moved.is_removed:
        raise NotPossible(say(N_("这份材料已经移除。")), code="removed")
    row = TopicPaperRow
    async with db.write():
        held = [each.id for each in await papers.live([folder.topic.id]) if each.code != code]
        held.insert(given.position - 1, moved.id)
        for place, paper_id in enumerate(held, 1):
            await row.update({row.position: place}).where(row.id == paper_id)
        await _tell(folder, "topic:papers_ordered", papers=[code], position=given.position)


async def read(folder: Folder, code: str) -> tuple[TopicPaper, bytes]:
    """Return a paper with its bytes; that it was read, and by whom, is journalled.

    Raises ``NotPossible`` while it waits for the virus scanner, or was found harmful.
    """
    held = await folder.paper(code)
    uploads.require_harmless(held.state)
    _, data = await store.fetch(held.stored)
    async with db.write():
        await record(
            "topic_paper:read", subject=("topic_paper", held.id, held.code), by=folder.by,
            at=folder.at, kept=Kept.DISCLOSURE, data={"topic": folder.topic.code},
        )  # fmt: skip
    return held, data


async def thumbnail(folder: Folder, code: str) -> bytes:
    """Return the small picture of a paper, on which nothing can be read."""
    held = await folder.paper(code)
    uploads.require_harmless(held.state)
    return await store.thumbnail(held.stored)


async def carry_over(topic_id: int, successor_id: int) -> None:
    """Give the topic that goes on in another's place its papers; call it in a transaction."""
    row = TopicPaperRow
    held = await row.select().where((row.topic_id == topic_id) & row.removed_at.is_null())
    for each in held:
        code = new_code()
        name = rows.opened("topic_paper", each, "name")
        kept = {key: each[key] for key in ("stored_id", "original", "position", "unit_id", "by_id",
                                           "at")}  # fmt: skip
        await row.insert(
            row(code=code, topic_id=successor_id,
                name_sealed=rows.sealed("topic_paper", code, "name", name), **kept)
        )  # fmt: skip
