"""What the forms of acts let one choose."""

from __future__ import annotations

import pytest

from referrals.model import Referral, ReferralState, ReturnAnswer, ReturnCode
from referrals.pages import choices
from tests.referrals.world import cooperating, referral

_NEXT, _DOUBLE, _GAP = (answer.value for answer in ReturnAnswer)


@pytest.mark.parametrize(
    ("others", "offered"),
    [
        ((), [_NEXT, _GAP]),
        ((cooperating(ReferralState.WITHDRAWN),), [_NEXT, _GAP]),
        ((cooperating(need_id=2),), [_NEXT, _DOUBLE, _GAP]),
        ((cooperating(),), [_NEXT, _DOUBLE]),
        ((cooperating(ReferralState.CONFIRMED),), [_NEXT, _DOUBLE]),
    ],
)
def test_a_return_offers_only_what_can_become_of_its_need(
    others: tuple[Referral, ...], offered: list[str]
) -> None:
    found = choices.return_answers(referral(ReferralState.RETURN_ASKED), others)

    assert [value for value, _ in found] == offered


@pytest.mark.parametrize(
    ("code", "others", "expected"),
    [
        (ReturnCode.DUPLICATE, (cooperating(),), _DOUBLE),
        (ReturnCode.DUPLICATE, (), _NEXT),
        (ReturnCode.NOT_OUR_DUTY, (cooperating(),), _NEXT),
    ],
)
def test_what_the_unit_says_is_chosen_already(
    code: ReturnCode, others: tuple[Referral, ...], expected: str
) -> None:
    asked = referral(ReferralState.RETURN_ASKED, return_code=code)

    assert choices.answer_expected(asked, others) == expected
