"""Binding many papers into one: each kept as it is, numbered through, with its bookmarks.

The papers come from outside, so they are opened and joined by a program of its own under hard
limits; what cannot be shown as pages is said by name, and never takes the others with it.
"""

from portal.documents.binding.binder import Binder, TooMuch
from portal.documents.binding.model import MOST_BYTES, Mark, Prepared, Run, Why

__all__ = ["MOST_BYTES", "Binder", "Mark", "Prepared", "Run", "TooMuch", "Why"]
