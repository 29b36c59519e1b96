"""Whose address a request comes from: the connection's, or what a proxy of ours says of it."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from litestar.types import HTTPScope

from portal.core import settings as settings_


def peer(scope: HTTPScope) -> str:
    """Return the asking address; ``X-Forwarded-For`` counts from configured proxies only.

    The header is read from its end: the last address no proxy of ours has is the asking one, and
    whatever stands before it was written by the asker.
    """
    client = scope.get("client")
    at = client[0] if client else ""
    proxies = _networks(settings_.current().trusted_proxies)
    if not proxies or not _within(at, proxies):
        return at
    for said in reversed(_forwarded(scope)):
        if not _is_address(said):
            return at
        at = said
        if not _within(said, proxies):
            return said
    return at


def is_loopback(address: str) -> bool:
    """Return whether the address is this machine's own."""
    return _is_address(address) and ip_address(address).is_loopback


def _forwarded(scope: HTTPScope) -> list[str]:
    lines = [value for key, value in scope["headers"] if key == b"x-forwarded-for"]
    return [part.strip() for part in b",".join(lines).decode("latin-1").split(",")][-20:]


@cache
def _networks(configured: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in configured)


def _within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
