"""Passwords: hashed with argon2id away from the event loop, judged by one of two policies."""

from __future__ import annotations

import asyncio
import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.core import settings as settings_
from portal.core.errors import Invalid, Problem, problem
from portal.core.i18n import N_
from portal.core.settings import PasswordPolicy

SHORTEST, LONGEST = 12, 128
# A long password of the same few characters is a short one.
FEWEST_DIFFERENT = 5
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")
_COMMON = frozenset(
    {"123456789012", "password1234", "qwertyuiop12", "adminadmin12", "woaini123456",
     "111111111111", "000000000000", "abc123456789", "1qaz2wsx3edc", "password12345"}
)  # fmt: skip

# m=19 MiB, t=2, p=1 (OWASP's second choice): 60 ms on the office machines this was measured on.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Two at a time: sign-ins that arrive together must not take every core from everybody else.
_GATE = 2


@cache
def _gate(_loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    # A semaphore belongs to the loop it first waits in.
    return asyncio.Semaphore(_GATE)


async def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, stored: str) -> bool:
    """Return whether the password is the stored one; without one it takes as long to say no."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(_verify, password, stored)


def _verify(password: str, stored: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password) and bool(stored)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def check(password: str, *, login: str, field: str = "password", old: str = "") -> None:
    """Raise ``Invalid`` when the policy does not take this password, or it is the old one."""
    if found := _wrong(password, login, field, old):
        raise Invalid([found])


def _wrong(password: str, login: str, field: str, old: str) -> Problem | None:
    if len(password) < SHORTEST:
        return problem(field, N_("密码至少 %(n)s 位，可以用一句话。"), n=SHORTEST)
    if len(password) > LONGEST:
        return problem(field, N_("密码最多 %(n)s 位。"), n=LONGEST)
    if password == old:
        return problem(field, N_("新密码与原密码相同，请换一个。"))
    if _guessable(password.lower(), login.lower()):
        return problem(field, N_("密码太容易猜到，请换一个；不要包含登录名。"))
    if _policy() is PasswordPolicy.DENGBAO3 and _classes(password) < 3:
        return problem(field, N_("密码须含大写字母、小写字母、数字、符号中的三类。"))
    return None


def _guessable(password: str, login: str) -> bool:
    # A sign-in name of two or three letters stands in many an innocent sentence.
    named = login in password if len(login) > 3 else login == password
    return named or password in _COMMON or len(set(password)) < FEWEST_DIFFERENT


def _policy() -> PasswordPolicy:
    return settings_.current().password_policy


def _classes(password: str) -> int:
    return sum(bool(re.search(pattern, password)) for pattern in _CLASSES)
