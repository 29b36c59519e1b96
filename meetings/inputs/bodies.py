"""Setting up a body and its members."""

from __future__ import annotations

from pydantic import Field

from meetings.model import BodyRole, Series
from portal.core.fields import Act, Day, FilledLine, Form, Line, Tick, Words
from portal.core.i18n import N_


class BodyIn(Form):
    """A joint meeting: its name, its lead unit and office, who issues, by which mandate."""

    name: FilledLine = Field(title=N_("名称"))
    name_hant: Line = ""
    name_en: Line = ""
    division: FilledLine = Field(title=N_("行政区划"))
    lead: FilledLine = Field(title=N_("牵头单位"))
    office: FilledLine = Field(title=N_("办公室所在单位"))
    issuer: FilledLine = Field(title=N_("发文机关署名"))
    mandate: Words = ""
    series: Series = Series.YEAR
    quorum: int = Field(default=0, ge=0, le=200)
    countersigning: Tick = True


class MemberIn(Act):
    """A member unit's post, and who holds it from when until when."""

    unit: FilledLine = Field(title=N_("单位"))
    role: BodyRole = BodyRole.MEMBER
    name: FilledLine = Field(title=N_("姓名"))
    post: Line = ""
    since: Day = None
    until: Day = None
