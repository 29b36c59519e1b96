"""What the quick search finds: numbers of cases and referrals, and people by number or phone.

A person's number or phone is looked up by those at a desk, and the look-up is journalled; names are
found among the cases one may see anyway.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from portal.core.errors import NotFound
from portal.core.i18n import gettext, language
from portal.directory.model import Person
from portal.render.labels import label, tone
from portal.web.board import Found, Group
from portal.web.gate import may_ever
from portal.web.slots import fills
from portal.web.visit import Request
from referrals import operations
from referrals.inputs import LookUp, normal_id, normal_phone
from referrals.pages.choices import programme_title
from referrals.queries import filters, ledgers, lists, locate
from referrals.queries.lists import CaseLine, CaseView, ReferralLine, View

_MOST = 10
_SHORTEST_NUMBER = 11


@fills("search")
async def found(request: Request, q: str) -> list[Group]:
    """Return what these words name, within what the person may see."""
    person, at = request.person, request.at
    if not may_ever(person, ("case.read",)):
        return []
    held = await _cases(person, q, at) + await _known(person, q, at)
    cases = {each.key: each for each in held}
    referrals = await _referrals(person, q, at)
    return [
        Group(gettext("受理件"), tuple(map(_case, cases.values()))),
        Group(gettext("转办单"), tuple(map(_referral, referrals))),
    ]


async def _cases(person: Person, q: str, at: datetime) -> list[CaseLine]:
    names = [q, *await ledgers.numbers_called(q, person, at=at)]
    pages = [
        await lists.cases(person, filters.Wanted(view=view.value, q=name, limit=_MOST), at=at)
        for name in names
        for view in (CaseView.ALL, CaseView.OVER)
    ]
    return [line for page in pages for line in page.items]


async def _referrals(person: Person, q: str, at: datetime) -> list[ReferralLine]:
    if not any(character.isdigit() for character in q):
        return []
    pages = [
        await lists.referrals(person, filters.Wanted(view=view.value, q=q, limit=_MOST), at=at)
        for view in (View.ALL, View.OVER)
    ]
    return [line for page in pages for line in page.items]


async def _known(person: Person, q: str, at: datetime) -> list[CaseLine]:
    """Return the cases of whoever has this number or phone; the desk's look-up, journalled."""
    wanted = _person_of(q)
    if wanted is None or not may_ever(person, ("case.register",)):
        return []
    matched = await operations.look_up(wanted, by=person, at=at)
    held = await lists.of_households(sorted({client.household_id for client in matched}))
    return [line for line in held if await _visible(line, person, at)]


async def _visible(line: CaseLine, person: Person, at: datetime) -> bool:
    try:
        await locate.case(line.key, person, at=at)
    except NotFound:
        return False
    return True


def _person_of(q: str) -> LookUp | None:
    number, phone = normal_id(q), normal_phone(q)
    if len(number) < _SHORTEST_NUMBER or not number[:-1].isdigit():
        return None
    try:
        return LookUp(phone=phone) if len(number) == _SHORTEST_NUMBER else LookUp(doc_number=number)
    except ValidationError:
        return None


def _case(line: CaseLine) -> Found:
    window = line.window_names.title(language())
    return Found(
        f"/cases/{line.key}", line.key, f"{line.applicant_name} · {window}",
        label(line.state), tone(line.state),
    )  # fmt: skip


def _referral(line: ReferralLine) -> Found:
    unit = line.unit_names.title(language())
    detail = f"{line.applicant_name} · {programme_title(line.programme)} · {unit}"
    return Found(f"/referrals/{line.key}", line.key, detail, label(line.state), tone(line.state))
