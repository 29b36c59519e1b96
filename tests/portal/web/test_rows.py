"""Rows of a form added and removed by the server."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import RequestFactory

from portal.web import bodies, rows
from portal.web.visit import Request


def asked(*pairs: tuple[str, Any]) -> Request:
    """A request whose form has been read as these pairs."""
    made = RequestFactory().post("/")
    request = Request(made.scope)
    request.scope["state"]["form"] = list(pairs)
    return request


async def test_a_button_adds_an_empty_row() -> None:
    pairs = (("items.0.name", "户口簿"), ("_add", "items"))
    data = bodies.nested(pairs)

    assert await rows.rearranged(asked(*pairs), data)
    assert data == {"items": [{"name": "户口簿"}, {}]}


@pytest.mark.parametrize(("index", "left"), [("0", ["a", "c"]), ("2", ["a"]), ("9", ["a", "c"])])
async def test_a_button_removes_the_row_it_stands_in(index: str, left: list[str]) -> None:
    pairs = (
        ("items.0.name", ""), ("items.1.name", "a"), ("items.2.name", "c"),
        ("_remove", f"items.{index}"),
    )  # fmt: skip
    data = bodies.nested(pairs)

    assert await rows.rearranged(asked(*pairs), data)
    assert [row["name"] for row in data["items"]] == left


async def test_a_form_sent_by_its_own_button_stays_as_it_is() -> None:
    pairs = (("items.0.name", "a"),)
    data = bodies.nested(pairs)

    assert not await rows.rearranged(asked(*pairs), data)
    assert data == {"items": [{"name": "a"}]}
