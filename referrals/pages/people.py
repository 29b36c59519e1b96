"""The people of a household as pages show them: numbers masked, seeing one asks for a purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from portal.core.i18n import gettext
from portal.render import filters
from portal.render.labels import label
from referrals.model import Client, DocKind, Facts, Health
from referrals.queries.screening import age


class Card(msgspec.Struct, frozen=True):
    """One person: masked, with what matters for the aid."""

    name: str
    relation: str
    about: str
    document: str
    phone: str
    tags: tuple[str, ...] = ()
    address: str = ""
    matched: bool = False


def cards(people: Iterable[Client], on: date, address: str = "") -> tuple[Card, ...]:
    """Return the cards; with the case's address each leads to its own page."""
    return tuple(card(each, on, address) for each in people)


def card(person: Client, on: date, address: str = "", *, matched: bool = False) -> Card:
    """Return one person's card."""
    return Card(
        name=person.name,
        relation=label(person.relation),
        about=about(person, on),
        document=document(person),
        phone=filters.mask_phone(person.phone) if person.phone else "",
        tags=tags(person.facts),
        address=f"{address}/people/{person.code}" if address else "",
        matched=matched,
    )


def about(person: Client, on: date) -> str:
    """Return sex and age: ``女 · 52 岁``."""
    parts = [label(person.sex)]
    if person.birth_date is not None:
        parts.append(gettext("%(n)s 岁") % {"n": age(person.birth_date, on)})
    return " · ".join(parts)


def document(person: Client) -> str:
    """Return the document, masked; the reason where there is none."""
    if person.doc_kind is DocKind.NONE:
        return f"{label(DocKind.NONE)} · {person.no_doc_reason}"
    return filters.mask_id(person.doc_number)


def tags(facts: Facts) -> tuple[str, ...]:
    """Return what matters for the aid in a few words each."""
    found = []
    if facts.health is not Health.WELL:
        found.append(label(facts.health))
    if facts.disability_level:
        found.append(gettext("残疾 %(n)s 级") % {"n": facts.disability_level})
    if facts.employment is not None:
        found.append(label(facts.employment))
    if facts.in_school:
        found.append(gettext("在校"))
    return tuple(found)


def handler(name: str, stand_in: str) -> str:
    """Return who has a referral in hand, and who does it while that person is away."""
    words = gettext("%(name)s（由 %(delegate)s 代办）")
    return words % {"name": name, "delegate": stand_in} if stand_in else name
