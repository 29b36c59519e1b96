"""People's accounts: made without rights, opened with a code, closed for good."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from portal.core import crypto, db
from portal.core.calendar import day_of
from portal.core.errors import Invalid, NotPossible, problem
from portal.core.i18n import N_, Language, say
from portal.core.ids import new_code
from portal.directory import tables
from portal.directory.model import ADMINISTRATORS, Person, Role, Unit
from portal.directory.operations.accounts import hold, refuse_oneself
from portal.directory.operations.memberships import add, keep_one
from portal.directory.queries.people import person_by_login
from portal.journal.model import Actor
from portal.journal.record import record

ACTIVATION = timedelta(hours=72)
_SETUP = (
    ("sysadmin", N_("系统管理员"), Role.SYSADMIN),
    ("secadmin", N_("安全管理员"), Role.SECADMIN),
    ("auditor", N_("审计管理员"), Role.AUDITOR),
)

_A = tables.Activation


async def create_person(
    login: str,
    name: str,
    *,
    by: Actor | None,
    at: datetime,
    email: str = "",
    language: Language = Language.HANS,
    machine: bool = False,
) -> Person:
    """Create an account without rights and return it.

    Raises ``Invalid`` without a name, ``Taken`` when the sign-in name is in use.
    """
    blank = [field for field, text in (("login", login), ("name", name)) if not text.strip()]
    if blank:
        raise Invalid([problem(field, N_("请填写登录名和姓名。")) for field in blank])
    async with db.write():
        await _insert(login, name, by=by, at=at, email=email, language=language, machine=machine)
    return await person_by_login(login, on=day_of(at))


async def _insert(
    login: str, name: str, *, by: Actor | None, at: datetime, email: str = "",
    language: Language = Language.HANS, machine: bool = False,
) -> Person:  # fmt: skip
    row = tables.Person(
        code=new_code(), login=login, name=name, email=email, language=language.value,
        machine=machine, password_hash="", second_factor_sealed="", created_at=at,
    )  # fmt: skip
    added = await tables.Person.insert(row)
    key = int(added[0]["id"])
    await record("person:created", subject=("person", key, login), by=by, at=at, now={"name": name})
    return Person(key, row.code, login, name, language, machine=machine, email=email)


async def make_activation(person_id: int, *, by: Actor | None, at: datetime) -> str:
    """Return a code with which the person chooses a password, once and within three days.

    A code given out before is worth nothing from then on. Raises ``NotFound`` without such a
    person, ``NotPossible`` for a disabled one.
    """
    async with db.write():
        return await _activation(person_id, by=by, at=at)


async def _activation(person_id: int, *, by: Actor | None, at: datetime) -> str:
    login, code = await hold(person_id), secrets.token_urlsafe(18)
    await _end_codes(person_id, at)
    await _A.insert(
        _A(person_id=person_id, code_hash=crypto.token_hash(code), expires_at=at + ACTIVATION)
    )
    await record("person:activation", subject=("person", person_id, login), by=by, at=at)
    return code


async def _end_codes(person_id: int, at: datetime) -> None:
    await _A.update({_A.used_at: at}).where((_A.person_id == person_id) & _A.used_at.is_null())


async def disable_person(person: Person, *, by: Person | None, at: datetime) -> None:
    """Close an account; its sessions, tokens and open codes end with it.

    Raises ``NotAllowed`` for one's own, ``NotPossible`` for the last administrator of a kind and
    for an account that is closed already.
    """
    refuse_oneself(
        by, person, "person.disable", say(N_("不能停用自己的账号，请由另一位系统管理员办理。"))
    )
    async with db.write():
        await hold(person.id)
        await keep_one(person.id, ADMINISTRATORS, on=day_of(at))
        row = tables.Person
        await row.update({row.disabled_at: at}).where(row.id == person.id)
        await _end_ways_in(person.id, at)
        await record("person:disabled", subject=("person", person.id, person.login), by=by, at=at)


async def _end_ways_in(person_id: int, at: datetime) -> None:
    token = tables.ApiToken
    await tables.Session.delete().where(tables.Session.person_id == person_id)
    await token.update({token.revoked_at: at}).where(
        (token.person_id == person_id) & token.revoked_at.is_null()
    )
    await _end_codes(person_id, at)


async def setup(unit: Unit, *, at: datetime) -> dict[str, str]:
    """Make the first three administrators, once; return their activation codes by sign-in name.

    Raises ``NotPossible`` when there are people already.
    """
    codes: dict[str, str] = {}
    async with db.write():
        if await tables.Person.exists():
            raise NotPossible(
                say(N_("已经初始化过。请用系统管理员账号登录后新增人员。")), code="set_up"
            )
        for login, name, role in _SETUP:
            person = await _insert(login, name, by=None, at=at)
            await add(person, role, unit, by=None, at=at, since=day_of(at))
            codes[login] = await _activation(person.id, by=None, at=at)
    return codes
