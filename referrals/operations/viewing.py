"""Saving views of the lists: for oneself, or for the own unit by its head or desk supervisor."""

from __future__ import annotations

from datetime import datetime

from portal.core import db
from portal.core.errors import Invalid, NotAllowed, problem
from portal.core.i18n import N_
from portal.core.ids import new_code
from portal.directory.model import Person, Role, Unit
from referrals.inputs import ChangeView, SaveView
from referrals.inputs.views import MOST_VIEWS
from referrals.queries import views
from referrals.queries.views import SavedView
from referrals.tables import SavedViewRow

_FOR_UNIT = frozenset({Role.HEAD, Role.SUPERVISOR})


async def save_view(given: SaveView, *, by: Person, at: datetime) -> SavedView:
    """Save a view; raise ``NotAllowed`` for a unit's by others, ``Invalid`` for a second of a name.

    Views are how a person likes to look at things and nothing that happened, so none is journalled.
    """
    unit = _unit(by) if given.for_unit else None
    async with db.write():
        held = await views.of(by, given.listed)
        _free(given.name, held, unit.id if unit else None)
        if len(held) >= MOST_VIEWS:
            raise Invalid(
                [problem("name", N_("视图已满 %(n)s 个，请先删去不用的。"), n=MOST_VIEWS)]
            )
        code = new_code()
        await SavedViewRow.insert(
            SavedViewRow(
                code=code, listed=given.listed.value, name=given.name, query=given.query,
                by_id=by.id, unit_id=unit.id if unit else None, created_at=at,
            )
        )  # fmt: skip
        await _start(await views.one(code, by), by, wanted=given.start)
    return await views.one(code, by)


async def change_view(code: str, given: ChangeView, *, by: Person) -> SavedView:
    """Rename a view, or make it the one the list opens with; return it as it stands now."""
    async with db.write():
        held = await _own(code, by)
        if given.name != held.name:
            # Asked here already, so that the list opened long ago cannot bring a second one.
            _free(given.name, await views.of(by), held.unit_id)
        await SavedViewRow.update({SavedViewRow.name: given.name}).where(SavedViewRow.id == held.id)
        await _start(held, by, wanted=given.start)
    return await views.one(code, by)


async def drop_view(code: str, *, by: Person) -> SavedView:
    """Delete a view; return what it was."""
    async with db.write():
        held = await _own(code, by)
        await SavedViewRow.delete().where(SavedViewRow.id == held.id)
    return held


async def _start(view: SavedView, by: Person, *, wanted: bool) -> None:
    """Let a person's list open with this view, or no more; a unit's is nobody's start."""
    row = SavedViewRow
    mine = (row.by_id == by.id) & (row.listed == view.listed) & row.unit_id.is_null()
    if wanted and view.unit_id is None:
        await row.update({row.start: False}).where(mine)
    await row.update({row.start: wanted and view.unit_id is None}).where(row.id == view.id)


async def _own(code: str, by: Person) -> SavedView:
    held = await views.one(code, by)
    heads = {m.unit.id for m in by.memberships if m.role in _FOR_UNIT}
    if held.unit_id is not None and held.unit_id not in heads:
        raise NotAllowed(permission="view.unit")
    return held


def _unit(by: Person) -> Unit:
    held = [m.unit for m in by.memberships if m.role in _FOR_UNIT]
    if not held:
        raise NotAllowed(permission="view.unit")
    return held[0]


def _free(name: str, held: tuple[SavedView, ...], unit_id: int | None) -> None:
    if any(each.name == name and each.unit_id == unit_id for each in held):
        raise Invalid([problem("name", N_("已有同名的视图，请换一个名称。"), code="taken")])
