"""From rows to things: sealed columns are opened, units stand with their three names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from meetings.model import (
    Attendance,
    AttendanceState,
    Body,
    BodyRole,
    Concerned,
    Consultation,
    Corrected,
    Correction,
    Countersignature,
    Distribution,
    Effect,
    Ending,
    Extension,
    Item,
    KeptText,
    Meeting,
    MeetingKind,
    MeetingState,
    Member,
    Milestone,
    Minutes,
    MinutesState,
    Part,
    Remark,
    Resolution,
    ResolutionState,
    Series,
    SignState,
    Stance,
    Stay,
    TextKind,
    Topic,
    TopicKind,
    TopicOutcome,
    TopicState,
    UnitRef,
    UnitRole,
    Writer,
    minutes_key,
)
from portal.core import crypto
from portal.directory.model import Names

Row = dict[str, Any]


def sealed(kind: str, code: str, field: str, text: str) -> str:
    """Return a text as a column of this thing keeps it."""
    return crypto.seal(text, f"{kind}:{code}:{field}") if text else ""


def opened(kind: str, row: Row, field: str) -> str:
    """Return the text a sealed column of this row keeps."""
    held = row[f"{field}_sealed"]
    return crypto.unseal(held, f"{kind}:{row['code']}:{field}") if held else ""


def unit_columns(unit: Any) -> list[Any]:
    """Return the columns a unit reference is made from."""
    return [
        unit.id, unit.code, unit.kind, unit.division_path,
        unit.name, unit.name_hant, unit.name_en,
    ]  # fmt: skip


def to_unit(row: Row, at: str) -> UnitRef:
    """Return the unit a foreign key of this row names."""
    return UnitRef(
        id=row[f"{at}.id"], code=row[f"{at}.code"], kind=row[f"{at}.kind"],
        path=row[f"{at}.division_path"],
        names=Names(row[f"{at}.name"], row[f"{at}.name_hant"], row[f"{at}.name_en"]),
    )  # fmt: skip


def to_body(row: Row, members: Iterable[Member]) -> Body:
    """Return a body."""
    return Body(
        id=row["id"], code=row["code"], version=row["version"],
        names=Names(row["name"], row["name_hant"], row["name_en"]),
        division_code=row["division_id.code"], path=row["division_path"],
        lead=to_unit(row, "lead_id"), office=to_unit(row, "office_id"), issuer=row["issuer"],
        mandate=row["mandate"], series=Series(row["series"]), quorum=row["quorum"],
        countersigning=row["countersigning"], members=tuple(members),
    )  # fmt: skip


def to_member(row: Row) -> Member:
    """Return a unit's post in a body."""
    return Member(
        unit=to_unit(row, "unit_id"), role=BodyRole(row["role"]), name=row["name"],
        post=row["post"], since=row["since"], until=row["until"],
    )  # fmt: skip


def sealed_answer(consultation_id: int, text: str) -> str:
    """Return a unit's written opinion as it is kept; "" stays as it is."""
    return crypto.seal(text, _answer(consultation_id)) if text else ""


def _answer(consultation_id: int) -> str:
    return f"consultation:{consultation_id}:answer"


def to_consultation(row: Row) -> Consultation:
    """Return what a unit was asked, and its answer."""
    held = row["answer_sealed"]
    return Consultation(
        id=row["id"], unit=to_unit(row, "unit_id"), question=row["question"],
        due_on=row["due_on"], stance=Stance(row["stance"]) if row["stance"] else None,
        answer=crypto.unseal(held, _answer(row["id"])) if held else "",
        answered_at=row["answered_at"], by_name=row["by_name"],
    )  # fmt: skip


def to_topic(row: Row, asked: Iterable[Consultation], guests: Iterable[Row]) -> Topic:
    """Return a topic with whom it concerns: who proposed it, jointly too, and whom it consulted."""
    proposer, consulted = to_unit(row, "proposer_id"), tuple(asked)
    called = [(to_unit(each, "unit_id"), each["joint"]) for each in guests]
    joint = tuple(unit for unit, proposes in called if proposes)
    units = (proposer, *joint, *(each.unit for each in consulted))
    return Topic(
        id=row["id"], code=row["code"], number=row["number"], version=row["version"],
        body_id=row["body_id"], state=TopicState(row["state"]), kind=TopicKind(row["kind"]),
        title=row["title"], question=opened("topic", row, "question"),
        options=opened("topic", row, "options"),
        draft_decision=opened("topic", row, "draft_decision"), basis=row["basis"],
        proposer=proposer, reporter=row["reporter"],
        concerned=Concerned(
            row["body_path"], units, row["case_path"], row["referral_unit_id"], row["secret"]
        ),
        created_at=row["created_at"], updated_at=row["updated_at"],
        outcome=TopicOutcome(row["outcome"]) if row["outcome"] else None,
        deliberated_at=row["deliberated_at"],
        referral_id=row["referral_id"], referral_key=row["referral_key"],
        cost=row["cost"], case_key=row["case_key"], dossier=opened("topic", row, "dossier"),
        carried=row["carried"], predecessor_id=row["predecessor_id"],
        successor_id=row["successor_id"], merged_into_id=row["merged_into_id"],
        meeting_id=row["meeting_id"],
        position=row["position"], minutes=row["minutes"], late=row["late"],
        consultations=consulted, joint=joint,
        guests=tuple(unit for unit, proposes in called if not proposes),
        papers=int(row["papers"]), passed_by_id=row["passed_by_id"],
        passed_place=row["passed_place"], passed_words=row["passed_words"],
    )  # fmt: skip


def to_attendance(row: Row, noted: Iterable[Row] = ()) -> Attendance:
    """Return what a unit said to a notice, and when it was there."""
    held = list(noted)
    return Attendance(
        id=row["id"], unit=to_unit(row, "unit_id"), state=AttendanceState(row["state"]),
        name=row["name"], post=row["post"], reason=row["reason"], present=row["present"],
        observer=row["observer"], at=row["at"],
        stays=tuple(Stay(each["since"], each["until"]) for each in held if not each["topic_id"]),
        recused=tuple(each["topic_id"] for each in held if each["topic_id"]),
    )  # fmt: skip


def to_meeting(row: Row, called: Iterable[Attendance], answer_by: date) -> Meeting:
    """Return a meeting with whom it concerns: the units called to it."""
    attendance = tuple(called)
    return Meeting(
        id=row["id"], code=row["code"], number=row["number"], version=row["version"],
        body_id=row["body_id"], kind=MeetingKind(row["kind"]), state=MeetingState(row["state"]),
        title=row["title"], begins_at=row["begins_at"], place=row["place"], chair=row["chair"],
        notice=row["notice"], pack=row["pack"], follow_up=row["follow_up"], answer_by=answer_by,
        own_answer_by=row["answer_by"], reminded_for=row["reminded_for"],
        reminded_at=row["reminded_at"],
        concerned=Concerned(row["body_path"], tuple(each.unit for each in attendance)),
        created_at=row["created_at"], updated_at=row["updated_at"], attendance=attendance,
    )  # fmt: skip


def to_kept_text(row: Row) -> KeptText:
    """Return a text as it was kept."""
    return KeptText(
        id=row["id"], code=row["code"], kind=TextKind(row["kind"]), revision=row["revision"],
        by_id=row["by_id"], by_name=row["by_name"], page=row["page"], sent=row["sent"],
        at=row["at"], text=opened("minutes_text", row, "text"),
    )  # fmt: skip


def to_writer(row: Row) -> Writer | None:
    """Return who wrote an item last and has not left it; None for nobody."""
    if row["writing_until"] is None:
        return None
    return Writer(row["writer_id"], row["writer_name"], row["writer_page"], row["writing_until"])


def to_item(row: Row, asides: Iterable[KeptText]) -> Item:
    """Return one topic's part of the minutes, with the texts that stand beside its own."""
    return Item(
        id=row["id"], topic_id=row["topic_id"], topic_title=row["topic_id.title"],
        position=row["position"], text=opened("minutes_item", row, "text"),
        circulated=opened("minutes_item", row, "circulated"),
        at_once=row["at_once"], done=row["done"],
        effect=msgspec.json.decode(row["effect"], type=Effect) if row["effect"] else Effect(),
        revision=row["revision"], journalled=row["journalled"], writer=to_writer(row),
        asides=tuple(asides),
    )  # fmt: skip


def to_remark(row: Row) -> Remark:
    """Return what a unit says to a paragraph, and the answer."""
    return Remark(
        id=row["id"], code=row["code"], round=row["round"], unit=to_unit(row, "unit_id"),
        item_id=row["item_id"], paragraph=row["paragraph"], text=opened("remark", row, "text"),
        by_name=row["by_name"], at=row["at"], answer=opened("remark", row, "answer"),
        answered_by=row["answered_by"],
    )  # fmt: skip


def to_countersignature(row: Row) -> Countersignature:
    """Return what a unit said to the minutes in a round."""
    return Countersignature(
        id=row["id"], round=row["round"], unit=to_unit(row, "unit_id"),
        state=SignState(row["state"]), item_id=row["item_id"], text=row["text"],
        answer=row["answer"], by_name=row["by_name"], at=row["at"],
    )  # fmt: skip


def to_minutes(
    row: Row,
    items: Iterable[Item],
    signatures: Iterable[Countersignature],
    remarks: Iterable[Remark],
    corrections: Iterable[Correction],
    called: Iterable[UnitRef],
) -> Minutes:
    """Return minutes with whom they concern: who was asked, or once issued who was called."""
    asked = tuple(signatures)
    issued = row["state"] == MinutesState.ISSUED
    units = tuple(called) if issued else tuple(each.unit for each in asked)
    return Minutes(
        id=row["id"], code=row["code"], version=row["version"], body_id=row["body_id"],
        meeting_id=row["meeting_id"], meeting_key=row["meeting_id.number"],
        state=MinutesState(row["state"]), title=row["title"], round=row["round"],
        concerned=Concerned(row["body_path"], units), created_at=row["created_at"],
        updated_at=row["updated_at"], number=row["number"], year=row["year"],
        signed_by=row["signed_by"], signed_at=row["signed_at"], issued_at=row["issued_at"],
        file_code=row["file_code"], sha256=row["sha256"], edition=row["edition"],
        corrects=to_corrected(row), revokes=row["revokes"], reason=row["reason"],
        distribution=msgspec.json.decode(row["distribution"], type=Distribution)
        if row["distribution"] else None, corrections=tuple(corrections),
        due_at=row["due_at"], items=tuple(items), signatures=asked, remarks=tuple(remarks),
    )  # fmt: skip


def to_corrected(row: Row) -> Corrected | None:
    """Return the minutes these ones correct; None for a meeting's first."""
    if row["corrects_id"] is None:
        return None
    key = minutes_key(row["meeting_id.number"], row["corrects_id.edition"])
    return Corrected(key, row["corrects_id.number"], row["corrects_id.issued_at"])


def to_correction(row: Row) -> Correction:
    """Return a correction as the minutes it corrects know of it."""
    key = minutes_key(row["meeting_id.number"], row["edition"])
    return Correction(key, MinutesState(row["state"]), row["number"], row["revokes"])


def to_part(row: Row) -> Part:
    """Return a unit's part in a resolution."""
    return Part(
        id=row["id"], unit=to_unit(row, "unit_id"), role=UnitRole(row["role"]),
        done_at=row["done_at"], words=row["words"],
    )  # fmt: skip


def to_milestone(row: Row) -> Milestone:
    """Return a step of a resolution."""
    return Milestone(
        id=row["id"], code=row["code"], text=row["text"], due_on=row["due_on"],
        done_at=row["done_at"], words=row["words"], by_name=row["by_name"],
    )  # fmt: skip


def to_resolution(row: Row, parts: Iterable[Part], steps: Iterable[Milestone] = ()) -> Resolution:
    """Return a resolution with whom it concerns: the units that carry it out."""
    held = tuple(parts)
    return Resolution(
        id=row["id"], code=row["code"], number=row["number"], version=row["version"],
        body_id=row["body_id"], minutes_id=row["minutes_id"],
        minutes_key=minutes_key(row["minutes_id.meeting_id.number"], row["minutes_id.edition"]),
        meeting_key=row["minutes_id.meeting_id.number"], topic_id=row["topic_id"],
        item_id=row["item_id"], state=ResolutionState(row["state"]), text=row["text"],
        working_days=row["working_days"],
        concerned=Concerned(
            row["body_path"], tuple(each.unit for each in held), row["topic_id.case_path"],
            secret=row["topic_id.secret"],
        ),
        created_at=row["created_at"], updated_at=row["updated_at"], due_at=row["due_at"],
        yellow_at=row["yellow_at"], issued_at=row["issued_at"],
        reported_by_id=row["reported_by_id"], report=row["report"],
        extension=Extension(row["extension"]), extension_days=row["extension_days"],
        extended_days=row["extended_days"], closed_at=row["closed_at"],
        ends_id=row["ends_id"], ends_key=row["ends_id.number"] or "",
        ending=Ending(row["ending"]) if row["ending"] else None, parts=held,
        milestones=tuple(steps),
    )  # fmt: skip
