"""Whom a remark mentions: an @ followed by the name, or sign-in name, of somebody who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from portal.core.errors import Problem, problem
from portal.core.i18n import N_
from portal.directory.model import Person

# An @ within a word is an address of e-mail and mentions nobody.
_AT = re.compile(r"(?<![0-9A-Za-z._-])[@＠](?=\S)")
_WORD = re.compile(r"[\w·-]{1,20}")
_GOES_ON = re.compile(r"[0-9A-Za-z._-]")


class Mentioned(msgspec.Struct, frozen=True):
    """Who is mentioned, each once, and what of it could not be understood."""

    people: tuple[Person, ...]
    problems: tuple[Problem, ...] = ()


def mentioned(text: str, chosen: Iterable[str], readers: Sequence[Person]) -> Mentioned:
    """Return whom the text names after an @ and who was chosen from the list, by sign-in name.

    Only readers of the remark can be mentioned; anybody else is a problem that says so.
    """
    by_login = {person.login: person for person in readers}
    found: list[Person] = []
    problems: list[Problem] = []
    for login in chosen:
        if login in by_login:
            found.append(by_login[login])
        else:
            problems.append(problem("mentions", _NO_READER, code="no_reader", name=login))
    for match in _AT.finditer(text):
        _one(text[match.end() :], readers, found, problems)
    return Mentioned(tuple({each.id: each for each in found}.values()), tuple(problems))


_NO_READER = N_("“%(name)s”看不到这条记录，不能提到。请从名单里选择，或去掉“@”。")
_SEVERAL = N_("能看到这条记录的有不止一位“%(name)s”，请在名单里勾选，或写登录名。")


def _one(
    rest: str, readers: Sequence[Person], found: list[Person], problems: list[Problem]
) -> None:
    named = _named(rest, readers)
    if len(named) > 1 and not {each.id for each in named} & {each.id for each in found}:
        problems.append(problem("text", _SEVERAL, code="several", name=named[0].name))
    elif len(named) == 1:
        found.append(named[0])
    elif not named and (word := _WORD.match(rest)):
        problems.append(problem("text", _NO_READER, code="no_reader", name=word[0][:8]))


def _named(rest: str, readers: Sequence[Person]) -> list[Person]:
    """Return the people whose name begins the text: those of the longest one, mostly one."""
    held = [(len(name), person) for person in readers for name in _names(person, rest)]
    longest = max((length for length, _ in held), default=0)
    return [person for length, person in held if length == longest]


def _names(person: Person, rest: str) -> list[str]:
    names = [person.name] if person.name and rest.startswith(person.name) else []
    login = person.login
    if rest.startswith(login) and not _GOES_ON.match(rest[len(login) :]):
        names.append(login)
    return names[:1]


def with_mentions(text: str, people: Iterable[Person]) -> str:
    """Return the text with an @ for each mentioned person it does not name itself."""
    missing = [p for p in people if not any(f"{at}{n}" in text for at in "@＠"
                                            for n in (p.name, p.login))]  # fmt: skip
    return "\n".join([text, " ".join(f"@{each.name}" for each in missing)] if missing else [text])
