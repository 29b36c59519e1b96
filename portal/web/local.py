"""Addresses that may be led to after a form: only ours, whatever the form says."""

from __future__ import annotations

from urllib.parse import urlsplit


def local(address: str | None, otherwise: str = "/") -> str:
    r"""Return the address when it is a path of this portal, else the other one.

    Browsers read ``\`` as ``/`` and drop tabs and line ends, so whatever holds one of them is
    refused rather than cleaned.
    """
    if not address or len(address) > 2000 or not address.startswith("/"):
        return otherwise
    if address.startswith("//") or "\\" in address or not address.isprintable() or " " in address:
        return otherwise
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc or "//" in parts.path else address
