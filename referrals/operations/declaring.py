"""Close relatives among the officials 近亲属备案, told after the registration, or found mistaken.

Whoever is named keeps away from then on: a referral in such hands waits to be assigned anew. What
was declared stays on record, struck out or not; only those with the right read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from portal.directory.model import Person
from referrals.inputs import Declare, StrikeRelative
from referrals.model import Case, CaseAction, Declared
from referrals.operations import telling
from referrals.operations.acting import CaseDeed, on_case
from referrals.operations.work import Work
from referrals.queries.means import relatives_of, relatives_with_codes
from referrals.queries.people import household
from referrals.rules.guards import Given
from referrals.tables import RelativeRow


async def declare(key: str, given: Declare, *, by: Person, at: datetime) -> Case:
    """Add what was declared of close relatives; "none" holds only while nobody is named.

    Raises ``Invalid`` for a relative of nobody in the household, or a staff member nobody is.
    """
    found = await telling.relatives(given.relatives, day_of(at))
    looked_at = Given(declares_none=given.declared is Declared.NONE)
    async with on_case(
        CaseAction.DECLARE_RELATIVES, key, given.version, by=by, at=at, given=looked_at
    ) as deed:
        members = await household(deed.case.household_id)
        telling.refuse_strange_relatives(given, {each.name for each in members})
        await telling.keep_relatives(deed.case.id, found, at)
        await _now_stands(deed, given.declared)
    return deed.case


async def strike_relative(key: str, given: StrikeRelative, *, by: Person, at: datetime) -> Case:
    """Strike out a relative who was declared by mistake, with the reason; the row stays.

    Raises ``Invalid`` for one the case has not.
    """
    async with on_case(CaseAction.STRIKE_RELATIVE, key, given.version, by=by, at=at) as deed:
        held = dict(await relatives_with_codes(deed.case.id))
        if given.relative not in held:
            words = N_("没有这一条备案，请从列表中选择。")
            raise Invalid([problem("relative", words, code="unknown")])
        row = RelativeRow
        changed = (
            await row.update({row.struck_at: at})
            .where((row.code == given.relative) & row.struck_at.is_null())
            .returning(row.id)
        )
        db.changed_one(changed, what="relative", key=given.relative)
        left = Declared.SOME if len(held) > 1 else Declared.NONE
        await _now_stands(deed, left)
        deed.say(reason=given.reason)
    return deed.case


async def _now_stands(deed: CaseDeed, declared: Declared) -> None:
    """Write into the case what is declared by now, and whom that keeps away."""
    barred = telling.barred(await relatives_of(deed.case.id))
    deed.set(relatives=declared, barred=barred)
    _let_go(deed.work, barred)


def _let_go(work: Work, barred: Iterable[int]) -> None:
    """Take what is open out of the hands of whoever keeps away; the unit assigns it anew."""
    away = set(barred)
    for each in work.referrals:
        if each.is_open and each.handler_id in away:
            work.set(each, handler_id=None, handler_name="")
            work.say("referral:keeps_away", each)
