"""For those who run the portal: is it alive, can it work, how does it do."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from portal.core.errors import NotAllowed, Unavailable
from portal.core.i18n import N_, say
from portal.directory.model import Role
from portal.web import health, metrics, peers, respond
from portal.web.gate import PUBLIC, permission
from portal.web.visit import Request


@get("/healthz", opt=permission(PUBLIC), include_in_schema=False)
async def alive() -> respond.Answer:
    """Answer which process this is; touches nothing else."""
    return respond.json(health.alive())


@get("/readyz", opt=permission(PUBLIC), include_in_schema=False)
async def ready() -> respond.Answer:
    """Answer whether the database is there; 503 when it is not."""
    if not await health.ready():
        raise Unavailable(say(N_("数据库暂时无法连接。")))
    return respond.json({"status": "ready"})


@get("/metrics", opt=permission(PUBLIC), include_in_schema=False)
async def figures(request: Request) -> Response[Any]:
    """Answer the figures to this machine and to system administrators; nobody else."""
    person = request.visit.person
    known = person is not None and Role.SYSADMIN in person.roles
    # A proxy on this machine reaches us from it too; what came through one is not from here.
    here = peers.is_loopback(request.visit.peer) and "x-forwarded-for" not in request.headers
    if not (known or here):
        raise NotAllowed(permission="settings.manage")
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")
