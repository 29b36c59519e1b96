"""What happened to a case or a referral, in words, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from portal.core.i18n import N_, gettext
from portal.core.lamps import until
from portal.journal.model import Entry
from portal.render import filters
from portal.render.labels import label
from referrals.model import CaseAction, CaseState, Clock, Note, ReferralAction, Visibility

# Acts that are journalled beside the tables' own.
_MORE: Mapping[str, str] = {
    "case:draft": N_("开始登记"),
    "case:edit": N_("修改登记内容"),
    "case:inform": N_("知会其他单位"),
    "case:files_added": N_("上传材料"),
    "case:file_removed": N_("移除材料"),
    "referral:files_handed": N_("移交材料"),
    "referral:files_added": N_("上传材料"),
    "referral:file_removed": N_("移除材料"),
    "referral:lead": N_("改为牵头"),
    "referral:remind": N_("提醒将到期"),
    "referral:overdue": N_("提醒已逾期"),
    "referral:propose_meeting": N_("建议提请联席会议"),
    "referral:recount": N_("放假安排有变，重算期限"),
    "case:recount": N_("放假安排有变，重算期限"),
    "case:remind": N_("提醒将到期"),
    "case:overdue": N_("提醒已逾期"),
}

# Remarks stand in the timeline themselves; the others only repeat what an act says already.
_SILENT = frozenset({"referral:note", "case:need", "case:in_hand"})

_TONES: Mapping[str, str] = {
    "send": "wait", "accept": "doing", "register": "wait", "papers_in": "doing",
    "ask_papers": "need", "chase": "need", "remind": "need", "overdue": "back",
    "complete": "done", "confirm": "done", "close": "done",
    "ask_return": "back", "approve_return": "back", "overrule_return": "more",
    "send_back": "back", "withdraw": "off", "void": "off", "reopen": "more",
    "ask_extension": "more", "grant_extension": "more", "refuse_extension": "back",
}  # fmt: skip

_BY_KIND: Mapping[str, Mapping[str, StrEnum]] = {
    "referral": {action.value: action for action in ReferralAction},
    "case": {member.value: member for member in (*CaseState, *CaseAction)},
}


class Happened(msgspec.Struct, frozen=True):
    """One event of the timeline."""

    at: datetime
    words: str
    who: str = ""
    unit: str = ""
    text: str = ""
    tone: str = "off"
    inner: bool = False


def of(
    entries: Iterable[Entry], notes: Iterable[Note] = (), numbers: Mapping[int, str] | None = None
) -> tuple[Happened, ...]:
    """Return the events and notes, newest first.

    ``numbers`` names the referrals, for the timeline of a case, where each act says whose it is.
    """
    told = [_event(entry, numbers or {}) for entry in entries]
    said = [_note(note) for note in notes]
    held = [*(each for each in told if each), *said]
    held.sort(key=lambda each: each.at)
    # Turned round as a whole, so that of what happened in one act the last stands on top.
    return tuple(held[::-1])


def _event(entry: Entry, numbers: Mapping[int, str]) -> Happened | None:
    kind, _, act = entry.tag.partition(":")
    words = _words(kind, act)
    if words is None:
        return None
    number = numbers.get(entry.subject_id, "") if kind == "referral" else ""
    return Happened(
        entry.at, f"{words} · {number}" if number else words, entry.by_name,
        text=_text(entry), tone=_TONES.get(act, "off"),
    )  # fmt: skip


def _words(kind: str, act: str) -> str | None:
    if f"{kind}:{act}" in _SILENT:
        return None
    more = _MORE.get(f"{kind}:{act}")
    if more is not None:
        return gettext(more)
    member = _BY_KIND.get(kind, {}).get(act)
    return label(member) if member else None


def _text(entry: Entry) -> str:
    if entry.tag.endswith(":recount"):
        return _moved(entry)
    items = entry.data.get("items") or ()
    named = [each.get("name", "") if isinstance(each, dict) else str(each) for each in items]
    return "\n".join(text for text in (entry.reason, "；".join(named)) if text)


def _moved(entry: Entry) -> str:
    was, now = (filters.day(until(datetime.fromisoformat(entry.data[name])))
                for name in ("was", "now"))  # fmt: skip
    return f"{label(Clock(entry.data['clock']))}：{was} → {now}"


def _note(note: Note) -> Happened:
    return Happened(
        note.at, gettext("记录"), note.by_name, note.unit_name, note.text,
        inner=note.visibility is Visibility.INTERNAL,
    )  # fmt: skip


def since(events: Iterable[Happened], instant: datetime | None) -> tuple[Happened, ...]:
    """Return what happened after a page was made; nothing when that is not known."""
    return tuple(each for each in events if instant is not None and each.at > instant)
