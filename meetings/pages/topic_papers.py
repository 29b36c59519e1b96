"""What the page of a topic shows of its papers: the list in its order, and the form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from meetings.model import Topic, TopicPaper
from meetings.operations import filing
from meetings.operations.filing import Folder
from portal.core.i18n import gettext
from portal.render import filters
from portal.web.uploading import ACCEPTED
from portal.web.visit import Request


class Line(msgspec.Struct, frozen=True):
    """One paper of the list: what it is called, who added it, where it is looked at."""

    code: str
    place: int
    title: str
    name: str
    about: str
    who: str
    at: datetime
    address: str
    content: str
    thumbnail: str
    picture: bool
    paper: bool
    state: str
    changes: bool
    removed: str = ""


async def shelf(topic: Topic, request: Request) -> dict[str, Any]:
    """Return what the part of the page about papers shows."""
    folder = await filing.open_folder(topic.key, by=request.person, at=request.at)
    held, adds = await folder.papers(), filing.may_add(folder)
    live = [each for each in held if not each.is_removed]
    tried = request.method == "POST" and request.scope["path"].endswith("/papers")
    return {
        "address": f"{folder.address}/papers",
        "lines": [line(each, folder, place, adds=adds) for place, each in enumerate(live, 1)],
        "removed": [line(each, folder) for each in held if each.is_removed],
        "adds": adds,
        "accept": ACCEPTED,
        "problems": request.visit.problems if tried else (),
    }


def line(held: TopicPaper, folder: Folder, place: int = 0, *, adds: bool = False) -> Line:
    """Return a paper as the list shows it."""
    address = f"{folder.address}/papers/{held.code}"
    picture = held.mime.startswith("image/")
    ending = held.name.rpartition(".")[2].upper()
    return Line(
        code=held.code,
        place=place,
        title=gettext("材料 %(n)s") % {"n": place} if place else gettext("已移除"),
        name=held.name,
        about=f"{ending} · {filters.file_size(held.size)}",
        who=f"{held.by_name} · {held.unit_name}",
        at=held.at,
        address=address,
        content=f"{address}/content",
        thumbnail=f"{address}/thumbnail" if picture and held.is_readable else "",
        picture=picture,
        paper=held.mime == "application/pdf",
        state=held.state,
        changes=adds and not held.is_removed,
        removed=held.removed_reason,
    )
