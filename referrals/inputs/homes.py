"""What may be changed of a household and its people after the registration, and their merging."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from portal.core.fields import Act, FilledLine, FilledWords, Line, Tick, Words, today
from portal.core.i18n import N_
from referrals.inputs.documents import check_id
from referrals.inputs.intake import PersonIn
from referrals.model import DocKind, RegisterKind


class PersonChange(PersonIn):
    """A person as told anew; an empty number or phone is the one that is kept already."""

    version: int = Field(ge=0)
    reason: FilledWords = Field(title=N_("理由"))
    no_phone: Tick = False
    doc_number: Annotated[Line, Field(validate_default=True)] = ""

    @field_validator("doc_number")
    @classmethod
    def _number_holds(cls, number: str, info: ValidationInfo) -> str:
        kind = info.data.get("doc_kind")
        if kind is DocKind.NONE or not number:
            return ""
        return check_id(number, today()) if kind is DocKind.RESIDENT_ID else number

    def told(self, number: str, phone: str) -> PersonIn:
        """Return the whole person, with what was left empty as it is kept.

        Raises pydantic's error where the number that is kept does not fit the kind of document.
        """
        given = {name: getattr(self, name) for name in PersonIn.model_fields}
        given["doc_number"] = self.doc_number or number
        given["phone"] = "" if self.no_phone else self.phone or phone
        return PersonIn.model_validate(given)


class HouseholdChange(Act):
    """A household as told anew."""

    address: Words = ""
    register_kind: RegisterKind = RegisterKind.RURAL
    reason: FilledWords = Field(title=N_("理由"))


class MergeHouseholds(Act):
    """Two households that are one: the other one, both as they were seen, and which goes on."""

    other: FilledLine = Field(title=N_("另一户"))
    other_version: int = Field(ge=0)
    survivor: FilledLine = Field(title=N_("保留哪一户"))
    reason: FilledWords = Field(title=N_("理由"))


class MergePersons(Act):
    """Two persons who are one: the other one and the household, and who goes on."""

    other: FilledLine = Field(title=N_("另一人"))
    other_household: FilledLine = Field(title=N_("另一户"))
    other_version: int = Field(ge=0)
    survivor: FilledLine = Field(title=N_("保留哪一人"))
    reason: FilledWords = Field(title=N_("理由"))


class UndoMerge(Act):
    """The merge that is taken back."""

    merge: FilledLine
    reason: FilledWords = Field(title=N_("理由"))
