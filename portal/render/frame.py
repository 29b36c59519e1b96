"""What stands around every page: the door fills it from the session, ``base.html`` draws it."""

from __future__ import annotations

import msgspec

from portal.core.i18n import Sentence


class NavItem(msgspec.Struct, frozen=True):
    """One place in the header; the label is already in the reader's language."""

    address: str
    label: str
    current: bool = False


class Flash(msgspec.Struct, frozen=True):
    """One sentence about what has just been done: ``done``, ``info``, ``warn`` or ``bad``.

    ``undo`` is the address that takes the act back; the offer leaves the page after ten seconds.
    """

    sentence: Sentence | str
    kind: str = "done"
    undo: str = ""


class Frame(msgspec.Struct, frozen=True):
    """The frame of one page for one person; without a person it is the frame of a stranger.

    ``here`` is the local address with its query, so that switching the language stays on the
    page. ``theme`` is auto, light or dark; ``density`` compact or standard; ``text_size`` per cent.
    ``events`` is the address of the server's events (unread notices), "" where there are none.
    """

    here: str = "/"
    nav: tuple[NavItem, ...] = ()
    person_name: str = ""
    unit_name: str = ""
    unread: int = 0
    theme: str = "auto"
    density: str = "compact"
    text_size: int = 100
    shortcuts: bool = True
    demo: bool = False
    searching: bool = True
    events: str = ""
    flashes: tuple[Flash, ...] = ()

    @property
    def signed_in(self) -> bool:
        """Whether the header knows whose it is."""
        return bool(self.person_name)
