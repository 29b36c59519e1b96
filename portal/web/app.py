"""Putting the doors of all features behind one entrance and one gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.types import ControllerRouterHandler

from portal.web import drafts, errors, gate, idempotency, jobs, openapi, security, static
from portal.web.entrance import Entrance
from portal.web.visit import Request

# Importing the room's jobs registers what it does later.
JOBS = (jobs,)

# For everything but uploads; a route that takes files says its own ``request_max_body_size``.
LARGEST_BODY = 1_000_000


def build(handlers: Sequence[ControllerRouterHandler], *, lifespan: Sequence[Any] = ()) -> Litestar:
    """Return the application for these doors; raise ``gate.Undeclared`` for one without a right."""
    app = Litestar(
        route_handlers=[*handlers, static.serve, drafts.keep, drafts.show, drafts.discard],
        guards=[gate.guard, security.guard],
        before_request=idempotency.before,
        exception_handlers={Exception: errors.answer, 500: errors.answer},
        request_class=Request,
        request_max_body_size=LARGEST_BODY,
        multipart_form_part_limit=1000,
        openapi_config=openapi.config(),
        lifespan=list(lifespan),
        logging_config=None,
        debug=False,
    )
    gate.check(app)
    app.asgi_handler = Entrance(app.asgi_handler)
    return app
