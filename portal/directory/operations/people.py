"""People and their memberships. An account starts without rights; nobody grants to himself."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from portal.core import crypto, db
from portal.core.calendar import day_of
from portal.core.errors import NotAllowed, NotPossible
from portal.core.i18n import N_, Language, say
from portal.core.ids import new_code
from portal.directory import tables
from portal.directory.model import ADMINISTRATORS, Person, Role, Unit
from portal.directory.queries.people import person_by_login
from portal.journal.model import Actor
from portal.journal.record import record

ACTIVATION = timedelta(hours=72)
_SETUP = (
    ("sysadmin", N_("系统管理员"), Role.SYSADMIN),
    ("secadmin", N_("安全管理员"), Role.SECADMIN),
    ("auditor", N_("审计管理员"), Role.AUDITOR),
)


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
    """Create an account without rights and return it; ``Taken`` when the name is in use."""
    async with db.write():
        await _insert(login, name, by=by, at=at, email=email, language=language, machine=machine)
    return await person_by_login(login, on=day_of(at))


async def _insert(
    login: str, name: str, *, by: Actor | None, at: datetime, email: str, language: Language,
    machine: bool,
) -> int:  # fmt: skip
    row = tables.Person(
        code=new_code(), login=login, name=name, email=email, language=language.value,
        machine=machine, password_hash="", second_factor_sealed="", created_at=at,
    )  # fmt: skip
    added = await tables.Person.insert(row)
    key = int(added[0]["id"])
    await record("person:created", subject=("person", key, login), by=by, at=at, now={"name": name})
    return key


async def make_activation(person_id: int, *, by: Actor | None, at: datetime) -> str:
    """Return a code with which the person chooses a password, once and within three days."""
    code = secrets.token_urlsafe(18)
    async with db.write():
        await _activation(person_id, code, by=by, at=at)
    return code


async def _activation(person_id: int, code: str, *, by: Actor | None, at: datetime) -> None:
    await tables.Activation.insert(
        tables.Activation(
            person_id=person_id, code_hash=crypto.token_hash(code), expires_at=at + ACTIVATION
        )
    )
    await record("person:activation", subject=("person", person_id, ""), by=by, at=at)


async def grant(
    person: Person,
    role: Role,
    unit: Unit,
    *,
    by: Actor | None,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    liaison: bool = False,
) -> None:
    """Give a person a role in a unit, from a day on.

    Raises ``NotAllowed`` for a grant to oneself, ``NotPossible`` where an administrator's role
    would stand beside another.
    """
    if by is not None and by.id == person.id:
        raise NotAllowed(say(N_("不能给自己授权，请由另一位安全管理员办理。")))
    async with db.write():
        await _apart(person.id, role)
        await tables.Membership.insert(
            tables.Membership(
                person_id=person.id, unit_id=unit.id, role=role.value, liaison=liaison,
                valid_from=since or day_of(at), valid_to=until,
                granted_by_id=by.id if by else None,
            )
        )  # fmt: skip
        await record(
            "membership:granted", subject=("person", person.id, person.login), by=by, at=at,
            now={"role": role.value, "unit": unit.code},
        )  # fmt: skip


async def _apart(person_id: int, role: Role) -> None:
    row = tables.Membership
    rows = await row.select(row.role).where((row.person_id == person_id) & row.valid_to.is_null())
    held = {Role(each["role"]) for each in rows} - {role}
    if (role in ADMINISTRATORS and held) or held & ADMINISTRATORS:
        raise NotPossible(
            say(N_("三员与其他角色不能由同一人兼任，请另设账号。")), code="separate_administrators"
        )


async def revoke(person: Person, role: Role, unit: Unit, *, by: Actor | None, at: datetime) -> None:
    """Take a role away; it holds from the person's next request on."""
    row = tables.Membership
    if by is not None and by.id == person.id:
        raise NotAllowed(say(N_("不能撤销自己的授权，请由另一位安全管理员办理。")))
    async with db.write():
        await row.update({row.valid_to: day_of(at)}).where(
            (row.person_id == person.id) & (row.unit_id == unit.id) & (row.role == role.value)
            & (row.valid_to.is_null() | (row.valid_to > day_of(at)))
        )  # fmt: skip
        await record(
            "membership:revoked", subject=("person", person.id, person.login), by=by, at=at,
            was={"role": role.value, "unit": unit.code},
        )  # fmt: skip


async def disable_person(person: Person, *, by: Actor | None, at: datetime) -> None:
    """Close an account; its sessions end with it. The last administrator of a kind stays."""
    async with db.write():
        await _not_the_last(person)
        await tables.Person.update({tables.Person.disabled_at: at}).where(
            tables.Person.id == person.id
        )
        await tables.Session.delete().where(tables.Session.person_id == person.id)
        await record("person:disabled", subject=("person", person.id, person.login), by=by, at=at)


async def _not_the_last(person: Person) -> None:
    row = tables.Membership
    for role in person.roles & ADMINISTRATORS:
        others = await row.exists().where(
            (row.role == role.value) & (row.person_id != person.id) & row.valid_to.is_null()
            & row.person_id.disabled_at.is_null()
        )  # fmt: skip
        if not others:
            raise NotPossible(
                say(N_("这是最后一位该类管理员，不能停用。请先另设一位。")),
                code="last_administrator",
            )


async def setup(unit: Unit, *, at: datetime) -> dict[str, str]:
    """Make the first three administrators, once; return their activation codes by sign-in name.

    Raises ``NotPossible`` when there are people already.
    """
    codes = {login: secrets.token_urlsafe(18) for login, _, _ in _SETUP}
    async with db.write():
        if await tables.Person.exists():
            raise NotPossible(
                say(N_("已经初始化过。请用系统管理员账号登录后新增人员。")), code="set_up"
            )
        for login, name, role in _SETUP:
            key = await _insert(
                login, name, by=None, at=at, email="", language=Language.HANS, machine=False
            )
            await tables.Membership.insert(
                tables.Membership(
                    person_id=key, unit_id=unit.id, role=role.value, valid_from=day_of(at)
                )
            )
            await _activation(key, codes[login], by=None, at=at)
    return codes
