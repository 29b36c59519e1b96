"""Units as the things of meetings name them."""

from __future__ import annotations

import msgspec

from portal.core.i18n import Language
from portal.directory.model import Names


class UnitRef(msgspec.Struct, frozen=True):
    """A unit as far as rights and papers need it."""

    id: int
    code: str
    kind: str
    path: str
    names: Names

    @property
    def name(self) -> str:
        """What official papers call it."""
        return self.names.hans

    def title(self, language: Language) -> str:
        """Return what it is called in this language."""
        return self.names.title(language)
