"""Importing a ledger kept elsewhere: read, say which column is what, check, import, undo."""

from referrals.operations.ledgers.asking import (
    check_ledger,
    import_ledger,
    stop_ledger,
    undo_ledger,
)
from referrals.operations.ledgers.checking import check_step
from referrals.operations.ledgers.importing import import_step
from referrals.operations.ledgers.reading import read_ledger
from referrals.operations.ledgers.undoing import undo_step

__all__ = [
    "check_ledger",
    "check_step",
    "import_ledger",
    "import_step",
    "read_ledger",
    "stop_ledger",
    "undo_ledger",
    "undo_step",
]
