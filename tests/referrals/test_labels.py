"""Every choice has its word, every right its line, every guard its function, each paper a name."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain
from types import ModuleType

import pytest

from portal.core.i18n import Language
from portal.directory.permissions import TABLE
from referrals import model
from referrals.labels import LABELS, PAPERS, TONES
from referrals.model import CaseState, ReferralState
from referrals.programmes import model as programme_model
from referrals.programmes.catalogue import programmes
from referrals.rules.guards import GUARDS
from referrals.states import CASE_STEPS, STEPS, CaseStep, Step


def _enums(module: ModuleType) -> list[type[StrEnum]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
    ]


# A language is called by its own name everywhere.
ENUMS = sorted(
    {*_enums(model), *_enums(programme_model)} - {Language}, key=lambda each: each.__name__
)


@pytest.mark.parametrize("enum", ENUMS)
def test_every_member_has_its_word(enum: type[StrEnum]) -> None:
    words = {type(member): table for table in LABELS for member in table}

    assert enum in words, "no table of words"
    # Members of two enums with the same value are equal: so their own table is asked.
    assert set(words[enum]) == set(enum)
    assert all(words[enum].values())


def test_two_members_of_one_enum_never_share_a_word() -> None:
    for table in LABELS:
        assert len(set(table.values())) == len(table)


def test_a_table_of_words_is_about_one_enum() -> None:
    for table in LABELS + TONES:
        assert len({type(member) for member in table}) == 1


def test_a_tone_is_given_to_states_only_and_known() -> None:
    tones = set(chain.from_iterable(table.values() for table in TONES))

    assert tones <= {"off", "wait", "need", "back", "doing", "more", "done"}
    toned = {member for table in TONES for member in table}
    assert {ReferralState.ACCEPTED, CaseState.IN_HAND} <= toned


@pytest.mark.parametrize("row", [*STEPS.values(), *CASE_STEPS.values()], ids=lambda r: r.action)
def test_a_row_names_a_right_and_guards_that_exist(row: Step | CaseStep) -> None:
    assert row.permission in TABLE
    assert set(row.guards) <= set(GUARDS)


def test_every_guard_guards_something() -> None:
    of_referrals = {name for row in STEPS.values() for name in row.guards}
    of_cases = {name for row in CASE_STEPS.values() for name in row.guards}

    assert of_referrals | of_cases == set(GUARDS)


def test_every_paper_of_a_programme_has_its_name() -> None:
    asked = chain.from_iterable(programme.papers for programme in programmes().values())

    assert set(asked) <= set(PAPERS)
