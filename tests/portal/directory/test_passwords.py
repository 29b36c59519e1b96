"""Passwords: the two policies, and the hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from portal.core import settings as settings_
from portal.core.errors import Invalid
from portal.core.settings import PasswordPolicy
from portal.directory import passwords
from tests.conftest import make_settings


@pytest.fixture(params=list(PasswordPolicy))
def policy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PasswordPolicy]:
    held = settings_._current
    settings_.use(structs.replace(make_settings(tmp_path), password_policy=request.param))
    yield request.param
    settings_._current = held


def _taken(password: str, login: str = "chen.xm") -> bool:
    try:
        passwords.check(password, login=login)
    except Invalid:
        return False
    return True


@pytest.mark.parametrize(
    "password",
    ["short", "elevenchars", "x" * 129, "123456789012", "Password1234", "abababababab",
     "my name is Chen.XM"],
)  # fmt: skip
def test_either_policy_refuses_what_is_short_long_or_guessed(
    policy: PasswordPolicy, password: str
) -> None:
    assert not _taken(password)


@pytest.mark.parametrize("password", ["four plain words", "一扇窗口受理，各部门协同办", "x1" * 64])
def test_length_alone_is_enough_by_default_and_classes_where_they_are_asked_for(
    policy: PasswordPolicy, password: str
) -> None:
    long_enough = len(set(password)) >= passwords.FEWEST_DIFFERENT

    assert _taken(password) is (long_enough and policy is PasswordPolicy.ASVS)


def test_three_classes_satisfy_either_policy(policy: PasswordPolicy) -> None:
    assert _taken("Four plain words 4")


def test_a_short_sign_in_name_may_stand_inside_a_sentence(policy: PasswordPolicy) -> None:
    assert _taken("Four plain words 4", login="pl")


async def test_the_hash_is_argon2id_and_no_two_are_alike() -> None:
    one, two = (
        await passwords.hashed("four plain words"),
        await passwords.hashed("four plain words"),
    )

    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert await passwords.matches("four plain words", one)
    assert not await passwords.matches("four plain wordS", one)


async def test_no_password_matches_an_account_that_has_none() -> None:
    assert not await passwords.matches("", "")
    assert not await passwords.matches("nobody has this password", "")
