"""Stored files, and the papers that were issued."""

from __future__ import annotations

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    OnDelete,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class StoredFile(Table, tablename="stored_file"):
    """What is known of some bytes kept in the data folder."""

    id = BigSerial(primary_key=True)
    code = Varchar(length=22, unique=True)
    name = Varchar(length=200)
    mime = Varchar(length=100)
    size = BigInt()
    sha256 = Varchar(length=64)
    by_id = BigInt(null=True, default=None)
    at = Timestamptz(default=None)
    # Files kept before there was a seal stand as they are.
    sealed = Boolean(default=False)
    # Whether it may be handed out: see ``State`` of portal.documents.files.
    state = Varchar(length=12, default="clean")


class IssuedPaper(Table, tablename="issued_paper"):
    """A paper as it was issued: its bytes are kept and never made again."""

    id = BigSerial(primary_key=True)
    # Kind, thing and language: a thing has one paper of a kind in a language and edition.
    key = Varchar(length=160, unique=True)
    file_id = ForeignKey(references=StoredFile, on_delete=OnDelete.restrict, index=True, null=False)
    at = Timestamptz(default=None)
