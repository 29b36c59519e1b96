"""The gate: every door declares who may come near it, or the house does not open.

The guard refuses those who can never hold the declared right, whatever they ask for; whether they
hold it for this very thing is the feature's ``scope`` and ``access``. Rights come from the
memberships live today, so what was revoked is gone at the next request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.routes import ASGIRoute, HTTPRoute, WebSocketRoute

from portal.core.errors import NotAllowed
from portal.directory.model import Person
from portal.directory.permissions import TABLE
from portal.web.refusals import MustChange, NotSignedIn
from portal.web.visit import Visit

PUBLIC = "public"
SIGNED_IN = "signed-in"


class Undeclared(Exception):
    """A route does not say who may use it; the portal does not start."""


def permission(*names: str, **more: Any) -> dict[str, Any]:
    """Return a handler's ``opt`` with the rights of which one is needed, or "public"/"signed-in".

    ``reads`` names the input model of the body, for the API's description; ``early=True`` lets
    people in who have to change their password first.
    """
    return {"permission": names, **more}


def may_ever(person: Person, names: Iterable[str]) -> bool:
    """Return whether one of these rights is held by some role of the person."""
    return any(name in (PUBLIC, SIGNED_IN) or _held(person, name) for name in names)


def _held(person: Person, name: str) -> bool:
    if person.narrowed is not None and name not in person.narrowed:
        return False
    holders = TABLE.get(name, {})
    return any(holders.get(membership.role) for membership in person.memberships)


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse whoever can never hold the handler's right.

    Raises ``NotSignedIn`` when nobody is known to ask, ``NotAllowed`` otherwise.
    """
    names: tuple[str, ...] = handler.opt["permission"]
    if PUBLIC in names:
        return
    visit: Visit = connection.scope["state"]["visit"]
    if visit.person is None:
        raise NotSignedIn
    if visit.person.must_change and not handler.opt.get("early"):
        raise MustChange
    if not may_ever(visit.person, names):
        raise NotAllowed(permission=names[0])


def check(app: Litestar) -> None:
    """Raise ``Undeclared`` naming every route without a valid declared permission."""
    wrong = [f"{route.path} {word}" for route in app.routes for word in _faults(route)]
    if wrong:
        raise Undeclared("no declared permission: " + "; ".join(sorted(wrong)))


def _faults(route: HTTPRoute | ASGIRoute | WebSocketRoute) -> Iterator[str]:
    if isinstance(route, HTTPRoute):
        for handler in route.route_handlers:
            # The framework adds its own answer to OPTIONS; the entrance lets no OPTIONS in.
            if handler.http_methods != {"OPTIONS"} and not _declared(handler):
                yield ", ".join(sorted(handler.http_methods))
            if handler.before_request is not None:
                yield "has a before_request of its own, which would switch off the app's"
    elif not _declared(route.route_handler):
        yield type(route).__name__


def _declared(handler: BaseRouteHandler) -> bool:
    names: tuple[str, ...] = handler.opt.get("permission") or ()
    return bool(names) and all(name in (PUBLIC, SIGNED_IN) or name in TABLE for name in names)
