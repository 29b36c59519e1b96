"""One request from beginning to end: who asks, when, how they wish to see things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import litestar
from litestar.datastructures import State
from litestar.params import FromPath

from portal.core.errors import Problem, Refusal
from portal.core.i18n import Language
from portal.directory.model import Person, Session
from portal.web.refusals import NotSignedIn

# A thing's number or code, or another part of an address: ``async def show(request, key: Key)``.
Key = FromPath[str]


class Typed:
    """What was typed into the form that is being answered; empty when none was sent.

    Templates ask ``typed("members.0.name", stored)``: the typed value, or else the stored one.
    """

    def __init__(self, fields: Mapping[str, Any] | None = None) -> None:
        self.fields: Mapping[str, Any] = fields or {}
        self.given = fields is not None

    def __call__(self, path: str, otherwise: Any = "") -> Any:
        """Return what stands at the dotted path; what is stored when no form was sent."""
        if not self.given:
            return otherwise
        found: Any = self.fields
        for part in path.split("."):
            found = _inside(found, part)
        return "" if found is None else found

    def rows(self, name: str, otherwise: Sequence[Any] = ()) -> Sequence[Any]:
        """Return the typed rows of a repeated part, or else the stored ones."""
        found = self(name, otherwise)
        return found if isinstance(found, list | tuple) else ()


def _inside(value: Any, part: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list | tuple) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    return None


@dataclass(slots=True)
class Look:
    """How the person likes the pages; kept in a cookie, no business of anybody else's."""

    theme: str = "auto"
    density: str = "compact"
    text_size: int = 100
    shortcuts: bool = True


@dataclass(slots=True)
class Visit:
    """What is known about the request; made at the entrance, filled on the way."""

    at: datetime
    peer: str = ""
    person: Person | None = None
    session: Session | None = None
    # The secret in the session's cookie, for what is bound to it; "" without a session.
    token: str = ""
    by_token: bool = False
    language: Language = Language.HANS
    look: Look = field(default_factory=Look)
    stranger: str = ""
    typed: Typed = field(default_factory=Typed)
    refusal: Refusal | None = None
    problems: tuple[Problem, ...] = ()
    cookies: list[str] = field(default_factory=list)
    claim: str | None = None


class Request(litestar.Request[Person | None, Any, State]):
    """A request with its visit; handlers read ``person``, ``at`` and ``htmx`` from it."""

    @property
    def visit(self) -> Visit:
        """What the entrance found out about this request."""
        return cast("Visit", self.scope["state"]["visit"])

    @property
    def at(self) -> datetime:
        """The one instant of this request."""
        return self.visit.at

    @property
    def person(self) -> Person:
        """The person who asks; raise ``NotSignedIn`` when nobody is known."""
        if self.visit.person is None:
            raise NotSignedIn
        return self.visit.person

    @property
    def htmx(self) -> bool:
        """Whether htmx asks for a part of a page; a restored history entry wants the whole."""
        headers = self.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    @property
    def is_script(self) -> bool:
        """Whether a script of a page asks by itself, so that leading it elsewhere means nothing."""
        return self.headers.get("sec-fetch-dest") == "empty"

    @property
    def is_api(self) -> bool:
        """Whether a program asks, which is answered in JSON."""
        return self.scope["path"].startswith("/api/")

    @property
    def local_address(self) -> str:
        """The path with its query, as the language switch comes back to it."""
        query = self.scope["query_string"].decode("latin-1")
        return f"{self.scope['path']}?{query}" if query else str(self.scope["path"])
