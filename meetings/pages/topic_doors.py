"""The doors to the papers of a topic: the viewer, the bytes, adding, order, taking out."""

from __future__ import annotations

from litestar import get, post

from meetings import inputs
from meetings.model import MOST_AT_ONCE
from meetings.operations import filing
from meetings.pages import topic_papers, topics
from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.uploading import answer, largest_body, sent
from portal.web.visit import Key, Request

_READ = "topic.read"
_ADD = permission(*filing.OWN, filing.OFFICES)
_ALL, _ONE = "/topics/{key:str}/papers", "/topics/{key:str}/papers/{code:str}"


async def _folder(request: Request, key: str) -> filing.Folder:
    return await filing.open_folder(key, by=request.person, at=request.at)


@get(_ONE, opt=permission(_READ), include_in_schema=False)
async def look(request: Request, key: Key, code: Key) -> respond.Answer:
    """Show one paper beside what may be done with it."""
    folder = await _folder(request, key)
    adds = filing.may_add(folder)
    held = [each for each in await folder.papers() if not each.is_removed or each.code == code]
    shown = [topic_papers.line(each, folder, 0 if each.is_removed else n, adds=adds)
             for n, each in enumerate(held, 1)]  # fmt: skip
    wanted = next((each for each in shown if each.code == code), None)
    if wanted is None:
        raise NotFound(what="paper", key=code)
    return await respond.page(
        request, "meetings/topic_paper.html", file=wanted, back=f"{folder.address}#files",
        thing=folder.topic.key, last=len(shown),
    )  # fmt: skip


@get(f"{_ONE}/content", opt=permission(_READ), include_in_schema=False)
async def content(request: Request, key: Key, code: Key) -> respond.Answer:
    """Answer a paper's bytes; the reading is journalled."""
    held, data = await filing.read(await _folder(request, key), code)
    return answer(held.name, held.mime, data, save="save" in request.query_params)


@get(f"{_ONE}/thumbnail", opt=permission(_READ), include_in_schema=False)
async def thumbnail(request: Request, key: Key, code: Key) -> respond.Answer:
    """Answer the small picture of a paper."""
    data = await filing.thumbnail(await _folder(request, key), code)
    return respond.document(data, "thumbnail.jpg", mime="image/jpeg", inline=True)


@post(_ALL, opt=_ADD, status_code=200, request_max_body_size=largest_body(MOST_AT_ONCE),
      include_in_schema=False)  # fmt: skip
@respond.again(topics.show)
async def add(request: Request, key: Key) -> respond.Answer:
    """Add papers to a topic."""
    folder = await _folder(request, key)
    await forms.read(inputs.PapersIn, request)
    added = await filing.add(folder, await sent(request))
    return respond.go(request, f"{folder.address}#files",
                      says=say(N_("已上传 %(n)s 份材料。"), n=len(added)))  # fmt: skip


@post(f"{_ONE}/take-out", opt=_ADD, status_code=200, include_in_schema=False)
@respond.again(look)
async def take_out(request: Request, key: Key, code: Key) -> respond.Answer:
    """Take a paper out of a topic."""
    folder = await _folder(request, key)
    await filing.take_out(folder, code, await forms.read(inputs.TakeOut, request))
    return respond.go(request, f"{folder.address}#files", says=say(N_("已移除这份材料。")))


@post(f"{_ONE}/place", opt=_ADD, status_code=200, include_in_schema=False)
@respond.again(look)
async def put_at(request: Request, key: Key, code: Key) -> respond.Answer:
    """Give a paper its place among the topic's."""
    folder = await _folder(request, key)
    await filing.put_at(folder, code, await forms.read(inputs.Place, request))
    return respond.go(request, f"{folder.address}#files", says=say(N_("已调整材料次序。")))


HANDLERS = (look, content, thumbnail, add, take_out, put_at)
