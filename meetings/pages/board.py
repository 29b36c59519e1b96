"""What meetings put on the pages everybody shares: the header, the links of cases and referrals."""

from __future__ import annotations

from typing import Any

from meetings import referral_links
from meetings.queries import links
from portal.core.i18n import N_, gettext
from portal.web.frame import add_place
from portal.web.slots import fills
from portal.web.visit import Request

add_place("/topics", N_("议题"), "topic.propose", "topic.answer", order=30)
add_place("/meetings", N_("会议"), "meeting.read", order=40)
add_place("/resolutions", N_("议定事项"), "resolution.read", "resolution.receive", order=50)

Link = dict[str, str]


@fills("referral.links")
async def of_referral(request: Request, *, folder: Any, referral: Any) -> list[Link]:
    """Return the way to the meeting, or to what it has made of the referral."""
    found = _links(await links.of_referral(referral.key, request.person))
    if referral_links.may_put(folder, referral, request.person, at=request.at):
        found.append({"words": gettext("提请联席会议"),
                      "address": f"/referrals/{referral.key}/put-to-meeting"})  # fmt: skip
    return found


@fills("case.links")
async def of_case(request: Request, *, folder: Any) -> list[Link]:
    """Return the way to topics, meetings and resolutions that hang on a case."""
    return _links(await links.of_case(folder.case.key, request.person))


def _links(held: links.Links) -> list[Link]:
    kinds = (
        (gettext("议题 %(key)s"), "/topics/", held.topics),
        (gettext("会议 %(key)s"), "/meetings/", held.meetings),
        (gettext("议定事项 %(key)s"), "/resolutions/", held.resolutions),
    )
    return [
        {"words": words % {"key": key}, "address": f"{base}{key}"}
        for words, base, keys in kinds
        for key in keys
    ]
