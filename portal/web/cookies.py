"""The cookies: how they are named and dressed. None holds personal data; one names the session.

Over TLS every name begins with ``__Host-``, so that no neighbouring domain can plant one. Plain
HTTP is for the demo and for development on the same machine, where browsers refuse that prefix.
"""

from __future__ import annotations

from portal.core import settings as settings_

SESSION = "lianban"
STRANGER = "lianban-visit"
LANGUAGE = "lianban-language"
LOOK = "lianban-look"
FLASH = "lianban-flash"

YEAR = 365 * 24 * 3600


def name(base: str) -> str:
    """Return the cookie's full name in this installation."""
    return f"__Host-{base}" if settings_.current().secure else base


def dressed(base: str, value: str, *, seconds: int | None = None) -> str:
    """Return the ``Set-Cookie`` line; without ``seconds`` it ends with the browser."""
    parts = [f"{name(base)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if settings_.current().secure:
        parts.append("Secure")
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    return "; ".join(parts)


def undressed(base: str) -> str:
    """Return the ``Set-Cookie`` line that takes the cookie away."""
    return dressed(base, "", seconds=0)
