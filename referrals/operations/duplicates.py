"""Whoever is being helped already is not registered again by oversight."""

from __future__ import annotations

from collections.abc import Iterable

from portal.core.errors import Invalid, Problem, problem
from portal.core.i18n import N_
from referrals.inputs import LookUp, PersonIn, Registration
from referrals.model import CaseState, Client, Referral
from referrals.programmes import catalogue
from referrals.queries import folder, lists
from referrals.queries.lists import CaseLine
from referrals.queries.people import household_id, matching

_FIELD = "duplicate_reason"


async def refuse_duplicate(given: Registration) -> None:
    """Raise ``Invalid`` when the household is being helped already and no reason is given.

    Looked for are everybody's documents, name and birth date of those without one, and the
    household that is named. A household may have two cases; the reason says why, and is journalled
    with the registration.
    """
    if given.duplicate_reason:
        return
    open_ = await _open_cases(await _households(given))
    if not open_:
        return
    asked = {need.programme for need in given.needs if need.programme}
    held = [referral for case in open_ for referral in await folder.referrals(case.id)]
    raise Invalid([*map(_open, open_), *map(_there, _same(held, asked))])


async def _households(given: Registration) -> set[int]:
    found = {await household_id(given.household)} if given.household else set()
    for person in (given.applicant, *given.members):
        found |= {known.household_id for known in await _known(person)}
    return found


async def _known(person: PersonIn) -> Iterable[Client]:
    if person.number:
        return await matching(LookUp(doc_number=person.number))
    if person.born is None:
        return ()
    return await matching(LookUp(name=person.name, birth_date=person.born))


async def _open_cases(households: set[int]) -> list[CaseLine]:
    found = await lists.of_households(sorted(households))
    return [line for line in found if not line.over and line.state is not CaseState.DRAFT]


def _same(held: list[Referral], asked: set[str]) -> list[Referral]:
    return [each for each in held if each.is_open and each.programme in asked]


def _open(case: CaseLine) -> Problem:
    return problem(
        _FIELD,
        N_("这一户已有在办的受理件 %(number)s（%(window)s）。确需另行登记的，请写明理由。"),
        code="duplicate", number=case.key, window=case.window_name,
    )  # fmt: skip


def _there(referral: Referral) -> Problem:
    return problem(
        _FIELD,
        N_("“%(programme)s”已由%(unit)s办理，尚未办完，不必重复转办。"),
        code="already_there", programme=catalogue.get(referral.programme).zh,
        unit=referral.unit_name,
    )  # fmt: skip
