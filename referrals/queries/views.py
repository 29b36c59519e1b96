"""Saved views: a person's own, and those of the units the person belongs to."""

from __future__ import annotations

from typing import Any

import msgspec

from portal.core.errors import NotFound
from portal.core.reading import Reading
from portal.directory.model import Person
from referrals.model import Listed
from referrals.queries.notes import own_units
from referrals.tables import SavedViewRow


class SavedView(msgspec.Struct, frozen=True):
    """A name for the filters of a list; ``unit_id`` is None for one person's own."""

    id: int
    code: str
    listed: str
    name: str
    query: str
    by_id: int
    unit_id: int | None
    start: bool

    @property
    def address(self) -> str:
        """Where the list is with these filters."""
        return f"/{self.listed}?{self.query}"


_VIEWS = Reading(lambda: SavedViewRow.select().order_by(SavedViewRow.id))


async def of(person: Person, listed: Listed | None = None) -> tuple[SavedView, ...]:
    """Return the views the person has of a list, or of all: the own first, by age."""
    row = SavedViewRow
    wanted = _mine(person)
    if listed is not None:
        wanted = wanted & (row.listed == listed.value)
    found = await _VIEWS.rows(wanted)
    views = [_view(each) for each in found]
    return tuple(sorted(views, key=lambda view: view.unit_id is not None))


async def one(code: str, person: Person) -> SavedView:
    """Return a view the person has; raise ``NotFound`` for another's."""
    row = await SavedViewRow.select().where((SavedViewRow.code == code) & _mine(person)).first()
    if row is None:
        raise NotFound(what="view", key=code)
    return _view(row)


def _mine(person: Person) -> Any:
    own = (SavedViewRow.by_id == person.id) & SavedViewRow.unit_id.is_null()
    units = own_units(person)
    return own | SavedViewRow.unit_id.is_in(units) if units else own


def _view(row: dict[str, Any]) -> SavedView:
    names = SavedView.__struct_fields__
    return SavedView(**{name: row[name] for name in names if name != "start"},
                     start=bool(row["start"]))  # fmt: skip
