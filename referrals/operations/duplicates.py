"""Whoever is being helped already is not registered again by oversight."""

from __future__ import annotations

from portal.core import crypto
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_
from referrals.inputs import Registration
from referrals.model import CaseState
from referrals.queries import lists
from referrals.queries.lists import CaseLine
from referrals.tables import ClientRow


async def refuse_duplicate(given: Registration) -> None:
    """Raise ``Invalid`` when the applicant's household has an open case and no reason is given.

    A household may have two; the reason says why, and is journalled with the registration.
    """
    if given.duplicate_reason:
        return
    if open_ := await _open_cases(given.applicant.number):
        raise Invalid([
            problem(
                "duplicate_reason",
                N_("这一户已有在办的受理件 %(number)s（%(window)s）。确需另行登记的，请写明理由。"),
                code="duplicate", number=open_[0].key, window=open_[0].window_name,
            )
        ])  # fmt: skip


async def _open_cases(number: str) -> list[CaseLine]:
    if not number:
        return []
    held = await ClientRow.select(ClientRow.household_id).where(
        ClientRow.doc_hash == crypto.search_hash("client.doc", number)
    )
    found = await lists.of_households(sorted({row["household_id"] for row in held}))
    return [line for line in found if not line.over and line.state is not CaseState.DRAFT]
