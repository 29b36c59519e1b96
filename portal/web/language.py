"""Which language a request is answered in: the person's choice, a cookie, the browser's wish."""

from __future__ import annotations

from portal.core import settings as settings_
from portal.core.i18n import Language

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def chosen(person: str | None, cookie: str | None, accepted: str | None) -> Language:
    """Return the first of the three that names a language of ours, else the installation's."""
    for tag in (person, cookie):
        if tag in _BY_TAG:
            return _BY_TAG[tag]
    return accepted_language(accepted or "") or settings_.current().default_language


_BY_TAG: dict[str | None, Language] = {member.value: member for member in Language}


def accepted_language(header: str) -> Language | None:
    """Return the best match for an ``Accept-Language`` header; None when it names none of ours."""
    wishes = sorted(map(_wish, header.split(",")[:20]), key=lambda wish: -wish[1])
    return next((ours for tag, q in wishes if q > 0 and (ours := _ours(tag))), None)


def _wish(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";")
    try:
        return tag.strip().lower(), float(weight.partition("=")[2] or 1)
    except ValueError:
        return "", 0.0


def _ours(tag: str) -> Language | None:
    if tag.startswith(_TRADITIONAL):
        return Language.HANT
    if tag.startswith("zh"):
        return Language.HANS
    return Language.EN if tag.startswith("en") else None
