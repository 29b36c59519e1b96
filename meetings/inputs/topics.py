"""Proposing, coordinating and deciding topics."""

from __future__ import annotations

from pydantic import Field, model_validator

from meetings.model import Stance, TopicKind, TopicOutcome
from portal.core.fields import (
    Act,
    FilledLine,
    FilledStory,
    Form,
    Line,
    Story,
    Tick,
    Words,
    wrong,
)
from portal.core.i18n import N_


class _Told(Form):
    title: FilledLine = Field(title=N_("议题名称"))
    question: FilledStory = Field(title=N_("请会议决定的问题"))
    options: Story = ""
    draft_decision: Story = ""
    basis: Words = ""
    cost: Words = ""
    reporter: Line = ""
    minutes: int = Field(default=10, ge=1, le=480)
    secret: Tick = False


class TopicIn(_Told):
    """A topic of one's own."""

    body: Line = ""
    kind: TopicKind = TopicKind.POLICY


class TopicEdit(Act, _Told):
    """A topic's draft, written anew."""

    kind: TopicKind = TopicKind.POLICY


class PutToMeeting(Act):
    """Putting a referral to the meeting: the version seen is the referral's."""

    title: FilledLine = Field(title=N_("议题名称"))
    question: FilledStory = Field(title=N_("请会议决定的问题"))
    options: Story = ""
    secret: Tick = False


class Consult(Act):
    """Asking a unit for its written opinion."""

    unit: FilledLine = Field(title=N_("征求意见的单位"))
    question: Words = ""
    working_days: int = Field(default=5, ge=1, le=60)


class Answer(Act):
    """A consulted unit's written answer; whoever disagrees says why."""

    stance: Stance = Field(title=N_("意见"))
    answer: Story = ""

    @model_validator(mode="after")
    def _says_why(self) -> Answer:
        if self.stance is not Stance.AGREES and not self.answer:
            raise wrong("missing", N_("不同意或有意见的，请写明内容。"))
        return self


class Schedule(Act):
    """Putting a pooled topic on a meeting's agenda."""

    meeting: FilledLine = Field(title=N_("会议编号"))


class Merge(Act):
    """The topic another is merged into, and the wording they go to the meeting with, "" to keep."""

    into: FilledLine = Field(title=N_("并入议题"))
    title: Line = ""
    question: Story = ""


class OutcomeIn(Act):
    """What the meeting made of the topic, and the text for the minutes."""

    outcome: TopicOutcome = Field(title=N_("审议结果"))
    text: Story = ""


class PassOn(Act):
    """How long the topic is to take at the meeting it is passed on to, and what was found."""

    minutes: int = Field(default=10, ge=1, le=240, title=N_("时长"))
    words: Words = ""


class GovernmentAnswer(Act):
    """What the government answered to what was submitted to it."""

    agreed: TopicOutcome = Field(title=N_("政府答复"))
    text: Story = ""

    @model_validator(mode="after")
    def _decides(self) -> GovernmentAnswer:
        if self.agreed not in {TopicOutcome.AGREED, TopicOutcome.NOT_AGREED}:
            raise wrong("outcome", N_("请选择“同意”或“不同意”。"))
        return self
