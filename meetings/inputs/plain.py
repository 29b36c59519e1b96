"""The inputs of acts that need no more than a reason."""

from __future__ import annotations

from pydantic import Field

from portal.core.fields import Act, FilledWords, Form
from portal.core.i18n import N_


class Plain(Act):
    """An act that needs nothing but the version seen."""


class Nothing(Form):
    """An act on what is one's own, which needs no more than its button."""


class WithReason(Act):
    """An act with its reason."""

    reason: FilledWords = Field(title=N_("理由"))
