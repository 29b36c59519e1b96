"""What stands around a page: the places of the header, who is signed in, what is unread."""

from __future__ import annotations

import msgspec

from portal.core import settings as settings_
from portal.core.i18n import gettext, language
from portal.core.settings import Mode
from portal.directory.model import Person
from portal.notices import queries as notices
from portal.render.frame import Flash, Frame, NavItem
from portal.web import cookies, flashes, gate
from portal.web.visit import Request


class Place(msgspec.Struct, frozen=True):
    """One place in the header, for those who hold one of the rights."""

    address: str
    label: str
    permissions: tuple[str, ...]
    order: int = 50


PLACES: list[Place] = []


def add_place(address: str, label: str, *permissions: str, order: int = 50) -> None:
    """Put a place into the header; the label is a text marked with ``N_``."""
    PLACES.append(Place(address, label, permissions, order))
    PLACES.sort(key=lambda place: place.order)


async def framed(request: Request) -> Frame:
    """Return the frame of a whole page for this visit; takes the waiting flash with it."""
    person = request.visit.person
    return msgspec.structs.replace(
        still(request),
        unread=await notices.unread(person.id) if person else 0,
        flashes=_flashes(request),
    )


def still(request: Request) -> Frame:
    """Return the frame without what is counted or said once: for blocks and refusals."""
    look, person, path = request.visit.look, request.visit.person, request.scope["path"]
    return Frame(
        here=request.local_address if request.method == "GET" else path,
        nav=_nav(person, path) if person else (),
        person_name=person.name if person else "",
        unit_name=_unit_name(person) if person else "",
        theme=look.theme,
        density=look.density,
        text_size=look.text_size,
        shortcuts=look.shortcuts,
        demo=settings_.current().mode is Mode.DEMO,
    )


def _nav(person: Person, path: str) -> tuple[NavItem, ...]:
    open_to = [p for p in PLACES if gate.may_ever(person, p.permissions)]
    return tuple(NavItem(p.address, gettext(p.label), _is_at(p, path)) for p in open_to)


def _is_at(place: Place, path: str) -> bool:
    return path == place.address or (place.address != "/" and path.startswith(place.address + "/"))


def _unit_name(person: Person) -> str:
    return person.memberships[0].unit.title(language()) if person.memberships else ""


def _flashes(request: Request) -> tuple[Flash, ...]:
    carried = flashes.take(request.visit, request.cookies.get(cookies.name(cookies.FLASH)))
    refusal = request.visit.refusal
    return (*carried, Flash(refusal.sentence, "bad")) if refusal else carried
