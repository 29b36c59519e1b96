"""The words of enum members: every feature hands in its table, every template asks here.

A feature's ``labels.py`` is data; the roof registers it once at the start. A tone is the look of
a state on a badge; it never says anything that the word does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from portal.core.i18n import gettext

TONES = frozenset({"wait", "doing", "need", "done", "back", "more", "off"})

# Members of two enums with the same value are equal as strings, so the enum is part of the key.
Key = tuple[type[StrEnum], str]

_words: dict[Key, str] = {}
_tones: dict[Key, str] = {}


def register(words: Mapping[StrEnum, str], tones: Mapping[StrEnum, str] | None = None) -> None:
    """Add the words of one enum, texts marked with ``N_``, and the tones of its states.

    ``ValueError`` when a member has no word, a tone has no look, or a table mixes two enums: in
    one dictionary, members of the same value would have hidden each other already.
    """
    looks = tones or {}
    if len({type(member) for member in (*words, *looks)}) > 1:
        raise ValueError("one table for each enum: members of the same value hide each other")
    if wordless := set(type(next(iter(words)))) - set(words):
        raise ValueError(f"no word for {', '.join(sorted(wordless))}")
    if strange := set(looks.values()) - TONES:
        raise ValueError(f"no such tone: {', '.join(sorted(strange))}")
    _words.update({_key(member): word for member, word in words.items()})
    _tones.update({_key(member): look for member, look in looks.items()})


def label(member: StrEnum) -> str:
    """Return the member's word in the current language; ``LookupError`` when none was given."""
    return gettext(_words[_key(member)])


def tone(member: StrEnum) -> str:
    """Return the tone of a state's badge; ``off`` for one that nobody waits on."""
    return _tones.get(_key(member), "off")


def _key(member: StrEnum) -> Key:
    return type(member), member.value
