"""What stands against an act on a resolution although the state allows it."""

from __future__ import annotations

from meetings.model import Extension, UnitRole
from meetings.rules.guards import Situation, guard
from portal.core.i18n import N_, Sentence, say


def _part(s: Situation, *roles: UnitRole) -> bool:
    return any(part.unit.id in s.units and part.role in roles for part in s.thing.parts)


@guard
def is_lead(s: Situation) -> Sentence | None:
    """The lead, or a unit named responsible, acts on the resolution itself."""
    if _part(s, UnitRole.LEAD, UnitRole.RESPONSIBLE):
        return None
    return say(N_("由牵头单位办理；配合单位请填写配合情况。"))


@guard
def cooperates(s: Situation) -> Sentence | None:
    """A cooperating unit reports its own part, once."""
    open_ = [p for p in s.thing.parts if p.role is UnitRole.COOPERATING and p.done_at is None]
    if any(part.unit.id in s.units for part in open_):
        return None
    return say(N_("贵单位没有待填写的配合情况。"))


@guard
def cooperating_done(s: Situation) -> Sentence | None:
    """The lead reports after every cooperating unit."""
    still = [part.unit.name for part in s.thing.parts
             if part.role is UnitRole.COOPERATING and part.done_at is None]  # fmt: skip
    if not still:
        return None
    return say(N_("配合单位 %(units)s 还没有填写配合情况。"), units="、".join(still))


@guard
def steps_reached(s: Situation) -> Sentence | None:
    """The lead reports once every step it planned is reached."""
    still = [each.text for each in s.thing.milestones if each.is_open]
    if not still:
        return None
    return say(N_("还有阶段目标没有完成：%(steps)s。"), steps="；".join(still))


@guard
def step_ahead(s: Situation) -> Sentence | None:
    """There is a step to be reached."""
    if any(each.is_open for each in s.thing.milestones):
        return None
    return say(N_("没有待完成的阶段目标。"))


@guard
def not_the_reporter(s: Situation) -> Sentence | None:
    """Who reported does not check or strike off."""
    if s.thing.reported_by_id != s.by_id:
        return None
    return say(N_("报告人不能自己核查或销号，请由另一人办理。"))


@guard
def extension_open(s: Situation) -> Sentence | None:
    """One extension is asked at a time, once a resolution."""
    if s.thing.extension is Extension.NONE:
        return None
    return say(N_("每项只能申请延期一次。"))


@guard
def extension_asked(s: Situation) -> Sentence | None:
    """There is an extension to decide."""
    return None if s.thing.extension is Extension.ASKED else say(N_("没有待决定的延期申请。"))
