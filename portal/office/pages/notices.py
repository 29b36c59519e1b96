"""The person's notices: what happened, newest first."""

from __future__ import annotations

from litestar import get, post
from pydantic import BaseModel, Field

from portal.notices import operations, queries
from portal.web import forms, respond
from portal.web.gate import PUBLIC, SIGNED_IN, permission
from portal.web.identity import WATCHED
from portal.web.visit import Request


class Read(BaseModel):
    """Which notice has been read; all of them without a number."""

    notice: int | None = Field(None, ge=1, le=2**53)


@get("/notices", opt=permission(SIGNED_IN), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show a page of notices."""
    cursor = request.query_params.get("cursor", "")
    page = await queries.page(request.person.id, cursor=cursor)
    return await respond.page(
        request, "portal/notices.html", page=page, unread=await queries.unread(request.person.id),
        next_address=f"/notices?cursor={page.next}" if page.next else "",
    )  # fmt: skip


@get(WATCHED, opt=permission(PUBLIC), include_in_schema=False)
async def unread(request: Request) -> respond.Answer:
    """Answer how many are unread, for the bell of an open page; a page signed out asks no more."""
    person = request.visit.person
    if person is None:
        # The status htmx knows as the end of asking again.
        return respond.html("", status=286)
    n = await queries.unread(person.id)
    return await respond.page(request, "portal/_unread.html", whole=True, unread=n)


@post("/notices/read", opt=permission(SIGNED_IN), include_in_schema=False)
async def read(request: Request) -> respond.Answer:
    """Note that one notice, or every one, has been read."""
    given = await forms.read(Read, request)
    await operations.read(request.person.id, notice_id=given.notice, at=request.at)
    return respond.go(request, "/notices")
