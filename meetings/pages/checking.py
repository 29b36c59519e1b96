"""A page that says whether a file is what was issued, unchanged."""

from __future__ import annotations

import hashlib
from typing import Any

from litestar import get, post

from meetings import access, inputs, operations
from meetings.model import Minutes
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.documents.reading import LARGEST
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.uploading import largest_body
from portal.web.visit import Request

_READ, _AT = "minutes.read", "/minutes/check"


@get(_AT, opt=permission(_READ), include_in_schema=False)
async def ask(request: Request) -> respond.Answer:
    """Show the form for the file."""
    return await _shown(request)


async def _shown(request: Request, **more: Any) -> respond.Answer:
    return await respond.page(request, "meetings/check.html", **{"checked": "", **more})


@post(_AT, opt=permission(_READ), include_in_schema=False, status_code=200,
      request_max_body_size=largest_body(1))  # fmt: skip
@respond.again(ask)
async def check(request: Request) -> respond.Answer:
    """Say whether the file is issued minutes, unchanged; it is read and let go."""
    await forms.raw(request)
    name, data = await forms.uploaded(request, "file")
    if len(data) > LARGEST:
        raise Invalid([problem("file", N_("文件超过 10 MB，不会是印发的纪要。"))])
    given = inputs.Checking(sha256=hashlib.sha256(data).hexdigest())
    minutes, body = await operations.check_file(given, by=request.person, at=request.at)
    return await _shown(
        request, checked=given.sha256, name=name, minutes=minutes, body=body,
        address=_address(request, minutes),
    )  # fmt: skip


def _address(request: Request, minutes: Minutes | None) -> str:
    """Return where the minutes stand; "" for who may not read them there."""
    if minutes is None or not access.may_read(request.person, minutes):
        return ""
    return f"/meetings/{minutes.key}/minutes"
