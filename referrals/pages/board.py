"""What cases and referrals put on the pages everybody shares: home, search, help, the header."""

from __future__ import annotations

from portal.core.i18n import N_, gettext, language
from portal.directory.queries import kinds
from portal.web.board import Limit
from portal.web.frame import add_place
from portal.web.gate import may_ever
from portal.web.slots import fills
from portal.web.visit import Request
from referrals.model import Procedure
from referrals.pages import screening
from referrals.programmes import catalogue
from referrals.programmes.model import ClockTarget, Programme

add_place("/cases", N_("受理"), "case.register", order=10)
add_place("/referrals", N_("转办单"), "case.read", order=20)


@fills("home.new")
async def new(request: Request) -> str | None:
    """Return the address of a new registration, for those who register."""
    return "/cases/new" if may_ever(request.person, ("case.register",)) else None


@fills("help.deadlines")
async def limits(request: Request) -> list[Limit]:  # noqa: ARG001 - a slot's form
    """Return the limits of every programme and procedure."""
    names = await kinds()
    return [
        _limit(programme, procedure, names[programme.lead])
        for programme in catalogue.programmes().values()
        for procedure in programme.procedures
    ]


def _limit(programme: Programme, procedure: Procedure, names: dict[str, str]) -> Limit:
    finish = programme.clock(ClockTarget.FINISH, procedure)
    respond = programme.clock(ClockTarget.RESPOND, procedure)
    own = respond.limit if respond else catalogue.defaults().respond
    tag = {"zh-Hans": "zh", "zh-Hant": "hant", "en": "en"}[language()]
    title = programme.title(language())
    if procedure is Procedure.EMERGENCY:
        title = gettext("%(programme)s（紧急程序）") % {"programme": title}
    return Limit(
        programme=title,
        unit=names[tag],
        respond=screening.limit(own),
        finish=screening.limit(finish.limit) if finish else "",
        law=programme.law,
    )
