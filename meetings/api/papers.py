"""The papers of topics over the API: listed, added, fetched, put in order, taken out."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post

from meetings import inputs
from meetings.model import MOST_AT_ONCE, TopicPaper
from meetings.operations import filing
from meetings.operations.filing import Folder
from portal.web import forms, respond
from portal.web.gate import permission
from portal.web.uploading import answer, largest_body, sent
from portal.web.visit import Key, Request

_READ = "topic.read"
_ADD = (*filing.OWN, filing.OFFICES)
_ALL, _ONE = "/api/v1/topics/{key:str}/papers", "/api/v1/topics/{key:str}/papers/{code:str}"


class PaperOut(msgspec.Struct, frozen=True):
    """A paper of a topic; its bytes are at ``content``."""

    code: str
    position: int
    name: str
    mime: str
    size: int
    sha256: str
    state: str
    unit_name: str
    by_name: str
    at: datetime
    removed_at: datetime | None
    content: str


def _out(held: TopicPaper, folder: Folder) -> PaperOut:
    names = [name for name in PaperOut.__struct_fields__ if name != "content"]
    shown = {name: getattr(held, name) for name in names}
    return PaperOut(**shown, content=f"/api/v1{folder.address}/papers/{held.code}")


async def _folder(request: Request, key: str) -> Folder:
    return await filing.open_folder(key, by=request.person, at=request.at)


@get(_ALL, opt=permission(_READ))
async def topic_papers(request: Request, key: Key) -> respond.Answer:
    """Return a topic's papers in their order."""
    folder = await _folder(request, key)
    return respond.json({"items": [_out(each, folder) for each in await folder.papers()]})


@get(_ONE, opt=permission(_READ))
async def topic_paper(request: Request, key: Key, code: Key) -> respond.Answer:
    """Return a paper's bytes, to be saved; the reading is journalled."""
    held, data = await filing.read(await _folder(request, key), code)
    return answer(held.name, held.mime, data, save=True)


@post(_ALL, opt=permission(*_ADD, uploads=inputs.PapersIn), status_code=201,
      request_max_body_size=largest_body(MOST_AT_ONCE))  # fmt: skip
async def add_topic_papers(request: Request, key: Key) -> respond.Answer:
    """Add papers, sent as ``file`` in a form; all of them are kept, or none."""
    folder = await _folder(request, key)
    await forms.read(inputs.PapersIn, request)
    added = await filing.add(folder, await sent(request))
    return respond.json({"items": [_out(each, folder) for each in added]}, status=201)


@post(f"{_ONE}/take-out", opt=permission(*_ADD, reads=inputs.TakeOut), status_code=200)
async def take_out_topic_paper(request: Request, key: Key, code: Key) -> respond.Answer:
    """Mark a paper as taken out; its bytes stay for the record."""
    given = await forms.read(inputs.TakeOut, request)
    await filing.take_out(await _folder(request, key), code, given)
    return await respond.function_of(topic_papers)(request, key)


@post(f"{_ONE}/place", opt=permission(*_ADD, reads=inputs.Place), status_code=200)
async def place_topic_paper(request: Request, key: Key, code: Key) -> respond.Answer:
    """Give a paper its place among the topic's, counted from one."""
    given = await forms.read(inputs.Place, request)
    await filing.put_at(await _folder(request, key), code, given)
    return await respond.function_of(topic_papers)(request, key)


HANDLERS = (
    topic_papers, topic_paper, add_topic_papers, take_out_topic_paper, place_topic_paper,
)  # fmt: skip
