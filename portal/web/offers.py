"""What a caller may do now, with the fields each act needs: made from the acts' own inputs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

import msgspec
from pydantic import BaseModel

from portal.render.labels import label
from portal.web.actions import Act


class Offer(Protocol):
    """An act somebody may take now, as a feature's access names it."""

    @property
    def action(self) -> StrEnum:
        """The act."""


class Offered(msgspec.Struct, frozen=True):
    """An act this caller may take now: where to post, and which fields it takes."""

    name: str
    title: str
    address: str
    fields: tuple[dict[str, Any], ...]


def offered(base: str, offers: Iterable[Offer], acts: Iterable[Act]) -> tuple[Offered, ...]:
    """Return the offers that have a door, in the order of the state tables."""
    doors = {act.name: act for act in acts}
    held = ((offer, doors.get(offer.action.value)) for offer in offers)
    return tuple(
        Offered(act.name, label(offer.action), f"{base}/{act.slug}", _fields(act.reads))
        for offer, act in held
        if act is not None
    )


@cache
def _fields(model: type[BaseModel]) -> tuple[dict[str, Any], ...]:
    schema = model.model_json_schema()
    kinds, needed = schema.get("$defs", {}), schema.get("required", [])
    return tuple(
        {"name": name, "required": name in needed, **_field(about, kinds)}
        for name, about in schema["properties"].items()
    )


def _field(about: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the type of a field and, where it has them, its choices."""
    reference = about.get("$ref", "").rpartition("/")[2]
    kind = kinds.get(reference, about)
    found: dict[str, Any] = {"type": kind.get("type", "string")}
    if "enum" in kind:
        found["choices"] = kind["enum"]
    return found
