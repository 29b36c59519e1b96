"""Sending things to a form, for the tests of the forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

ON = date(2026, 11, 24)
PERSON: dict[str, Any] = {"name": "李桂香", "doc_number": "11010519491231002X"}


def problems(model: type[BaseModel], data: Any) -> dict[str, str]:
    """Return the code of what is wrong with each field; empty when the data are good."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return {".".join(map(str, each["loc"])): each["type"] for each in error.errors()}
    return {}


def person(**more: Any) -> dict[str, Any]:
    return PERSON | more
