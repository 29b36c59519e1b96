"""Quick search over everything the person may see.

By POST: what is looked up is a name or a number, and addresses are kept in logs and histories. The
features that look a person up journal it.
"""

from __future__ import annotations

from litestar import get, post
from pydantic import BaseModel, Field

from portal.core.i18n import N_
from portal.web import forms, respond, slots
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Request


class Search(BaseModel):
    """What is looked for."""

    q: str = Field("", title=N_("查找内容"), max_length=80)


@get("/search", opt=permission(SIGNED_IN), include_in_schema=False)
async def ask(request: Request) -> respond.Answer:
    """Show the form."""
    return await _shown(request, request.visit.typed("q"), ())


@post("/search", opt=permission(SIGNED_IN), status_code=200, include_in_schema=False)
@respond.again(ask)
async def search(request: Request) -> respond.Answer:
    """Show what was found; a single hit is opened at once."""
    given = await forms.read(Search, request)
    found = await slots.filled("search", request, q=given.q) if given.q else []
    groups = tuple(group for some in found for group in some if group.rows)
    hits = [row for group in groups for row in group.rows]
    if len(hits) == 1:
        return respond.go(request, hits[0].address)
    return await _shown(request, given.q, groups)


async def _shown(request: Request, q: str, groups: tuple[object, ...]) -> respond.Answer:
    found = request.method == "POST" and not request.visit.problems
    return await respond.page(request, "portal/search.html", q=q, found=found, groups=groups)
