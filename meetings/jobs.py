"""What happens later: telling whoever has to hear of an act of joint meetings.

A job names the act and the thing; who is told is looked up when it runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from meetings.model import Meeting, Minutes, Resolution, SignState, Topic
from meetings.operations import binding, lapsing, packs, remind_due
from meetings.operations.texts import note_written
from meetings.queries import things
from meetings.rules import answers
from meetings.rules.notices import timetable
from meetings.tables import MeetingRow, MinutesRow, ResolutionRow
from portal.core import db
from portal.core.calendar import OFFICE, day_of
from portal.core.i18n import N_, say
from portal.directory.model import Role
from portal.directory.queries import recipients
from portal.jobs.long import long_work
from portal.jobs.registry import job
from portal.notices.operations import tell
from portal.notices.webhooks.outbox import described_by

_OPEN: dict[str, Callable[[int], Awaitable[Any]]] = {
    "topic": things.topic,
    "meeting": things.meeting,
    "minutes": things.minutes,
    "resolution": things.resolution,
}
_UNITS = (Role.HEAD,)
_DOING = (Role.HEAD, Role.HANDLER)
_OFFICE = (Role.SECRETARY,)

_CALLS = N_("会议通知 %(key)s，请回复参会情况。")

_CHANGED = N_("会议通知 %(key)s 有变动，请查看最新一版。")
# The same to who comes for some items only: which, and when.
_OBSERVING = {
    _CALLS: N_("会议通知 %(key)s，请回复参会情况。贵单位列席第 %(items)s 项。"),
    _CHANGED: N_("会议通知 %(key)s 有变动，请查看最新一版。贵单位列席第 %(items)s 项。"),
}
_NOTICES = frozenset({"meeting:convene", "meeting:correct_notice"})

# Whom an act concerns: the thing's units, those asked, the office; and what is said to them.
_WORDS: dict[str, tuple[str, tuple[Role, ...], str]] = {
    "topic:submit": ("office", _OFFICE, N_("新议题 %(key)s，请审核。")),
    "topic:consult": ("asked", _UNITS, N_("请书面答复议题 %(key)s。")),
    "topic:return": ("proposer", _UNITS, N_("议题 %(key)s 已退回。")),
    "topic:merge": ("proposer", _UNITS, N_("议题 %(key)s 已并入其他议题，将一并上会。")),
    "topic:split": ("proposer", _UNITS, N_("议题 %(key)s 已撤销并题，单独上会。")),
    "meeting:convene": ("units", _UNITS, _CALLS),
    "meeting:correct_notice": ("to", _UNITS, _CHANGED),
    "meeting:remind": ("silent", _UNITS, N_("请于 %(day)s 前回复会议 %(key)s 的参会情况。")),
    "meeting:postpone": ("units", _UNITS, N_("会议 %(key)s 延期。")),
    "meeting:cancel": ("units", _UNITS, N_("会议 %(key)s 取消。")),
    "minutes:circulate": ("pending", _UNITS, N_("请会签 %(key)s 的纪要。")),
    "minutes:round_ends": ("pending", _UNITS, N_("%(key)s 的纪要今天会签到期，逾期记为未会签。")),
    "minutes:lapse": ("office", _OFFICE, N_("%(key)s 的纪要会签到期，有单位没有答复。")),
    "minutes:remark": ("office", _OFFICE, N_("%(key)s 的纪要有新的意见，请答复。")),
    "minutes:object": ("office", _OFFICE, N_("%(key)s 的纪要有异议。")),
    "minutes:issue": ("units", _UNITS, N_("%(key)s 的纪要已印发。")),
    "resolution:issue": ("units", _DOING, N_("新议定事项 %(key)s，请签收。")),
    "resolution:replace": ("units", _DOING, N_("议定事项 %(key)s 已被新的议定事项取代。")),
    "resolution:cancel": ("units", _DOING, N_("议定事项 %(key)s 已由会议撤销。")),
    "resolution:report": ("office", _OFFICE, N_("议定事项 %(key)s 已报告落实情况，请核查。")),
    "resolution:urge": ("to", _DOING, N_("催办：议定事项 %(key)s，请抓紧落实。")),
    "resolution:supervise": ("to", _DOING, N_("督办：议定事项 %(key)s，请查看督办单。")),
    "resolution:send_back": ("units", _DOING, N_("议定事项 %(key)s 被退回重办。")),
}


@job("meetings.tell")
async def tell_of(payload: dict[str, Any], *, at: datetime) -> None:
    """Tell the units or the office of an act."""
    words = _WORDS.get(payload["tag"])
    if words is None:
        return
    thing = await _OPEN[payload["kind"]](payload["id"])
    whom, roles, said = words
    new, calls = payload["data"].get("called", ()), await _calls(payload["tag"], thing)
    for unit_id in dict.fromkeys(await _units(whom, thing, payload["data"])):
        told = await recipients(unit_id, roles, on=day_of(at))
        plain = _CALLS if unit_id in new else said
        more = {"items": calls[unit_id]} if unit_id in calls else {}
        sentence = say(_OBSERVING[plain] if more else plain, key=thing.key, **_more(thing), **more)
        async with db.write():
            await tell(told, kind=payload["tag"], sentence=sentence, address=_address(thing), at=at)


async def _calls(tag: str, thing: Any) -> dict[int, str]:
    """Return when each observer is called in, for the tags that tell of a notice."""
    if tag not in _NOTICES:
        return {}
    body, topics = await things.body(thing.body_id), await things.agenda(thing.id)
    found: dict[int, list[str]] = {}
    for slot in timetable(thing, topics, body):
        for unit in slot.observers:
            time = slot.start.astimezone(OFFICE).strftime("%m-%d %H:%M")
            found.setdefault(unit.id, []).append(f"{slot.number} ({time})")
    return {key: ", ".join(times) for key, times in found.items()}


def _more(thing: Any) -> dict[str, str]:
    return {"day": str(thing.answer_by)} if isinstance(thing, Meeting) else {}


@job("meetings.remind", every=900)
async def remind(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Remind the units that have not answered a notice whose deadline is near."""
    await remind_due(at=at)


@job("meetings.rounds", every=300)
async def rounds(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Tell of the rounds whose term ends today, and close those whose term has ended."""
    await lapsing.warn(at=at)
    await lapsing.lapse_rounds(at=at)


@job("meetings.written")
async def written(payload: dict[str, Any], *, at: datetime) -> None:
    """Write into the journal what was written on an item and is not yet there."""
    async with db.write():
        await note_written(payload["item"], at=at)


async def _units(whom: str, thing: Any, data: dict[str, Any]) -> Iterable[int]:
    match whom:
        case "office":
            return [(await things.body(thing.body_id)).office.id]
        case "to":
            return data["to"]  # type: ignore[no-any-return]  # ids, as the act put them
        case "silent":
            return [each.unit.id for each in answers.silent(thing.attendance)]
        case "asked":
            return [data["unit_id"]]
        case "proposer":
            return [thing.proposer.id]
        case "pending":
            return [each.unit.id for each in thing.asked if each.state is SignState.PENDING]
        case _:
            return [unit.id for unit in thing.concerned.units]


def _address(thing: Any) -> str:
    match thing:
        case Topic():
            return f"/topics/{thing.key}"
        case Meeting():
            return f"/meetings/{thing.key}"
        case Minutes():
            return f"/meetings/{thing.key}/minutes"
        case Resolution():
            return f"/resolutions/{thing.key}"
        case _:
            raise ValueError(f"not a thing of meetings: {thing!r}")


long_work(packs.WORK)(binding.go_on)

described_by("meeting", MeetingRow)
described_by("minutes", MinutesRow)
described_by("resolution", ResolutionRow)
