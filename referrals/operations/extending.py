"""The one extension of a referral 延期: asked by the unit, granted or refused by the desk."""

from __future__ import annotations

from datetime import datetime

from portal.directory.model import Person
from referrals.inputs import AskExtension, WithReason
from referrals.model import Extension, Referral
from referrals.model import ReferralAction as Action
from referrals.operations.acting import ReferralDeed, on_referral


async def ask(key: str, given: AskExtension, *, by: Person, at: datetime) -> Referral:
    """Ask for more time, before the limit runs out; asking does not stop the clock."""
    async with on_referral(Action.ASK_EXTENSION, key, given.version, by=by, at=at) as deed:
        deed.set(extension=Extension.ASKED)
        deed.say(reason=given.reason, amount=given.amount, basis=given.basis)
    return deed.referral


async def grant(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Grant the extension that was asked for."""
    async with on_referral(Action.GRANT_EXTENSION, key, given.version, by=by, at=at) as deed:
        deed.set(extension=Extension.GRANTED)
        deed.say(reason=given.reason, amount=_asked(deed))
    return deed.referral


async def refuse(key: str, given: WithReason, *, by: Person, at: datetime) -> Referral:
    """Refuse the extension; the limit stays as it is."""
    async with on_referral(Action.REFUSE_EXTENSION, key, given.version, by=by, at=at) as deed:
        deed.set(extension=Extension.REFUSED)
        deed.say(reason=given.reason)
    return deed.referral


def _asked(deed: ReferralDeed) -> int:
    events = deed.work.folder.events(deed.referral)
    asked = [event.data["amount"] for event in events if event.act == "ask_extension"]
    return int(asked[-1])
