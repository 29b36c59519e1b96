"""The guards the state tables name: each returns why not, or None.

Some look only at what stands; some also at what is given with the act. The latter pass while
nothing is given yet, so that the same guard decides whether a button is offered and whether the act
goes.
"""

from referrals.rules.guards import cases, handling, sending
from referrals.rules.guards.situation import (
    GUARDS,
    RUNNING,
    Given,
    Guard,
    Situation,
    guard,
    refusals,
)

__all__ = [
    "GUARDS",
    "RUNNING",
    "Given",
    "Guard",
    "Situation",
    "cases",
    "guard",
    "handling",
    "refusals",
    "sending",
]
