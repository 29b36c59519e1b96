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
    "case:carry": N_("随单位接续或区划调整转入"),
    "referral:carry": N_("原单位撤并，由接续单位接办"),
    "case:take_over": N_("签收首问责任"),
    "case:decline_over": N_("不接收首问移交"),
    "referral:redraw": N_("随区划调整变更所在地"),
    "client:edited": N_("修改个人情况"),
    "household:edited": N_("修改家庭情况"),
    "household:person_merged": N_("合并两人"),
    "household:person_parted": N_("撤销两人合并"),
    "household:household_merged": N_("合并两户"),
    "household:household_parted": N_("撤销两户合并"),
    "referral:lead": N_("改为牵头"),
    "referral:remind": N_("提醒将到期"),
    "referral:overdue": N_("提醒已逾期"),
    "referral:propose_meeting": N_("建议提请联席会议"),
    "referral:recount": N_("放假安排有变，重算期限"),
    "case:recount": N_("放假安排有变，重算期限"),
    "case:remind": N_("提醒将到期"),
    "case:overdue": N_("提醒已逾期"),
}

# What the fields are called that somebody changed; their values stay in the journal.
_FIELDS: Mapping[str, str] = {
    "relation": N_("与申请人关系"), "doc_kind": N_("证件类型"), "doc_number": N_("证件号码"),
    "no_doc_reason": N_("没有证件的原因"), "name": N_("姓名"), "sex": N_("性别"),
    "birth_date": N_("出生日期"), "phone": N_("电话"), "phone_owner": N_("电话是谁的"),
    "register": N_("户口"), "health": N_("健康状况"), "disability_level": N_("残疾等级"),
    "disability_of_mind": N_("智力或精神残疾"), "employment": N_("就业"),
    "in_school": N_("在校"), "income": N_("月收入"), "address": N_("住址"),
}  # fmt: skip

# Remarks stand in the timeline themselves; the others only repeat what an act says already.
_SILENT = frozenset({"referral:note", "case:need", "case:in_hand"})

_TONES: Mapping[str, str] = {
    "send": "wait", "accept": "doing", "register": "wait", "papers_in": "doing",
    "ask_papers": "need", "chase": "need", "remind": "need", "overdue": "back",
    "record_objection": "back", "complete": "done", "confirm": "done", "close": "done",
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
    fields = [gettext(_FIELDS[name]) for name in entry.data.get("fields") or () if name in _FIELDS]
    parts = (gettext("、").join(fields), entry.reason, "；".join(named), _gone_over(entry))
    return "\n".join(text for text in parts if text)


def _gone_over(entry: Entry) -> str:
    """Return from whom to whom something went over; "" for every other act."""
    was, to = entry.data.get("from"), entry.data.get("to")
    return f"{was} → {to}" if was and to and was != to else ""


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
