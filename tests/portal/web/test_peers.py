"""Whose address a request comes from, and that nobody can choose his own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec
import pytest
from litestar.types import HTTPScope

from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.web.peers import is_loopback, peer


def _scope(client: str, *forwarded: str) -> HTTPScope:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"client": (client, 1), "headers": [*headers, (b"x-real-ip", b"6.6.6.6")]}
    return cast("HTTPScope", scope)


@pytest.fixture
def behind_a_proxy(database: Settings) -> Iterator[None]:
    settings_.use(msgspec.structs.replace(database, trusted_proxies=("10.0.0.0/8",)))
    yield
    settings_.use(database)


@pytest.mark.usefixtures("database")
def test_without_a_configured_proxy_the_header_changes_nothing() -> None:
    assert peer(_scope("10.1.1.1", "1.2.3.4")) == "10.1.1.1"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        ("10.1.1.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.1.1.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.1.1.1", ["6.6.6.6", "1.2.3.4, 10.9.9.9"], "1.2.3.4"),
        ("9.9.9.9", ["1.2.3.4"], "9.9.9.9"),
        ("10.1.1.1", ["1.2.3.4, nonsense"], "10.1.1.1"),
        ("10.1.1.1", [], "10.1.1.1"),
    ],
)
def test_only_what_our_own_proxy_added_counts(
    client: str, forwarded: list[str], expected: str
) -> None:
    assert peer(_scope(client, *forwarded)) == expected


def test_only_this_machine_is_loopback() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("localhost.example")
