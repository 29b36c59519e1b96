"""Where webhooks may go: hosts the settings name, reached at addresses that are not inside.

The settings name hosts exactly. An address or network named there is reachable although it is
private; a host's name alone opens nothing inside, whatever it resolves to. The address that was
looked at is the one that is connected to, so that a name cannot change in between.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

import msgspec

from portal.core import settings as settings_
from portal.core.errors import Invalid, problem
from portal.core.i18n import N_

Address = IPv4Address | IPv6Address
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
_PORTS = {"http": 80, "https": 443}


class Target(msgspec.Struct, frozen=True):
    """A web address taken apart."""

    scheme: str
    host: str
    port: int
    path: str


class Unreachable(Exception):
    """The host resolves to nothing, or to an address nothing may be sent to."""


def target(url: str) -> Target:
    """Return where this address leads; raise ``Invalid`` when webhooks may not go there."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise _wrong(N_("网址没有看懂，请写成 https://主机名/路径。")) from None
    plain = parts.scheme in _PORTS and not (parts.username or parts.password or parts.fragment)
    if not plain or not url.isascii() or re.search(r"[\s\\]", url):
        raise _wrong(N_("网址没有看懂，请写成 https://主机名/路径。"))
    inside = _inside(_literal(host))
    if not (inside or (_NAME.fullmatch(host) and host in _names())):
        raise _wrong(N_("这个主机不在允许的名单里，请先由运维加入设置 webhook_hosts。"))
    if parts.scheme == "http" and not inside:
        raise _wrong(N_("对外只能用 https 网址。"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _wrong(message: str) -> Invalid:
    return Invalid([problem("url", message)])


def _names() -> set[str]:
    return {each.lower() for each in settings_.current().webhook_hosts}


def _literal(host: str) -> Address | None:
    """Return the address a host is, in its one usual spelling; None for names and other forms."""
    try:
        found = ip_address(host)
    except ValueError:
        return None
    return found if str(found) == host else None


def _inside(address: Address | None) -> bool:
    """Return whether the settings name this very address, or a network it lies in."""
    return address is not None and any(
        address in network for network in _networks(settings_.current().webhook_hosts)
    )


def _networks(listed: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    found: list[IPv4Network | IPv6Network] = []
    for each in listed:
        try:
            found.append(ip_network(each))
        except ValueError:
            continue
    return found


async def resolve(to: Target) -> str:
    """Return the address to connect to; raise ``Unreachable`` when any of the host's is refused."""
    loop = asyncio.get_running_loop()
    try:
        held = await loop.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(f"{to.host} does not resolve") from error
    addresses = [ip_address(str(each[4][0]).partition("%")[0]) for each in held]
    for address in addresses:
        if not (_public(address) or _inside(address)):
            raise Unreachable(f"{to.host} resolves to an address inside")
    return str(addresses[0])


def _public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if carried is not None:
            return _public(carried)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast
