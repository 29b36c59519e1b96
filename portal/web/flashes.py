"""What was just done, said on the next page: carried in a short signed cookie, read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from portal.core import crypto
from portal.core.i18n import Sentence
from portal.render.frame import Flash
from portal.web import cookies
from portal.web.visit import Visit

_SECONDS = 60
# Browsers keep about 4 KB for a cookie; a sentence that long is no flash.
_LONGEST = 3000


class _Carried(msgspec.Struct, frozen=True):
    message: str
    params: dict[str, Any]
    kind: str
    undo: str


def put(visit: Visit, sentence: Sentence, *, kind: str = "done", undo: str = "") -> None:
    """Carry the sentence to the next page of this visitor."""
    carried = _Carried(sentence.message, _plain(sentence.params), kind, undo)
    text = msgspec.json.encode(carried).hex()
    value = f"{crypto.sign(_purpose(visit), text)}.{text}"
    if len(value) <= _LONGEST:
        visit.cookies.append(cookies.dressed(cookies.FLASH, value, seconds=_SECONDS))


def take(visit: Visit, cookie: str | None) -> tuple[Flash, ...]:
    """Return what the cookie carries and take it away; nothing when it was not made for them."""
    if not cookie:
        return ()
    visit.cookies.append(cookies.undressed(cookies.FLASH))
    signature, _, text = cookie.partition(".")
    if not crypto.signed(_purpose(visit), text, signature):
        return ()
    carried = msgspec.json.decode(bytes.fromhex(text), type=_Carried)
    return (Flash(Sentence(carried.message, carried.params), carried.kind, carried.undo),)


def _purpose(visit: Visit) -> str:
    return f"flash:{visit.person.code if visit.person else ''}"


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: v if isinstance(v, int) else str(v) for name, v in params.items()}
