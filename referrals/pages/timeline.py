"""What happened to a case or a referral, in words, newest first; the portal's own acts folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import msgspec

from portal.core.i18n import N_, gettext, language
from portal.core.lamps import until
from portal.core.paging import Page
from portal.directory.model import Person
from portal.journal.model import Entry
from portal.render import filters
from portal.render.labels import label
from portal.web.visit import Request
from referrals.labels import ALSO
from referrals.model import CaseAction, CaseState, Clock, Note, Referral, ReferralAction, Visibility
from referrals.operations.noting import strikable
from referrals.pages import filtering
from referrals.pages.filtering import Tab
from referrals.queries import timeline
from referrals.queries.folder import Folder
from referrals.queries.timeline import Item, Reach, Show

# What follows of itself from what people do.
_FOLLOWS = frozenset(
    {"case:draft", "case:edit", "case:results_in", "referral:lead", "referral:recount",
     "case:recount", "referral:redraw"}
)  # fmt: skip

# What the fields are called that somebody changed; their values stay in the journal.
_FIELDS: Mapping[str, str] = {
    "relation": N_("与申请人关系"), "doc_kind": N_("证件类型"), "doc_number": N_("证件号码"),
    "no_doc_reason": N_("没有证件的原因"), "name": N_("姓名"), "sex": N_("性别"),
    "birth_date": N_("出生日期"), "phone": N_("电话"), "phone_owner": N_("电话是谁的"),
    "register": N_("户口"), "health": N_("健康状况"), "disability_level": N_("残疾等级"),
    "disability_of_mind": N_("智力或精神残疾"), "employment": N_("就业"),
    "in_school": N_("在校"), "income": N_("月收入"), "address": N_("住址"),
}  # fmt: skip

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
_SHOWS: Mapping[Show, str] = {
    Show.ALL: N_("全部"),
    Show.NOTES: N_("记录"),
    Show.ACTS: N_("办理"),
}


class Happened(msgspec.Struct, frozen=True):
    """One event of the timeline; a remark has the ``code`` it can be struck out by."""

    at: datetime
    words: str
    who: str = ""
    unit: str = ""
    text: str = ""
    tone: str = "off"
    inner: bool = False
    system: bool = False
    code: str = ""
    struck: bool = False
    strikable: bool = False


class Fold(msgspec.Struct, frozen=True):
    """Some events of the portal's own in a row, to be opened."""

    events: tuple[Happened, ...]


class Told(msgspec.Struct, frozen=True):
    """A page of a timeline as templates show it."""

    events: tuple[Happened, ...]
    folded: tuple[Happened | Fold, ...]
    older: str
    tabs: tuple[Tab, ...]


async def told(
    request: Request, folder: Folder, address: str, referral: Referral | None = None
) -> Told:
    """Return the page of the timeline the request asks for: ``show``, ``cursor``, ``from``."""
    reach = Reach(folder, request.person, request.at, referral)
    asked = request.query_params
    show = filtering.member(Show, "show", asked.get("show", "")) or Show.ALL
    page = await timeline.page(reach, show=show, cursor=asked.get("cursor", ""))
    page = await _from(page, reach, show, asked.get("from", ""))
    events = of(page.items, numbers(folder.referrals), of=referral, by=request.person,
                now=request.at)  # fmt: skip
    return Told(events, folded(events), _older(address, show, page.next), _tabs(address, show))


async def _from(page: Page[Item], reach: Reach, show: Show, code: str) -> Page[Item]:
    """Return the page a remark is on: the first one, or the one that begins with it."""
    if not code or any(isinstance(each, Note) and each.code == code for each in page.items):
        return page
    place = await timeline.place_of(code, reach)
    return await timeline.page(reach, show=show, cursor=place) if place else page


def _older(address: str, show: Show, following: str | None) -> str:
    if following is None:
        return ""
    return f"{address}/timeline?{urlencode({'show': show.value, 'cursor': following})}"


def _tabs(address: str, shown: Show) -> tuple[Tab, ...]:
    return tuple(
        Tab(gettext(words), f"{address}/timeline?show={show.value}", None, show is shown)
        for show, words in _SHOWS.items()
    )


def numbers(referrals: Sequence[Referral]) -> dict[int, str]:
    """Return what a timeline calls each referral: its place on the case and its unit."""
    return {each.id: f"{each.ordinal:02d} {each.unit_title(language())}" for each in referrals}


def of(
    items: Iterable[Item],
    names: Mapping[int, str] | None = None,
    *,
    of: Referral | None = None,
    by: Person | None = None,
    now: datetime | None = None,
) -> tuple[Happened, ...]:
    """Return acts and remarks in words, in their order.

    ``names`` names the referrals: each act and remark says whose it is, but those of the referral
    the timeline is ``of``.
    """
    own = {of.id: ""} if of else {}
    called = {**(names or {}), **own}
    told = [
        _note(each, called, by, now, on_case=of is not None) if isinstance(each, Note)
        else _event(each, called)
        for each in items
    ]  # fmt: skip
    return tuple(each for each in told if each)


def folded(events: Iterable[Happened]) -> tuple[Happened | Fold, ...]:
    """Return the events with those of the portal's own put together where several follow."""
    found: list[Happened | Fold] = []
    run: list[Happened] = []
    for each in events:
        if each.system:
            run.append(each)
            continue
        found += _closed(run)
        run = []
        found.append(each)
    return (*found, *_closed(run))


def _closed(run: list[Happened]) -> list[Happened | Fold]:
    return [Fold(tuple(run))] if len(run) > 1 else [*run]


def _event(entry: Entry, called: Mapping[int, str]) -> Happened | None:
    kind, _, act = entry.tag.partition(":")
    words = _words(kind, act)
    if words is None:
        return None
    number = called.get(entry.subject_id, "") if kind == "referral" else ""
    return Happened(
        entry.at, f"{words} · {number}" if number else words, _who(entry),
        text=_text(entry), tone=_TONES.get(act, "off"),
        system=entry.by_id is None or entry.tag in _FOLLOWS,
    )  # fmt: skip


def _who(entry: Entry) -> str:
    """Return who acted, and in whose place."""
    absent = entry.data.get("for")
    words = gettext("%(name)s（代 %(absent)s）")
    return words % {"name": entry.by_name, "absent": absent} if absent else entry.by_name


def _words(kind: str, act: str) -> str | None:
    if f"{kind}:{act}" in timeline.SILENT:
        return None
    more = ALSO.get(f"{kind}:{act}")
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
    if entry.tag == "case:hand_over":
        return f"→ {to}"
    if entry.tag in {"case:inform", "case:uninform"}:
        return str(entry.data.get("unit", ""))
    return f"{was} → {to}" if was and to and was != to else ""


def _moved(entry: Entry) -> str:
    was, now = (filters.day(until(datetime.fromisoformat(entry.data[name])))
                for name in ("was", "now"))  # fmt: skip
    return f"{label(Clock(entry.data['clock']))}：{was} → {now}"


def _note(
    note: Note, called: Mapping[int, str], by: Person | None, now: datetime | None, *, on_case: bool
) -> Happened:
    of_case = gettext("受理件") if on_case else ""
    place = called.get(note.referral_id, "") if note.referral_id else of_case
    words = gettext("记录")
    return Happened(
        note.at, f"{words} · {place}" if place else words, note.by_name,
        note.unit_title(language()), note.text, tone="more",
        inner=note.visibility is Visibility.INTERNAL, code=note.code,
        struck=note.struck_at is not None,
        strikable=by is not None and now is not None and strikable(note, by, at=now),
    )  # fmt: skip


def since(events: Iterable[Happened], instant: datetime | None) -> tuple[Happened, ...]:
    """Return what happened after a page was made; nothing when that is not known."""
    return tuple(each for each in events if instant is not None and each.at > instant)


def shown(told: Told) -> dict[str, Any]:
    """Return what the templates of a timeline expect."""
    return {"happened": told.folded, "older": told.older, "shows": told.tabs}
