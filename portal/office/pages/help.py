"""Help, and the page that shows every component."""

from __future__ import annotations

from litestar import get

from portal.core.errors import problem
from portal.core.i18n import N_
from portal.web import respond, slots
from portal.web.gate import SIGNED_IN, permission
from portal.web.visit import Request

# The field `wrong` of the components' page shows what a mistake looks like.
_SHOWN = (problem("wrong", N_("证件号码应为 18 位，现为 %(n)s 位。"), n=6),)


@get("/help", opt=permission(SIGNED_IN), include_in_schema=False)
async def show(request: Request) -> respond.Answer:
    """Show time limits, keys and words."""
    limits = [each for some in await slots.filled("help.deadlines", request) for each in some]
    contacts = await slots.filled("help.contact", request)
    return await respond.page(
        request, "portal/help.html", deadlines=limits, contact=contacts[0] if contacts else ""
    )


@get("/_ui", opt=permission(SIGNED_IN), include_in_schema=False)
async def components(request: Request) -> respond.Answer:
    """Show every component in the reader's language and light."""
    return await respond.page(request, "portal/ui.html", now=request.at, problems=_SHOWN)
