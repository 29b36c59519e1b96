"""The doors to files: the viewer beside the form, the bytes, adding, taking out, handing over."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from portal.core.i18n import N_, say
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.uploading import answer, largest_body, sent
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.model import MOST_AT_ONCE
from referrals.operations import filing
from referrals.pages import cases, referrals
from referrals.pages.shelf import line

_READ, _ADD, _HAND = "file.read", "file.add", "referral.send"


def _doors(base: str, at: Any, show: respond.Shown) -> list[HTTPRouteHandler]:
    """Return the doors to the files of a kind of thing; ``at`` opens the thing."""

    async def look(request: Request, key: Key, code: Key) -> respond.Answer:
        place = await at(key, by=request.person, at=request.at)
        held = await place.file(code)
        all_ = [line(each, place) for each in await place.files() if not each.is_removed]
        return await respond.page(
            request, "referrals/file.html", file=line(held, place), others=all_,
            back=f"{place.address}#files", thing=place.folder.case.key,
        )  # fmt: skip

    async def content(request: Request, key: Key, code: Key) -> respond.Answer:
        place = await at(key, by=request.person, at=request.at)
        held, data = await filing.read(place, code)
        return answer(held.name, held.mime, data, save="save" in request.query_params)

    async def thumbnail(request: Request, key: Key, code: Key) -> respond.Answer:
        place = await at(key, by=request.person, at=request.at)
        data = await filing.thumbnail(place, code)
        return respond.document(data, "thumbnail.jpg", mime="image/jpeg", inline=True)

    @respond.again(show)
    async def add(request: Request, key: Key) -> respond.Answer:
        place = await at(key, by=request.person, at=request.at)
        added = await filing.add(place, await forms.read(inputs.FilesIn, request),
                                 await sent(request))  # fmt: skip
        return respond.go(request, f"{place.address}#files",
                          says=say(N_("已上传 %(n)s 份材料。"), n=len(added)))  # fmt: skip

    @respond.again(look)
    async def take_out(request: Request, key: Key, code: Key) -> respond.Answer:
        place = await at(key, by=request.person, at=request.at)
        await filing.take_out(place, code, await forms.read(inputs.TakeOut, request))
        return respond.go(request, f"{place.address}#files", says=say(N_("已移除这份材料。")))

    one = f"{base}/{{key:str}}/files/{{code:str}}"
    hidden: dict[str, Any] = {"include_in_schema": False}
    return [
        get(one, opt=permission(_READ), **hidden)(look),
        get(f"{one}/content", opt=permission(_READ), **hidden)(content),
        get(f"{one}/thumbnail", opt=permission(_READ), **hidden)(thumbnail),
        post(f"{base}/{{key:str}}/files", opt=permission(_ADD), status_code=200,
             request_max_body_size=largest_body(MOST_AT_ONCE), **hidden)(add),
        post(f"{one}/take-out", opt=permission(_ADD), status_code=200, **hidden)(take_out),
    ]  # fmt: skip


@post("/referrals/{key:str}/give-files", opt=permission(_HAND), status_code=200,
      include_in_schema=False)  # fmt: skip
@respond.again(referrals.show)
async def hand_over(request: Request, key: Key) -> respond.Answer:
    """Hand more of the case's files to a referral's unit."""
    given = await forms.read(inputs.GiveFiles, request)
    await filing.hand_over(key, given, by=request.person, at=request.at)
    return respond.go(request, f"/referrals/{key}#files",
                      says=say(N_("已移交 %(n)s 份材料。"), n=len(given.files)))  # fmt: skip


DOORS = (
    *_doors("/cases", filing.at_case, cases.show),
    *_doors("/referrals", filing.at_referral, referrals.show),
    hand_over,
)
