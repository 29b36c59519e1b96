"""Rows made into what the rest of the feature speaks of; sealed columns are opened here alone."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from piccolo.columns import Column

from portal.core import crypto
from portal.directory.model import Names
from referrals.model import (
    Amounts,
    Case,
    CaseState,
    Cause,
    Channel,
    Circumstances,
    Client,
    Consent,
    Declared,
    DocKind,
    Extension,
    Facts,
    Household,
    Need,
    NeedState,
    Note,
    Outcome,
    Procedure,
    Referral,
    ReferralKind,
    ReferralRole,
    ReferralState,
    RefusalProposal,
    RegisterKind,
    Relation,
    ReturnCode,
    Sex,
    Stage,
    Supplement,
    Trigger,
    Urgency,
    Visibility,
)
from referrals.tables import CaseRow, NoteRow, ReferralRow

T = TypeVar("T")
Row = dict[str, Any]


def sealed(kind: str, code: str, column: str, text: str) -> str:
    """Return the text sealed for one column of one thing: what a ``…_sealed`` column holds."""
    return crypto.seal(text, f"{kind}:{code}:{column}")


def opened(kind: str, row: Row, column: str) -> str:
    """Return the text of a thing's sealed column."""
    return crypto.unseal(row[f"{column}_sealed"], f"{kind}:{row['code']}:{column}")


def opened_record(kind: str, row: Row, column: str, record: type[T]) -> T:
    """Return the record a thing's sealed column keeps; the column is never empty."""
    return msgspec.json.decode(opened(kind, row, column), type=record)


def as_text(value: Any) -> str:
    """Return a record as the text a column keeps it as."""
    return msgspec.json.encode(value).decode()


def as_record(text: str, kind: type[T], empty: T) -> T:
    """Return the record a column keeps, or what stands for an empty column."""
    return msgspec.json.decode(text, type=kind) if text else empty


def case_columns() -> list[Column]:
    """Return what a case is made from."""
    return [*CaseRow.all_columns(), *names_of(CaseRow.window_id)]


def referral_columns() -> list[Column]:
    """Return what a referral is made from."""
    row = ReferralRow
    return [*row.all_columns(), *names_of(row.unit_id), row.handler_id.name]


def note_columns() -> list[Column]:
    """Return what a note is made from."""
    return [*NoteRow.all_columns(), *names_of(NoteRow.unit_id), NoteRow.by_id.name]


def to_household(row: Row) -> Household:
    """Return a household."""
    return Household(
        id=row["id"],
        code=row["code"],
        version=row["version"],
        division_id=row["division_id"],
        address=opened("household", row, "address"),
        register=RegisterKind(row["register"]),
    )


def to_client(row: Row) -> Client:
    """Return a client with number, phone and facts opened; who shows them masks them."""
    return Client(
        id=row["id"],
        code=row["code"],
        version=row["version"],
        household_id=row["household_id"],
        relation=Relation(row["relation"]),
        doc_kind=DocKind(row["doc_kind"]),
        doc_number=opened("client", row, "doc"),
        no_doc_reason=row["no_doc_reason"],
        name=row["name"],
        sex=Sex(row["sex"]),
        birth_date=row["birth_date"],
        phone=opened("client", row, "phone"),
        phone_owner=row["phone_owner"],
        register=RegisterKind(row["register"]),
        facts=as_record(opened("client", row, "facts"), Facts, Facts()),
    )


def to_need(row: Row) -> Need:
    """Return a need."""
    return Need(
        id=row["id"],
        code=row["code"],
        programme=row["programme"],
        words=row["words"],
        state=NeedState(row["state"]),
        gap_reason=row["gap_reason"],
        first_sent_at=row["first_sent_at"],
        joined_to_id=row["joined_to_id"],
    )


def to_case(row: Row, needs: tuple[Need, ...] = ()) -> Case:
    """Return a case with its needs."""
    return Case(
        id=row["id"],
        code=row["code"],
        number=row["number"],
        version=row["version"],
        state=CaseState(row["state"]),
        window_id=row["window_id"],
        window_name=row["window_id.name"],
        window_names=to_names(row, "window_id"),
        division_id=row["division_id"],
        division_path=row["division_path"],
        household_id=row["household_id"],
        applicant_id=row["applicant_id"],
        applicant_name=row["applicant_name"],
        people=row["people"],
        channel=Channel(row["channel"]),
        urgency=Urgency(row["urgency"]),
        causes=as_record(row["causes"], tuple[Cause, ...], ()),
        request=opened("case", row, "request"),
        circumstances=as_record(
            opened("case", row, "circumstances"), Circumstances, Circumstances()
        ),
        consent=as_record(row["consent"], Consent, Consent()),
        first_contact_id=row["first_contact_id"],
        query_code=opened("case", row, "query_code"),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        registered_at=row["registered_at"],
        accepted_at=row["accepted_at"],
        closed_at=row["closed_at"],
        supplement=as_record(row["supplement"], Supplement, Supplement()),
        refusal=_refusal(row),
        withdrawal_reason=row["withdrawal_reason"],
        merged_into_id=row["merged_into_id"],
        merged_at=row["merged_at"],
        state_before_merge=_member(CaseState, row["state_before_merge"]),
        needs=needs,
        relatives=Declared(row["relatives"]),
        barred=as_record(row["barred"], tuple[int, ...], ()),
        informed=as_record(row["informed"], tuple[int, ...], ()),
    )


def _refusal(row: Row) -> RefusalProposal | None:
    text = opened("case", row, "refusal")
    return msgspec.json.decode(text, type=RefusalProposal) if text else None


def names_of(unit: Any) -> list[Any]:
    """Return the columns of a unit's names in the three languages."""
    return [unit.name, unit.name_hant, unit.name_en]


def to_names(row: Row, unit: str) -> Names:
    """Return a unit's names out of a row that has their columns."""
    return Names(row[f"{unit}.name"], row[f"{unit}.name_hant"], row[f"{unit}.name_en"])


def to_referral(row: Row) -> Referral:
    """Return a referral."""
    return Referral(
        id=row["id"],
        code=row["code"],
        number=row["number"],
        version=row["version"],
        case_id=row["case_id"],
        need_id=row["need_id"],
        ordinal=row["ordinal"],
        programme=row["programme"],
        procedure=Procedure(row["procedure"]),
        unit_id=row["unit_id"],
        unit_name=row["unit_id.name"],
        unit_names=to_names(row, "unit_id"),
        unit_kind=row["unit_kind"],
        unit_path=row["unit_path"],
        kind=ReferralKind(row["kind"]),
        role=ReferralRole(row["role"]),
        state=ReferralState(row["state"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        binding=row["binding"],
        handler_id=row["handler_id"],
        handler_name=row["handler_id.name"] or "",
        supersedes_id=row["supersedes_id"],
        message=opened("referral", row, "message"),
        override_reason=row["override_reason"],
        papers_asked=row["papers_asked"],
        extension=Extension(row["extension"]),
        stage=_member(Stage, row["stage"]),
        outcome=_member(Outcome, row["outcome"]),
        answer=opened("referral", row, "answer"),
        amounts=as_record(row["amounts"], Amounts, Amounts()),
        return_code=_member(ReturnCode, row["return_code"]),
        return_basis=row["return_basis"],
        suggested_unit_id=row["suggested_unit_id"],
        waived=row["waived"],
        state_before_meeting=_member(ReferralState, row["state_before_meeting"]),
        sent_at=row["sent_at"],
        accepted_at=row["accepted_at"],
        completed_at=row["completed_at"],
        final_at=row["final_at"],
        due_at=row["due_at"],
        yellow_at=row["yellow_at"],
        paused=row["paused"],
        provisional=row["provisional"],
        clock=row["clock"],
        finish_due_at=row["finish_due_at"],
        proposed=_member(Trigger, row["proposed"]),
    )


def _member(kind: type[T], text: str) -> T | None:
    return kind(text) if text else None  # type: ignore[call-arg]  # every kind here is a StrEnum


def to_note(row: Row) -> Note:
    """Return a note."""
    return Note(
        id=row["id"],
        code=row["code"],
        referral_id=row["referral_id"],
        unit_name=row["unit_id.name"],
        visibility=Visibility(row["visibility"]),
        text=opened("note", row, "text"),
        by_name=row["by_id.name"],
        at=row["at"],
        by_id=row["by_id"],
        unit_id=row["unit_id"],
        struck_at=row["struck_at"],
        unit_names=to_names(row, "unit_id"),
    )
