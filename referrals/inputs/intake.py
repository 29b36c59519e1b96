"""What is told at the window: people, their circumstances, needs and consent."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from portal.core.fields import (
    FilledLine,
    FilledStory,
    FilledWords,
    Form,
    Line,
    MaybeYuan,
    PastDay,
    Tick,
    Words,
    Yuan,
    count,
    nothing,
    today,
    wrong,
)
from portal.core.i18n import N_
from portal.core.money import Money
from referrals.inputs.documents import Phone, birth_of, check_id, normal_id, sex_of
from referrals.inputs.means import DeclaredIn, MeansIn, RelativeIn
from referrals.model import (
    Cause,
    Channel,
    Declared,
    DocKind,
    Employment,
    Health,
    InsuredGroup,
    RegisterKind,
    Relation,
    Sex,
    Urgency,
)


class PersonIn(Form):
    """A person as told at the window."""

    name: FilledLine = Field(title=N_("姓名"))
    relation: Relation = Relation.SELF
    doc_kind: DocKind = DocKind.RESIDENT_ID
    doc_number: Annotated[Line, Field(validate_default=True)] = ""
    no_doc_reason: Annotated[Line, Field(validate_default=True)] = ""
    birth_date: PastDay = None
    sex: Sex = Sex.UNKNOWN
    phone: Phone = ""
    phone_owner: Line = ""
    register_kind: RegisterKind = RegisterKind.RURAL
    health: Health = Health.WELL
    disability_level: Annotated[int, BeforeValidator(count), Field(ge=0, le=4)] = 0
    disability_of_mind: Tick = False
    employment: Annotated[Employment | None, BeforeValidator(nothing)] = None
    in_school: Tick = False
    income: Yuan = Field(default_factory=Money)

    @field_validator("doc_number")
    @classmethod
    def _number_holds(cls, number: str, info: ValidationInfo) -> str:
        kind = info.data.get("doc_kind")
        if kind is DocKind.NONE:
            return ""
        if not number:
            raise wrong("no_document", N_("请填写证件号码；没有的，请选择“无证件”并写明原因。"))
        return check_id(number, today()) if kind is DocKind.RESIDENT_ID else number

    @field_validator("no_doc_reason")
    @classmethod
    def _reason_given(cls, reason: str, info: ValidationInfo) -> str:
        if info.data.get("doc_kind") is DocKind.NONE and not reason:
            raise wrong("no_reason", N_("没有证件号码的，请写明原因。"))
        return reason

    @property
    def number(self) -> str:
        """The document's number as it is stored; "" when there is none."""
        if self.doc_kind is DocKind.NONE:
            return ""
        return normal_id(self.doc_number)

    @property
    def born(self) -> date | None:
        """The birth date: from the resident ID, or as told."""
        return birth_of(self.number) if self._has_id else self.birth_date

    @property
    def told_sex(self) -> Sex:
        """The sex: from the resident ID, or as told."""
        return sex_of(self.number) if self._has_id else self.sex

    @property
    def _has_id(self) -> bool:
        return self.doc_kind is DocKind.RESIDENT_ID


class CircumstancesIn(Form):
    """The household's facts the suggestions look at."""

    income_per_head: MaybeYuan = None
    medical_cost: Yuan = Field(default_factory=Money)
    own_share: Yuan = Field(default_factory=Money)
    out_of_catalogue: Yuan = Field(default_factory=Money)
    rigid_spending: Yuan = Field(default_factory=Money)
    sudden_event: Words = ""
    diagnosis: Line = ""
    inpatient: Tick = False
    insured_group: Annotated[InsuredGroup | None, BeforeValidator(nothing)] = None
    insured_event: Tick = False
    dwelling_hardship: Tick = False
    disaster: Tick = False
    no_fixed_abode: Tick = False
    legal_dispute: Tick = False
    no_supporter: Tick = False
    figures_reason: Words = ""


class NeedIn(Form):
    """One thing asked for: a programme, or words where none is known."""

    programme: Line = ""
    words: Words = ""


class ConsentIn(Form):
    """What the person agreed to."""

    given: Tick = False
    outward: Tick = False


class Registration(Form):
    """A request as registered at the window."""

    applicant: PersonIn = Field(title=N_("申请人"))
    members: tuple[PersonIn, ...] = Field(default=(), max_length=30)
    address: Words = ""
    channel: Channel = Channel.WINDOW
    urgency: Urgency = Urgency.ORDINARY
    causes: tuple[Cause, ...] = ()
    request: FilledStory = Field(title=N_("请求"))
    circumstances: CircumstancesIn = CircumstancesIn()
    means: tuple[MeansIn, ...] = Field(default=(), max_length=60)
    needs: tuple[NeedIn, ...] = Field(default=(), max_length=20)
    relatives_declared: DeclaredIn = Declared.NOT_ASKED
    relatives: tuple[RelativeIn, ...] = Field(default=(), max_length=20)
    consent: ConsentIn = ConsentIn()
    window: Line = ""
    household: Line = ""
    duplicate_reason: Words = ""

    @property
    def names(self) -> frozenset[str]:
        """The names of everybody in the household."""
        return frozenset(each.name for each in (self.applicant, *self.members))

    @property
    def declared(self) -> Declared:
        """What was said about close relatives; a row says as much as the answer."""
        return Declared.SOME if self.relatives else self.relatives_declared


class LookUp(Form):
    """Who is looked for: by document, by name and birth date, or by phone."""

    doc_number: Line = ""
    name: Line = ""
    birth_date: PastDay = None
    phone: Phone = ""

    @model_validator(mode="after")
    def _something(self) -> LookUp:
        if self.doc_number or self.phone or (self.name and self.birth_date):
            return self
        raise wrong("nothing", N_("请填写证件号码，或姓名和出生日期，或电话。"))


class Unmask(Form):
    """What a sensitive value is needed for."""

    purpose: FilledWords = Field(title=N_("用途"))
