"""The files of cases and referrals over the API: listed, added, fetched, taken out, handed over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.uploading import answer, largest_body, sent
from portal.web.visit import Key, Request
from referrals import inputs
from referrals.model import MOST_AT_ONCE, CaseFile, PaperKind
from referrals.operations import filing
from referrals.operations.filing import Place

_READ, _ADD, _HAND = "file.read", "file.add", "referral.send"


class FileOut(msgspec.Struct, frozen=True):
    """A file; its bytes are at ``content``."""

    code: str
    kind: PaperKind
    name: str
    mime: str
    size: int
    sha256: str
    state: str
    unit_name: str
    by_name: str
    at: datetime
    shared: bool
    removed_at: datetime | None
    content: str


def file_out(held: CaseFile, place: Place) -> FileOut:
    """Return a file as the API shows it."""
    names = [name for name in FileOut.__struct_fields__ if name != "content"]
    shown = {name: getattr(held, name) for name in names}
    return FileOut(**shown, content=f"/api/v1{place.address}/files/{held.code}")


def _doors(base: str, at: Any) -> list[HTTPRouteHandler]:
    """Return the doors to the files of a kind of thing; ``at`` opens the thing."""

    async def listed(request: Request, key: Key) -> respond.Answer:
        """Return the files this caller may read, and which papers nobody has brought yet."""
        place = await at(key, by=request.person, at=request.at)
        held = await place.files()
        live = [each for each in held if not each.is_removed]
        return respond.json({"items": [file_out(each, place) for each in held],
                             "missing": place.missing(live)})  # fmt: skip

    async def content(request: Request, key: Key, code: Key) -> respond.Answer:
        """Return a file's bytes, to be saved; the reading is journalled."""
        place = await at(key, by=request.person, at=request.at)
        held, data = await filing.read(place, code)
        return answer(held.name, held.mime, data, save=True)

    async def add(request: Request, key: Key) -> respond.Answer:
        """Add files, sent as ``file`` in a form; all of them are kept, or none."""
        place = await at(key, by=request.person, at=request.at)
        given = await forms.read(inputs.FilesIn, request)
        added = await filing.add(place, given, await sent(request))
        return respond.json({"items": [file_out(each, place) for each in added]}, status=201)

    async def take_out(request: Request, key: Key, code: Key) -> respond.Answer:
        """Mark a file as taken out; its bytes stay for the record."""
        place = await at(key, by=request.person, at=request.at)
        await filing.take_out(place, code, await forms.read(inputs.TakeOut, request))
        return await listed(request, key)

    for each in (listed, content, add, take_out):
        each.__name__ = f"{each.__name__}_files_of{base.replace('/', '_')}"
    all_ = f"/api/v1{base}/{{key:str}}/files"
    return [
        get(all_, opt=permission(_READ))(listed),
        get(f"{all_}/{{code:str}}", opt=permission(_READ))(content),
        post(all_, opt=permission(_ADD, uploads=inputs.FilesIn), status_code=201,
             request_max_body_size=largest_body(MOST_AT_ONCE))(add),
        post(f"{all_}/{{code:str}}/take-out", opt=permission(_ADD, reads=inputs.TakeOut),
             status_code=200)(take_out),
    ]  # fmt: skip


@post("/api/v1/referrals/{key:str}/give-files", opt=permission(_HAND, reads=inputs.GiveFiles),
      status_code=200)  # fmt: skip
async def hand_over(request: Request, key: Key) -> respond.Answer:
    """Hand more of the case's files to a referral's unit; return what that unit has now."""
    given = await forms.read(inputs.GiveFiles, request)
    await filing.hand_over(key, given, by=request.person, at=request.at)
    place = await filing.at_referral(key, by=request.person, at=request.at)
    return respond.json({"items": [file_out(each, place) for each in await place.files()]})


DOORS = (
    *_doors("/cases", filing.at_case),
    *_doors("/referrals", filing.at_referral),
    hand_over,
)
