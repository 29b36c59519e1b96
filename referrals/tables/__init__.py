"""The referrals' tables: columns only. Sealed columns hold encrypted text (portal.core.crypto).

The indexes of more than one column, and the unique ones that hold for open referrals only, stand as
SQL in the migrations: Piccolo has no words for them.
"""

from referrals.tables.cases import CaseRow, NeedRow
from referrals.tables.files import FileRow, HandedRow
from referrals.tables.handovers import HandoverRow
from referrals.tables.ledgers import LedgerCaseRow, LedgerHabitRow, LedgerLineRow, LedgerRow
from referrals.tables.means import MeansRow, RelativeRow
from referrals.tables.merging import MergeRow
from referrals.tables.notes import InformedRow, NoteRow
from referrals.tables.people import ClientRow, HouseholdRow
from referrals.tables.referrals import ReferralRow
from referrals.tables.routing import RoutingRow, UnitNoteRow
from referrals.tables.views import SavedViewRow

__all__ = [
    "CaseRow",
    "ClientRow",
    "FileRow",
    "HandedRow",
    "HandoverRow",
    "HouseholdRow",
    "InformedRow",
    "LedgerCaseRow",
    "LedgerHabitRow",
    "LedgerLineRow",
    "LedgerRow",
    "MeansRow",
    "MergeRow",
    "NeedRow",
    "NoteRow",
    "ReferralRow",
    "RelativeRow",
    "RoutingRow",
    "SavedViewRow",
    "UnitNoteRow",
]
