"""How a person likes the pages: light or dark, row height, size of text, single-key shortcuts.

It stands in a cookie of its own, such as ``dark.compact.115.on``: it belongs to the screen one sits
at, and a stranger on the sign-in page has it too.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.web.visit import Look

THEMES = ("auto", "light", "dark")
DENSITIES = ("compact", "standard")
SIZES = (100, 115, 130)


def read(cookie: str | None) -> Look:
    """Return the look a cookie holds; whatever is strange in it counts as not chosen."""
    theme, density, size, shortcuts = [*(cookie or "").split("."), "", "", "", ""][:4]
    return _look(theme, density, size, shortcuts)


def changed(look: Look, given: Mapping[str, str]) -> Look:
    """Return the look with the parts a form chose anew."""
    return _look(
        given.get("theme", look.theme),
        given.get("density", look.density),
        given.get("text_size", str(look.text_size)),
        given.get("shortcuts", "on" if look.shortcuts else "off"),
    )


def written(look: Look) -> str:
    """Return the cookie's value for this look."""
    shortcuts = "on" if look.shortcuts else "off"
    return f"{look.theme}.{look.density}.{look.text_size}.{shortcuts}"


def _look(theme: str, density: str, size: str, shortcuts: str) -> Look:
    standard = Look()
    return Look(
        theme if theme in THEMES else standard.theme,
        density if density in DENSITIES else standard.density,
        int(size) if size in map(str, SIZES) else standard.text_size,
        shortcuts != "off",
    )
