"""What a case asks for."""

from __future__ import annotations

from portal.core.ids import new_code
from portal.core.reading import add
from referrals.model import Need, NeedState
from referrals.operations.work import Work
from referrals.tables import NeedRow


async def add_need(work: Work, programme: str, words: str = "") -> Need:
    """Add something asked for to the case in hand, and return it."""
    code = new_code()
    need_id = await add(
        NeedRow, code=code, case_id=work.case.id, programme=programme, words=words,
        state=NeedState.OPEN.value,
    )  # fmt: skip
    need = Need(need_id, code, programme, words, NeedState.OPEN)
    work.set_case(needs=(*work.case.needs, need))
    return need
