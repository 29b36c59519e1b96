"""Putting a referral to the joint meeting: the question, beside the dossier that will be frozen."""

from __future__ import annotations

from litestar import get, post

from meetings import inputs, operations, referral_links
from portal.core.i18n import N_, say
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.visit import Key, Request

_PUT = "referral.put_to_meeting"


@get("/referrals/{key:str}/put-to-meeting", opt=permission(_PUT), include_in_schema=False)
async def ask(request: Request, key: Key) -> respond.Answer:
    """Show the form, with the dossier as the meeting will see it."""
    held = await referral_links.preview(key, by=request.person, at=request.at)
    return await respond.page(
        request, "meetings/put_to_meeting.html", held=held, version=held.version,
        address=f"/referrals/{held.referral_key}/put-to-meeting",
        back=f"/referrals/{held.referral_key}",
    )  # fmt: skip


@post("/referrals/{key:str}/put-to-meeting", opt=permission(_PUT), include_in_schema=False)
@respond.again(ask)
async def put(request: Request, key: Key) -> respond.Answer:
    """Put the referral to the meeting; its topic is opened in the same act."""
    given = await forms.read(inputs.PutToMeeting, request)
    topic = await operations.put_to_meeting(key, given, by=request.person, at=request.at)
    says = say(N_("已提请联席会议，议题 %(key)s 等待审核。"), key=topic.key)
    return respond.go(request, f"/topics/{topic.key}", says=says)
