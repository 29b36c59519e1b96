"""Languages: which one is spoken now, and sentences that are put into words only when read.

The texts in the code are 简体中文, the language of the offices this is made for; the catalogues
under ``portal/locales`` hold all three languages. A sentence that travels (inside an error, a
deadline's explanation, a notice) travels as a ``Sentence``: its words are chosen where it is read.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

LOCALES = Path(__file__).parent.parent / "locales"


class Language(StrEnum):
    """The languages the whole product speaks; values are BCP 47 tags as HTML's ``lang`` wants."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"

    @property
    def locale(self) -> str:
        """The name gettext and Babel know this language by, such as ``zh_Hans``."""
        return self.value.replace("-", "_")


_spoken: ContextVar[Language] = ContextVar("language", default=Language.HANS)


def language() -> Language:
    """Return the language of the current request, mail or paper."""
    return _spoken.get()


@contextmanager
def speaking(spoken: Language) -> Iterator[None]:
    """Put everything inside the block into this language."""
    token = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(spoken: Language) -> None:
    """Set the language for the rest of this task; for a request, where no block can be drawn."""
    _spoken.set(spoken)


@cache
def _catalogue(spoken: Language) -> _gettext.NullTranslations:
    # A missing compiled catalogue falls back to the 简体 texts; a house test refuses that state.
    return _gettext.translation("portal", LOCALES, [spoken.locale], fallback=True)


def gettext(message: str) -> str:
    """Return the message in the current language."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the message that fits ``n`` in the current language."""
    return _catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """Return the message as it is said in this context, for words with two meanings."""
    return _catalogue(language()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    """Return the form for ``n`` as it is said in this context."""
    return _catalogue(language()).npgettext(context, one, many, n)


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Return the message unchanged: it only marks the text for the catalogues."""
    return message


_ = gettext


class Sentence(msgspec.Struct, frozen=True):
    """A whole sentence with its particulars, not yet put into a language."""

    message: str
    params: Mapping[str, Any] = {}

    def __str__(self) -> str:
        """Return the sentence in the current language."""
        text = gettext(self.message)
        return text % _worded(self.params) if self.params else text


def say(message: str, **params: Any) -> Sentence:
    """Return the sentence with its particulars; ``%(name)s`` in the message takes ``name``."""
    return Sentence(message, params)


def _worded(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, Sentence) else v for name, v in params.items()}
