"""Drafts: sealed, one per person, form and thing; an older page never overwrites a newer one."""

from __future__ import annotations

import pytest

from portal.core import clock
from portal.core.errors import NotFound, Stale
from portal.core.ids import new_code
from portal.web import drafts
from portal.web.tables import Draft
from tests.portal.web.conftest import Open

PERSON = 700_001


@pytest.fixture(autouse=True)
async def _tables(opened: Open) -> None:
    """The tables are there."""


def _form() -> str:
    return f"form-{new_code().lower()}"


async def test_a_draft_comes_back_as_it_was_typed() -> None:
    form, at = _form(), clock.now()
    data = {"name": "王小明", "members": [{"name": "王一"}]}

    assert await drafts.load(PERSON, form) is None
    assert await drafts.save(PERSON, form, data, at=at, page="a") == 1

    stored = await drafts.load(PERSON, form)
    assert stored
    assert (stored.data, stored.version) == (data, 1)
    assert await drafts.load(PERSON, form, "other") is None
    assert await drafts.load(PERSON + 1, form) is None


async def test_the_page_that_saved_last_goes_on_saving() -> None:
    form, at = _form(), clock.now()

    for expected in (1, 2, 3):
        assert await drafts.save(PERSON, form, {"n": "x"}, at=at, page="a") == expected


async def test_an_older_page_never_overwrites_a_newer_draft() -> None:
    form, at = _form(), clock.now()
    await drafts.save(PERSON, form, {"by": "a"}, at=at, page="a")
    await drafts.save(PERSON, form, {"by": "b"}, at=at, page="b", seen=1)

    with pytest.raises(Stale):
        await drafts.save(PERSON, form, {"by": "a"}, at=at, page="a", seen=1)

    stored = await drafts.load(PERSON, form)
    assert stored
    assert stored.data == {"by": "b"}


async def test_what_is_typed_does_not_stand_in_the_database_in_the_clear() -> None:
    form = _form()
    await drafts.save(PERSON, form, {"name": "王小明"}, at=clock.now())

    row = await Draft.select().where(Draft.form == form).first()
    assert row
    assert "王小明" not in str(row)


async def test_a_draft_is_thrown_away_when_sent_or_old() -> None:
    form, at = _form(), clock.now()
    await drafts.save(PERSON, form, {"n": "x"}, at=at)
    await drafts.forget(PERSON, form)
    assert await drafts.load(PERSON, form) is None

    await drafts.save(PERSON, form, {"n": "x"}, at=at - drafts.KEPT * 2)
    await drafts.forget_old(at=at)
    assert await drafts.load(PERSON, form) is None


@pytest.mark.parametrize(
    ("form", "code"), [("../x", ""), ("X", ""), ("", ""), ("a", "b c"), ("a", "x" * 70)]
)
async def test_a_form_or_thing_with_a_strange_name_has_no_draft(form: str, code: str) -> None:
    with pytest.raises(NotFound):
        await drafts.save(PERSON, form, {}, code=code, at=clock.now())
