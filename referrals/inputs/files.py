"""What comes with files: which papers they are, who is to have them, why one is taken out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from portal.core.fields import FilledLine, FilledWords, Form, Tick
from portal.core.i18n import N_
from referrals.model import PaperKind


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# One ticked box looks like a plain value in a form.
Codes = Annotated[tuple[FilledLine, ...], BeforeValidator(_several), Field(max_length=200)]


class FilesIn(Form):
    """What the files sent along are; ``shared`` lets every unit of the case read them."""

    kind: PaperKind = Field(title=N_("材料种类"))
    shared: Tick = False


class TakeOut(Form):
    """Why a file is taken out."""

    reason: FilledWords = Field(title=N_("理由"))


class GiveFiles(Form):
    """Files of the case that a referral's unit gets beside those it has."""

    files: Codes = Field(default=(), title=N_("材料"))
