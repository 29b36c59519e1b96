"""Files of cases and referrals: adding, taking out, handing to a unit, reading.

Adding a file changes neither the case nor its forms: whoever fills in a form beside it is not made
to begin anew. Every act and every reading is journalled; a file's name only sealed.
"""

from referrals.operations.filing.adding import add, may_add
from referrals.operations.filing.handing import hand_along, hand_over, take_out
from referrals.operations.filing.place import Place, at_case, at_referral
from referrals.operations.filing.reading import read, thumbnail

__all__ = [
    "Place",
    "add",
    "at_case",
    "at_referral",
    "hand_along",
    "hand_over",
    "may_add",
    "read",
    "take_out",
    "thumbnail",
]
