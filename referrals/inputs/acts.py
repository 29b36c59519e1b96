"""One input an act on a case or referral; each names the version that was seen."""

from __future__ import annotations

from pydantic import Field, model_validator

from portal.core.fields import (
    Act,
    Count,
    Day,
    FilledLine,
    FilledStory,
    FilledWords,
    Form,
    Line,
    Story,
    Tick,
    Words,
    Yuan,
    wrong,
)
from portal.core.i18n import N_
from portal.core.money import Money
from referrals.inputs.files import Codes
from referrals.inputs.intake import ConsentIn
from referrals.model import (
    CallBack,
    Outcome,
    Procedure,
    ReferralKind,
    ReferralRole,
    ReturnAnswer,
    ReturnCode,
    Stage,
    Visibility,
    WithdrawReason,
)


class Acceptance(Act):
    """The desk accepts the request."""

    consent: ConsentIn = ConsentIn()


class ItemIn(Form):
    """One missing paper."""

    name: FilledLine = Field(title=N_("材料名称"))
    hint: Words = ""


class AskPapers(Act):
    """Everything that is missing, and how many working days there are for it."""

    items: tuple[ItemIn, ...] = Field(min_length=1, max_length=30)
    working_days: int = Field(default=10, ge=1, le=60)


class Plain(Act):
    """An act that needs nothing but the version seen."""


class WithReason(Act):
    """An act with its reason."""

    reason: FilledWords = Field(title=N_("理由"))


class ProposeRefusal(Act):
    """Why not, by which law, who is right instead, and the remedy."""

    reason: FilledWords = Field(title=N_("理由"))
    law: FilledWords = Field(title=N_("法律依据"))
    authority: FilledWords = Field(title=N_("应向哪个机关提出"))
    remedy: FilledWords = Field(title=N_("救济途径"))


class RecordGap(Act):
    """A need no programme serves."""

    need: FilledLine = Field(title=N_("需求"))
    reason: FilledWords = Field(title=N_("为什么没有项目可办"))


class MergeInto(Act):
    """The case that goes on, and why they are one."""

    survivor: FilledLine = Field(title=N_("并入的受理件编号"))
    reason: FilledWords = Field(title=N_("理由"))


class SendItem(Form):
    """One referral of a sending."""

    need: Line = ""
    programme: FilledLine = Field(title=N_("救助项目"))
    unit: FilledLine = Field(title=N_("承办单位"))
    procedure: Procedure = Procedure.REGULAR
    kind: ReferralKind = ReferralKind.TRANSFER
    role: ReferralRole = ReferralRole.COOPERATING
    message: Story = ""
    files: Codes = ()


class Sending(Act):
    """One act that sends to several units; an overriding right stands with its reason."""

    items: tuple[SendItem, ...] = Field(min_length=1, max_length=20)
    override_reason: Words = ""

    @model_validator(mode="after")
    def _one_lead(self) -> Sending:
        leads = [item for item in self.items if item.role is ReferralRole.LEAD]
        if len(leads) > 1:
            raise wrong("one_lead", N_("只能有一个牵头单位，请把其余的改为配合。"))
        return self


class AskReturn(Act):
    """Why not here, and who instead."""

    code: ReturnCode = Field(title=N_("退回原因"))
    basis: FilledWords = Field(title=N_("依据"))
    suggested_unit: Line = ""


class ApproveReturn(Act):
    """What becomes of the need."""

    reason: FilledWords = Field(title=N_("理由"))
    answer: ReturnAnswer = ReturnAnswer.NEXT_UNIT
    unit: Line = ""
    existing: Line = ""
    new_lead: Line = ""


class AmountsIn(Form):
    """What was given, each in its own measure."""

    money: Yuan = Field(default_factory=Money)
    persons: Count = 0
    households: Count = 0
    person_times: Count = 0
    household_times: Count = 0
    rooms: Count = 0


class Completion(Act):
    """What came of it, in words the person understands."""

    outcome: Outcome = Field(title=N_("办理结果"))
    answer: FilledStory = Field(title=N_("给当事人的答复"))
    amounts: AmountsIn = AmountsIn()

    @model_validator(mode="after")
    def _said_plainly(self) -> Completion:
        if self.outcome is Outcome.NO_RESPONSE:
            raise wrong("outcome", N_("“未答复”在补正期限过后由“当事人未答复”一项办结。"))
        return self


class Confirmation(Act):
    """What the person said when called back."""

    call_back: CallBack = Field(title=N_("回访结果"))
    reason: Words = ""
    tried_on: tuple[Day, ...] = Field(default=(), max_length=10)


class Leaving(Act):
    """Why a referral leaves, and who leads on."""

    reason: FilledWords = Field(title=N_("理由"))
    new_lead: Line = ""
    with_all: Tick = False


class Withdrawal(Leaving):
    """Why it is withdrawn, and who leads on."""

    why: WithdrawReason = WithdrawReason.CLIENT_WISH
    reason: FilledWords = Field(title=N_("当事人的书面意愿或理由"))


class Assignment(Act):
    """Whose it is in the unit, by sign-in name."""

    handler: FilledLine = Field(title=N_("承办人"))


class AskExtension(Act):
    """How much longer, why, by which rule."""

    amount: int = Field(ge=1, le=60, title=N_("延长"))
    reason: FilledWords = Field(title=N_("理由"))
    basis: FilledWords = Field(title=N_("依据"))


class BeginStage(Act):
    """Which stage begins."""

    stage: Stage = Field(title=N_("环节"))
    after_objection: Tick = False


class Objection(Act):
    """Who objects to what is on public notice, why, and what was found."""

    reason: FilledWords = Field(title=N_("异议内容"))
    finding: FilledWords = Field(title=N_("核实情况"))


class NoteIn(Act):
    """A remark, and whom it mentions, by sign-in name, beside those its text names after an @."""

    text: FilledStory = Field(title=N_("内容"))
    visibility: Visibility = Visibility.SHARED
    mentions: tuple[FilledLine, ...] = Field(default=(), max_length=20)


class StrikeNote(Form):
    """A remark is struck out; nothing more is asked."""
