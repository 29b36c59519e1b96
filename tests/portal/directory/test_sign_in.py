"""Signing in and out."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime, timedelta

import pytest
from msgspec import structs

from portal.core import clock
from portal.core import settings as settings_
from portal.core.errors import Invalid, NotAllowed, NotFound, NotPossible
from portal.core.settings import SecondFactor, Settings
from portal.directory import jobs, operations, queries
from portal.directory.model import Person
from portal.directory.operations.failures import LOCK_AFTER
from portal.directory.operations.sign_in import SignInRefused, open_session
from portal.directory.tables import Activation, ApiToken, Session
from portal.journal.tables import Journal

pytestmark = pytest.mark.usefixtures("loaded")

PASSWORD = "one window, one answer"
_serial = itertools.count()


async def _hired() -> Person:
    at = clock.now()
    made = await operations.create_person(f"clerk{next(_serial)}", "陈晓梅", by=None, at=at)
    code = await operations.make_activation(made.id, by=None, at=at)
    await operations.activate(code, PASSWORD, at=at)
    return made


@pytest.fixture
async def person() -> Person:
    return await _hired()


@pytest.fixture
async def other() -> Person:
    return await _hired()


async def test_the_right_password_opens_a_session(person: Person) -> None:
    signed_in = await operations.sign_in(person.login, PASSWORD, at=clock.now())

    found = await queries.person_of_session(signed_in.token, at=clock.now())

    assert found
    assert found[0].login == person.login
    assert not await Session.exists().where(Session.token_hash == signed_in.token)


async def _answer(login: str, password: str, at: datetime) -> tuple[str, str]:
    with pytest.raises(SignInRefused) as refused:
        await operations.sign_in(login, password, at=at)
    return refused.value.code, str(refused.value.sentence)


async def _lock(person: Person, at: datetime) -> None:
    for _ in range(LOCK_AFTER):
        await _answer(person.login, "wrong", at)


async def test_unknown_wrong_locked_and_closed_are_answered_alike(
    person: Person, other: Person
) -> None:
    at = clock.now()
    unknown = await _answer("nobody-of-that-name", PASSWORD, at)
    wrong = await _answer(person.login, "not the password", at)
    await _lock(person, at)
    await operations.disable_person(other, by=None, at=at)

    locked = await _answer(person.login, PASSWORD, at)
    closed = await _answer(other.login, PASSWORD, at)

    assert unknown == wrong == locked == closed
    assert unknown[1].startswith("登录名或密码不对")


async def test_five_failures_lock_for_half_an_hour_even_against_the_right_password(
    person: Person,
) -> None:
    now = clock.now()
    await _lock(person, now)

    await _answer(person.login, PASSWORD, now + timedelta(minutes=29))

    assert await operations.sign_in(person.login, PASSWORD, at=now + timedelta(minutes=31))


async def test_four_failures_do_not_lock_and_are_forgotten_at_the_next_sign_in(
    person: Person,
) -> None:
    now = clock.now()
    for _ in range(2):
        for _ in range(LOCK_AFTER - 1):
            await _answer(person.login, "wrong", now)
        assert await operations.sign_in(person.login, PASSWORD, at=now)


async def test_guesses_at_a_locked_account_do_not_keep_it_locked(person: Person) -> None:
    now = clock.now()
    await _lock(person, now)
    for minutes in range(1, 30, 5):
        await _answer(person.login, "wrong", now + timedelta(minutes=minutes))

    assert await operations.sign_in(person.login, PASSWORD, at=now + timedelta(minutes=31))


async def test_many_guesses_at_once_lock_like_guesses_in_turn(person: Person) -> None:
    now = clock.now()
    guesses = (_answer(person.login, f"wrong guess {n}", now) for n in range(2 * LOCK_AFTER))

    await asyncio.gather(*guesses)

    await _answer(person.login, PASSWORD, now)


async def test_an_account_locked_while_the_password_is_checked_stays_locked(
    person: Person,
) -> None:
    now = clock.now()
    # The sign-in has read the account and is busy with the hash while five others fail.
    await _lock(person, now)

    with pytest.raises(SignInRefused):
        await open_session(person.id, person.login, at=now, peer="", agent="")


async def test_failures_and_locks_stand_in_the_journal_without_what_was_typed(
    person: Person,
) -> None:
    await _lock(person, clock.now())

    rows = await Journal.select().where(Journal.subject_id == person.id).order_by(Journal.id)
    theirs = [row for row in rows if row["subject_kind"] == "person"]

    assert [row["tag"] for row in theirs][-1] == "person:locked"
    assert [row["result"] for row in theirs].count("refused") == LOCK_AFTER
    assert not any("wrong" in str(row) for row in theirs)


async def test_without_a_second_factor_nobody_signs_in_where_one_is_required(
    person: Person, loaded: Settings
) -> None:
    settings_.use(structs.replace(loaded, second_factor=SecondFactor.REQUIRED))
    try:
        code, says = await _answer(person.login, PASSWORD, clock.now())
        await _lock(person, clock.now())
        when_locked = await _answer(person.login, PASSWORD, clock.now())
    finally:
        settings_.use(loaded)

    assert code == "second_factor"
    assert "second_factor" in says
    assert when_locked[0] == "sign_in_refused"


async def test_nothing_revives_after_signing_out(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    found = await queries.person_of_session(token, at=now)
    assert found
    await operations.sign_out(token, by=person, at=now)

    later = now + timedelta(minutes=5)
    await operations.touch(found[1].id, seen_at=now, at=later)

    assert await queries.person_of_session(token, at=later) is None


async def test_of_a_thousand_late_requests_none_revives_a_session(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    found = await queries.person_of_session(token, at=now)
    assert found
    late = [
        operations.touch(found[1].id, seen_at=now, at=now + timedelta(minutes=2))
        for _ in range(1000)
    ]
    await asyncio.gather(operations.sign_out(token, by=person, at=now), *late)

    assert await queries.person_of_session(token, at=now) is None
    assert not await Session.exists().where(Session.id == found[1].id)


async def test_an_idle_session_is_not_revived_by_a_late_request(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    found = await queries.person_of_session(token, at=now)
    assert found
    much_later = now + timedelta(minutes=40)

    await operations.touch(found[1].id, seen_at=now, at=much_later)

    assert await queries.person_of_session(token, at=much_later) is None


async def test_giving_the_password_again_renews_the_token(person: Person) -> None:
    now = clock.now()
    later = now + timedelta(minutes=20)
    old = (await operations.sign_in(person.login, PASSWORD, at=now)).token

    fresh = (await operations.step_up(old, PASSWORD, by=person, at=later)).token
    found = await queries.person_of_session(fresh, at=later)

    assert found
    assert found[1].stepped_up_at == later
    assert await queries.person_of_session(old, at=later) is None


async def test_a_wrong_password_given_again_counts_like_one_at_the_sign_in(person: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=now)).token
    for _ in range(LOCK_AFTER):
        with pytest.raises(SignInRefused):
            await operations.step_up(token, "wrong", by=person, at=now)

    with pytest.raises(SignInRefused):
        await operations.step_up(token, PASSWORD, by=person, at=now)
    assert await queries.person_of_session(token, at=now)


async def test_nobody_steps_up_in_a_session_of_somebody_else(person: Person, other: Person) -> None:
    now = clock.now()
    token = (await operations.sign_in(other.login, PASSWORD, at=now)).token

    with pytest.raises(NotFound):
        await operations.step_up(token, PASSWORD, by=person, at=now)


async def test_sessions_that_ended_long_ago_are_forgotten(person: Person) -> None:
    now = clock.now()
    await operations.sign_in(person.login, PASSWORD, at=now - timedelta(days=40))
    recent = await operations.sign_in(person.login, PASSWORD, at=now)

    await jobs.forget({}, at=now)

    assert await Session.count().where(Session.person_id == person.id) == 1
    assert await queries.person_of_session(recent.token, at=now)


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


async def test_a_newer_activation_code_makes_the_older_ones_worthless(person: Person) -> None:
    at = clock.now()
    older = await operations.make_activation(person.id, by=None, at=at)
    newer = await operations.make_activation(person.id, by=None, at=at)

    with pytest.raises(NotAllowed):
        await operations.activate(older, "another long password", at=at)
    await operations.activate(newer, "another long password", at=at)


async def test_an_activation_code_is_worthless_after_three_days(person: Person) -> None:
    at = clock.now()
    code = await operations.make_activation(person.id, by=None, at=at)

    with pytest.raises(NotAllowed):
        await operations.activate(code, "another long password", at=at + timedelta(hours=73))


async def test_a_reset_lifts_the_lock_and_ends_every_session(person: Person) -> None:
    at = clock.now()
    token = (await operations.sign_in(person.login, PASSWORD, at=at)).token
    await _lock(person, at)
    code = await operations.make_activation(person.id, by=None, at=at)

    await operations.activate(code, "another long password", at=at)

    assert await queries.person_of_session(token, at=at) is None
    assert await operations.sign_in(person.login, "another long password", at=at)


async def test_a_disabled_person_is_not_let_in_by_a_code(person: Person) -> None:
    at = clock.now()
    code = await operations.make_activation(person.id, by=None, at=at)
    await operations.disable_person(person, by=None, at=at)

    with pytest.raises(NotAllowed):
        await operations.activate(code, "another long password", at=at)
    with pytest.raises(NotPossible):
        await operations.make_activation(person.id, by=None, at=at)


async def test_a_refused_password_is_said_at_the_new_one(person: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await operations.change_password(PASSWORD, "short", by=person, at=clock.now())

    assert [problem.field for problem in refused.value.problems] == ["new"]


async def test_guessing_the_old_password_at_the_change_locks_too(person: Person) -> None:
    at = clock.now()
    for _ in range(LOCK_AFTER):
        with pytest.raises(Invalid):
            await operations.change_password("wrong", "a quite different one", by=person, at=at)

    with pytest.raises(Invalid) as refused:
        await operations.change_password(PASSWORD, "a quite different one", by=person, at=at)
    assert [problem.field for problem in refused.value.problems] == ["old"]


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


async def test_nothing_of_a_disabled_account_is_left_to_revive(person: Person) -> None:
    now = clock.now()
    await operations.sign_in(person.login, PASSWORD, at=now)
    await operations.make_token("script", person, by=None, at=now)
    await operations.make_activation(person.id, by=None, at=now)

    await operations.disable_person(person, by=None, at=now)
    codes = await Activation.select().where(Activation.person_id == person.id)
    tokens = await ApiToken.select().where(ApiToken.person_id == person.id)

    assert not await Session.exists().where(Session.person_id == person.id)
    assert all(row["used_at"] for row in codes)
    assert all(row["revoked_at"] for row in tokens)


async def test_a_token_ends_and_may_be_narrowed(person: Person) -> None:
    now = clock.now()
    bearer = await operations.make_token("script", person, by=None, at=now, rights=["case.read"])

    found = await queries.person_of_token(bearer, at=now)

    assert found
    assert found.narrowed == frozenset({"case.read"})
    assert await queries.person_of_token(bearer, at=now + timedelta(days=91)) is None


async def test_a_token_cannot_be_narrowed_to_a_right_that_does_not_exist(person: Person) -> None:
    with pytest.raises(Invalid):
        await operations.make_token("x", person, by=None, at=clock.now(), rights=["case.raed"])
