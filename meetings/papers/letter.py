"""Letters 信函格式 of the joint meeting: the meeting notice; pure.

A joint meeting has no seal and sends nothing in its own name: the letter goes out under the name
of the unit that leads it. The set phrases are official wording and exist in 简体 alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from meetings.papers import levels, titles, wording
from meetings.papers.levels import Paragraph
from meetings.papers.minutes import Copies, mark_size

# The mark may be as wide as the double rules under it (170 mm) with a little air at both ends.
_MARK_WIDTH = 460


class Letter(msgspec.Struct, frozen=True):
    """A letter: ``mark`` is the sender's name in red, ``contact`` the note under the date."""

    mark: str
    mark_size: float
    number: str
    title: tuple[str, ...]
    recipients: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    attachments: tuple[str, ...]
    signed_by: str
    signed_on: date
    contact: str
    copies: tuple[Copies, ...]


class Invitation(msgspec.Struct, frozen=True):
    """What a notice calls to: ``asks`` are the further requests, one paragraph each.

    ``opening`` takes the first sentence's place; ``calls`` say when observers are called in.
    """

    meeting: str
    at: datetime
    place: str
    chair: str
    topics: tuple[str, ...]
    taking_part: str
    asks: tuple[str, ...] = ()
    opening: str = ""
    calls: tuple[str, ...] = ()


def letter(
    *,
    sender: str,
    number: str,
    title: str,
    recipients: Sequence[str],
    text: str,
    signed_on: date,
    attachments: Sequence[str] = (),
    contact: str = "",
    copies: Sequence[Copies] = (),
) -> Letter:
    """Return a letter of the sender; ``text`` is plain, its marks make the levels."""
    return Letter(
        mark=sender,
        mark_size=mark_size(sender, _MARK_WIDTH),
        number=number,
        title=titles.lines(title),
        recipients=tuple(recipients),
        paragraphs=levels.parse(text),
        attachments=tuple(attachments),
        signed_by=sender,
        signed_on=signed_on,
        contact=contact,
        copies=tuple(each for each in copies if each.names),
    )


def notice(
    invitation: Invitation,
    *,
    sender: str,
    number: str,
    recipients: Sequence[str],
    signed_on: date,
    attachments: Sequence[str] = (),
    contact: str = "",
    copies: Sequence[Copies] = (),
) -> Letter:
    """Return the notice of a meeting."""
    return letter(
        sender=sender,
        number=number,
        title=f"关于召开{invitation.meeting}的通知",
        recipients=recipients,
        text=invited(invitation),
        signed_on=signed_on,
        attachments=attachments,
        contact=contact,
        copies=copies,
    )


def invited(invitation: Invitation) -> str:
    """Return the plain text of a notice: when, where, what about, who, and what is asked."""
    parts = [
        invitation.opening or f"经研究，定于近期召开{invitation.meeting}。现将有关事项通知如下：",
        "一、会议时间", f"{wording.moment(invitation.at)}。",
        "二、会议地点", f"{invitation.place}。",
        "三、会议议题", *_numbered(invitation.topics),
        "四、参会人员", f"会议由{invitation.chair}主持。{invitation.taking_part}",
    ]  # fmt: skip
    further = (("列席安排", invitation.calls), ("有关要求", invitation.asks))
    for number, (head, lines) in enumerate((each for each in further if each[1]), start=5):
        parts += [f"{levels.han(number)}、{head}", *_numbered(lines)]
    return "\n".join(parts)


def _numbered(lines: Sequence[str]) -> list[str]:
    if len(lines) == 1:
        return [f"{lines[0]}。"]
    last = len(lines)
    return [f"{n}. {line}{'。' if n == last else '；'}" for n, line in enumerate(lines, start=1)]
