"""The directory's tables: columns only."""

from __future__ import annotations

from piccolo.columns import (
    BigSerial,
    Boolean,
    Date,
    Integer,
    LazyTableReference,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from portal.core.tables import to


class Division(Table, tablename="division"):
    """An administrative division, valid from and to a day."""

    id = Serial(primary_key=True)
    code = Varchar(length=20, unique=True)
    name = Varchar(length=80)
    name_hant = Varchar(length=80)
    name_en = Varchar(length=120)
    tier = Varchar(length=10)
    kind = Varchar(length=30)
    parent_id = Integer(null=True, default=None, index=True)
    path = Varchar(length=80, index=True)
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    in_2017_list = Boolean(default=False)


class DivisionChange(Table, tablename="division_change"):
    """What became of a division on a day: abolished, replaced, re-parented."""

    id = Serial(primary_key=True)
    day = Date()
    kind = Varchar(length=20)
    code = Varchar(length=20, index=True)
    name = Varchar(length=80)
    to_code = Varchar(length=20)
    note = Text()


class DepartmentKind(Table, tablename="department_kind"):
    """A kind of department, in three languages, with the names it used to have."""

    id = Serial(primary_key=True)
    kind = Varchar(length=40, unique=True)
    zh = Varchar(length=80)
    hant = Varchar(length=80)
    en = Varchar(length=120)
    former = Text()
    tiers = Varchar(length=40)
    note = Text()


class Unit(Table, tablename="unit"):
    """One kind of department in one division; its inbox, not a person, receives referrals."""

    id = Serial(primary_key=True)
    code = Varchar(length=60, unique=True)
    kind = Varchar(length=40)
    name = Varchar(length=120)
    name_hant = Varchar(length=120)
    name_en = Varchar(length=200)
    division_id = to(Division)
    division_code = Varchar(length=20)
    division_path = Varchar(length=80, index=True)
    tier = Varchar(length=10)
    phone = Varchar(length=40)
    address = Varchar(length=200)
    valid_from = Date(null=True, default=None)
    valid_to = Date(null=True, default=None)
    successor_id = Integer(null=True, default=None)


class Person(Table, tablename="person"):
    """A member of staff. An account has no rights until a membership gives them."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    login = Varchar(length=60, unique=True)
    name = Varchar(length=80)
    email = Varchar(length=200)
    language = Varchar(length=10)
    machine = Boolean(default=False)
    password_hash = Text(secret=True)
    must_change = Boolean(default=False)
    second_factor_sealed = Text(secret=True)
    failed_count = Integer(default=0)
    locked_until = Timestamptz(null=True, default=None)
    disabled_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(default=None)


class Membership(Table, tablename="membership"):
    """A role in a unit, from and to a day."""

    id = Serial(primary_key=True)
    person_id = to(Person)
    unit_id = to(Unit)
    role = Varchar(length=20)
    liaison = Boolean(default=False)
    valid_from = Date()
    valid_to = Date(null=True, default=None)
    granted_by_id = to(LazyTableReference("Person", app_name="portal"), null=True)


class Absence(Table, tablename="absence"):
    """A person is away from a unit for some days; a colleague of the same role stands in."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    person_id = to(Person)
    delegate_id = to(Person)
    unit_id = to(Unit)
    role = Varchar(length=20)
    since = Date(default=None)
    # The first day the person is back.
    until = Date(default=None)
    by_id = to(Person)
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class Activation(Table, tablename="activation"):
    """A code that lets a new person choose a password, once and for a while."""

    id = Serial(primary_key=True)
    person_id = to(Person)
    code_hash = Varchar(length=64, unique=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """A signed-in session; of its token only the hash is kept."""

    id = BigSerial(primary_key=True)
    token_hash = Varchar(length=64, unique=True)
    person_id = to(Person)
    created_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    stepped_up_at = Timestamptz(null=True, default=None)
    peer = Varchar(length=60)
    agent = Varchar(length=200)


class ApiToken(Table, tablename="api_token"):
    """A program's key: hashed, expiring, narrowed to some rights where it says so."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    name = Varchar(length=80)
    person_id = to(Person)
    token_hash = Varchar(length=64, unique=True)
    narrowed = Text()
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class CalendarDay(Table, tablename="calendar_day"):
    """A day that is off, or worked in exchange, as announced for its year."""

    id = Serial(primary_key=True)
    day = Date(unique=True)
    name = Varchar(length=40)
    is_off = Boolean()


class CalendarYear(Table, tablename="calendar_year"):
    """A year whose arrangement has been announced."""

    id = Serial(primary_key=True)
    year = Integer(unique=True)
    source = Varchar(length=200)


class DivisionDay(Table, tablename="division_day"):
    """A day on which one division, and what lies in it, does otherwise than everywhere."""

    id = Serial(primary_key=True)
    division_id = to(Division)
    division_path = Varchar(length=80)
    day = Date()
    is_off = Boolean()
    name = Varchar(length=40)
    source = Varchar(length=200)


class CalendarChange(Table, tablename="calendar_change"):
    """A change of the calendar: asked for, looked through, put in force, counted anew.

    ``asked`` is what is to change; ``found`` how many deadlines move from which day to which, by
    unit and clock and without a number or a name; ``cursor`` and ``done`` say how far it has come.
    """

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    state = Varchar(length=10)
    asked = Text()
    found = Text()
    # How often the calendar had been changed when this was looked through.
    based_on = Integer(default=0)
    cursor = Varchar(length=80)
    done = Integer(default=0)
    total = Integer(default=0)
    moved = Integer(default=0)
    by_id = Integer(null=True, default=None)
    by_name = Varchar(length=80)
    created_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
