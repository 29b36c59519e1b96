"""Taking an account in hand for a change, so that two changes of one account come in turn."""

from __future__ import annotations

from portal.core.errors import NotAllowed, NotFound, NotPossible
from portal.core.i18n import N_, Sentence, say
from portal.directory import tables
from portal.directory.access import may
from portal.directory.model import Person

_P = tables.Person


async def hold(person_id: int) -> str:
    """Take the account until the caller's transaction ends and return its sign-in name.

    Raises ``NotFound`` when there is none, ``NotPossible`` when it is disabled.
    """
    held = (
        await _P.update({_P.version: _P.version + 1})
        .where(_P.id == person_id)
        .returning(_P.login, _P.disabled_at)
    )
    if not held:
        raise NotFound(what="person", key=str(person_id))
    if held[0]["disabled_at"] is not None:
        raise NotPossible(say(N_("这个账号已经停用，不能再办理。")), code="disabled")
    return str(held[0]["login"])


def refuse_oneself(by: Person | None, person: Person, right: str, says: Sentence) -> None:
    """Raise ``NotAllowed`` unless somebody else with this right acts; None is the operator."""
    if by is None:
        return
    if by.id == person.id:
        raise NotAllowed(says, permission=right)
    if not may(by, right):
        raise NotAllowed(permission=right)
