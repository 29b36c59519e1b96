"""Signing in and out."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.errors import Invalid, NotAllowed
from portal.directory import operations, queries
from portal.directory.model import Person
from portal.directory.operations.sign_in import LOCK_AFTER, SignInRefused
from portal.directory.tables import Session

pytestmark = pytest.mark.usefixtures("loaded")

PASSWORD = "one window, one answer"
_serial = itertools.count()


@pytest.fixture
async def person() -> Person:
    at = clock.now()
    made = await operations.create_person(f"clerk{next(_serial)}", "陈晓梅", by=None, at=at)
    code = await operations.make_activation(made.id, by=None, at=at)
    await operations.activate(code, PASSWORD, at=at)
    return made


async def test_the_right_password_opens_a_session(person: Person) -> None:
    signed_in = await operations.sign_in(person.login, PASSWORD, at=clock.now())

    found = await queries.person_of_session(signed_in.token, at=clock.now())

    assert found
    assert found[0].login == person.login
    assert not await Session.exists().where(Session.token_hash == signed_in.token)


@pytest.mark.parametrize("login", ["nobody-of-that-name", None])
async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(
    person: Person, login: str | None
) -> None:
    with pytest.raises(SignInRefused) as refused:
        await operations.sign_in(login or person.login, "not the password", at=clock.now())

    assert refused.value.sentence.message.startswith("登录名或密码不对")


async def test_five_failures_lock_for_half_an_hour_even_against_the_right_password(
    person: Person,
) -> None:
    now = clock.now()
    for _ in range(LOCK_AFTER):
        with pytest.raises(SignInRefused):
            await operations.sign_in(person.login, "wrong", at=now)

    with pytest.raises(SignInRefused) as refused:
        await operations.sign_in(person.login, PASSWORD, at=now + timedelta(minutes=29))
    assert refused.value.code == "locked"

    assert await operations.sign_in(person.login, PASSWORD, at=now + timedelta(minutes=31))


async def test_nothing_revives_after_signing_out(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    found = await queries.person_of_session(token, at=now)
    assert found
    await operations.sign_out(token, by=person, at=now)

    later = now + timedelta(minutes=5)
    await operations.touch(found[1].id, seen_at=now, at=later)

    assert await queries.person_of_session(token, at=later) is None


async def test_a_session_ends_when_idle_and_in_any_case_after_twelve_hours(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token

    assert await queries.person_of_session(token, at=now + timedelta(minutes=29))
    assert await queries.person_of_session(token, at=now + timedelta(minutes=31)) is None

    for minutes in range(20, 720, 20):
        at = now + timedelta(minutes=minutes)
        found = await queries.person_of_session(token, at=at)
        assert found
        await operations.touch(found[1].id, seen_at=found[1].seen_at, at=at)
    assert await queries.person_of_session(token, at=now + timedelta(hours=12)) is None


@pytest.mark.parametrize("planted", ["", "x", "ATTACKERCHOSEN" * 3])
async def test_a_planted_token_names_nobody(planted: str) -> None:
    assert await queries.person_of_session(planted, at=clock.now()) is None


async def test_an_activation_code_works_once() -> None:
    at = clock.now()
    made = await operations.create_person(f"new{next(_serial)}", "新人", by=None, at=at)
    code = await operations.make_activation(made.id, by=None, at=at)
    await operations.activate(code, PASSWORD, at=at)

    with pytest.raises(NotAllowed):
        await operations.activate(code, "another long password", at=at)


@pytest.mark.parametrize("weak", ["short", "123456789012", "x" * 129])
async def test_a_weak_password_is_refused_with_its_reason(person: Person, weak: str) -> None:
    with pytest.raises(Invalid):
        await operations.change_password(PASSWORD, weak, by=person, at=clock.now())


async def test_changing_the_password_ends_the_other_sessions(person: Person) -> None:
    now = clock.now()
    mine = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    other = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    found = await queries.person_of_session(mine, at=now)
    assert found

    await operations.change_password(
        PASSWORD, "a quite different one", by=person, at=now, session_id=found[1].id
    )

    assert await queries.person_of_session(mine, at=now)
    assert await queries.person_of_session(other, at=now) is None


async def test_a_disabled_person_is_out_at_the_next_request(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    bearer = await operations.make_token("script", person, by=None, at=now)

    await operations.disable_person(person, by=None, at=now)

    assert await queries.person_of_session(token, at=now) is None
    assert await queries.person_of_token(bearer, at=now) is None


async def test_a_token_ends_and_may_be_narrowed(person: Person) -> None:
    now = clock.now()
    bearer = await operations.make_token("script", person, by=None, at=now, rights=["case.read"])

    found = await queries.person_of_token(bearer, at=now)

    assert found
    assert found.narrowed == frozenset({"case.read"})
    assert await queries.person_of_token(bearer, at=now + timedelta(days=91)) is None
