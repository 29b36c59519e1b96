"""A file checked against what was issued."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from portal.core.fields import Form, Line, wrong
from portal.core.i18n import N_

_SHA256 = re.compile(r"[0-9a-f]{64}")


def _hash(value: str) -> str:
    if not _SHA256.fullmatch(value.lower()):
        raise wrong("sha256", N_("请给出文件的 SHA-256，64 位十六进制。"))
    return value.lower()


class Checking(Form):
    """The SHA-256 of a file somebody holds."""

    sha256: Annotated[Line, AfterValidator(_hash)]
