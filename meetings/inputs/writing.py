"""Writing an item of minutes while people talk: savings, and who writes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from portal.core.fields import FilledLine, Form, Line, Story, wrong
from portal.core.i18n import N_

_LONGEST = 40


def _short(value: str) -> str:
    if len(value) > _LONGEST:
        raise wrong("text_too_long", N_("页面标识不对，请刷新页面。"))
    return value


# The name an opened page gave itself: two of them are two writers, though of one person.
Page = Annotated[Line, AfterValidator(_short)]
Revision = Annotated[int, Field(ge=0, le=1_000_000)]


class Saving(Form):
    """A text as it was typed on from a revision; ``sent`` counts what this page has sent."""

    revision: Revision
    text: Story = ""
    page: Page = ""
    sent: int = Field(default=0, ge=0, le=1_000_000)


class Holding(Form):
    """Whoever begins to write an item, or leaves it, from an opened page."""

    page: Page = ""


class Settling(Form):
    """The text that takes the place of the item's and of one that stood beside it."""

    aside: FilledLine = Field(title=N_("并列的文字"))
    revision: Revision
    text: Story = ""
