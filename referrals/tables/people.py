"""Households and their people. Sealed columns hold encrypted text (portal.core.crypto)."""

from __future__ import annotations

from piccolo.columns import Date, Integer, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from portal.core.tables import to
from portal.directory.tables import Division


class HouseholdRow(Table, tablename="household"):
    """A household as the window knows it."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    division_id = to(Division)
    address_sealed = Text()
    register = Varchar(length=10)
    created_at = Timestamptz(default=None)
    merged_into_id = Integer(null=True, default=None, index=True)


class ClientRow(Table, tablename="client"):
    """A person in hardship, or a member of that person's household."""

    id = Serial(primary_key=True)
    code = Varchar(length=22, unique=True)
    version = Integer(default=1)
    household_id = to(HouseholdRow)
    relation = Varchar(length=20)
    doc_kind = Varchar(length=30)
    doc_sealed = Text()
    doc_hash = Varchar(length=30, index=True)
    no_doc_reason = Text()
    name = Varchar(length=80)
    name_folded = Varchar(length=80, index=True)
    sex = Varchar(length=10)
    birth_date = Date(null=True, default=None)
    phone_sealed = Text()
    phone_hash = Varchar(length=30, index=True)
    phone_owner = Varchar(length=80)
    register = Varchar(length=10)
    registered_division_id = to(Division, null=True)
    residence_division_id = to(Division, null=True)
    # Health, disability, employment, schooling, income and bank data: one sealed record.
    facts_sealed = Text()
    created_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    merged_into_id = Integer(null=True, default=None)
