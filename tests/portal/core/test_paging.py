"""Cursors come back from outside: what was not made here is refused, and nothing else happens."""

from __future__ import annotations

import pytest

from portal.core.errors import Invalid
from portal.core.paging import as_id, decode_cursor, encode_cursor, id_cursor


def test_a_cursor_names_the_row_it_was_made_from() -> None:
    assert id_cursor(encode_cursor(7)) == 7
    assert decode_cursor(encode_cursor("2026-01-01", 7), 2) == ["2026-01-01", 7]


@pytest.mark.parametrize(
    "cursor",
    ["x", "", "e30", encode_cursor("seven"), encode_cursor(None), encode_cursor(-1),
     encode_cursor(2**31), encode_cursor(10**30), encode_cursor(1.5), encode_cursor(1, 2)],
)  # fmt: skip
def test_what_was_not_made_here_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        id_cursor(cursor)


def test_a_truth_is_no_id() -> None:
    with pytest.raises(Invalid):
        as_id("1")
