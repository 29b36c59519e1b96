"""The three ways to act — operation, page, API — each answering with a status as the web would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import httpx

from portal.core import clock
from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.directory.model import Person
from tests.portals import portal
from tests.referrals.visiting import Visitor, visitor

Who = tuple[str, str]


class Thing(Protocol):
    """What is acted on: where its page and its place in the API are, and how it is acted on."""

    @property
    def page(self) -> str:
        """The address of its page."""

    @property
    def api(self) -> str:
        """Its address in the API, without the version in front."""

    async def version(self) -> int:
        """Return the version a form of it would carry."""

    async def act(self, action: str, given: dict[str, Any], *, by: Person, at: Any) -> None:
        """Call the operation the doors call."""


class Doors:
    """The three ways to act, for these people."""

    def __init__(self, people: Mapping[Who, Person], handlers: Iterable[Any]) -> None:
        self.people = people
        self._app = portal(*handlers)
        self._visitors: dict[Who, Visitor] = {}

    async def operation(self, thing: Thing, action: str, given: dict[str, Any], who: Who) -> int:
        """Call the operation."""
        try:
            await thing.act(action, given, by=self.people[who], at=clock.now())
        except NotFound:
            return 404
        except NotAllowed:
            return 403
        except NotPossible:
            return 409
        return 200

    async def page(self, thing: Thing, action: str, given: dict[str, Any], who: Who) -> int:
        """Submit the form of the page."""
        fields = dict(_flat(given)) | {"version": str(await thing.version())}
        visit = await self._visitor(who)
        answer = await visit.sends(f"{thing.page}/{_slug(action)}", **fields)
        return 200 if answer.status_code == 303 else answer.status_code

    async def api(self, thing: Thing, action: str, given: dict[str, Any], who: Who) -> int:
        """Post to the API."""
        visit = await self._visitor(who)
        answer = await visit.asks(
            f"{thing.api}/{_slug(action)}", version=await thing.version(), **given
        )
        return answer.status_code

    async def _visitor(self, who: Who) -> Visitor:
        if who not in self._visitors:
            transport = httpx.ASGITransport(self._app, client=("10.1.2.3", 1234))
            client = httpx.AsyncClient(transport=transport, base_url="http://t")
            self._visitors[who] = await visitor(client, self.people[who])
        return self._visitors[who]

    async def close(self) -> None:
        """Send the visitors home."""
        for each in self._visitors.values():
            await each.client.aclose()


def _slug(action: str) -> str:
    return action.replace("_", "-")


def _flat(given: dict[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{at}{name}.")
        elif isinstance(value, list):
            yield from _flat({str(n): each for n, each in enumerate(value)}, f"{at}{name}.")
        else:
            yield f"{at}{name}", "yes" if value is True else str(value)
