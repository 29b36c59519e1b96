"""What comes with a topic's papers: nothing but the files, why one is taken out, where it goes."""

from __future__ import annotations

from pydantic import Field

from portal.core.fields import FilledWords, Form
from portal.core.i18n import N_


class PapersIn(Form):
    """Papers sent along; the files themselves stand beside the form."""


class TakeOut(Form):
    """Why a paper is taken out."""

    reason: FilledWords = Field(title=N_("理由"))


class Place(Form):
    """At which place of its topic's papers one is to stand, counted from one."""

    position: int = Field(title=N_("排在第几份"), ge=1, le=1000)
