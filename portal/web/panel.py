"""The action panel: a form for each act on offer, with what was typed into the one that failed.

A feature says in a table how each of its acts is offered, and which texts are long enough to be
saved while they are written; everything else about a panel is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import msgspec

from portal.core.errors import Problem
from portal.core.ids import new_code
from portal.journal.model import Entry
from portal.render.labels import label
from portal.web import drafts
from portal.web import forms as web_forms
from portal.web.drafts import Draft
from portal.web.visit import Request, Typed


class Form(msgspec.Struct, frozen=True):
    """How an act is offered: its form under the feature's ``acts`` folder, and its looks."""

    template: str = "plain"
    kind: str = "plain"


class Act(msgspec.Struct, frozen=True):
    """One act of the panel; ``draft`` is where its form saves itself, "" for a short one."""

    slug: str
    label: str
    form: str
    kind: str
    open: bool
    typed: Typed
    problems: tuple[Problem, ...] = ()
    draft: str = ""
    saved_at: datetime | None = None


def strays(request: Request, held: Iterable[Act]) -> tuple[Problem, ...]:
    """Return the problems of a form whose act is no longer on offer, so that they are said."""
    on_offer = any(act.slug == _tried(request) for act in held)
    return () if on_offer else request.visit.problems


async def with_drafts(
    request: Request, held: Iterable[Act], code: str, entries: Iterable[Entry], long: Set[StrEnum]
) -> tuple[Act, ...]:
    """Return the acts with what was written into their forms and not sent; ``long`` are kept.

    A draft from before the act was last done has been sent with it.
    """
    done = {entry.tag.partition(":")[2]: entry.at for entry in entries}
    wanted = [act.slug for act in held if _of(act.slug) in long]
    kept = await drafts.load_all(request.person.id, [f"act-{slug}" for slug in wanted], code)
    return tuple(
        _with_draft(act, code, kept.get(f"act-{act.slug}"), done.get(_of(act.slug)))
        if act.slug in wanted else act
        for act in held
    )  # fmt: skip


def _of(slug: str) -> str:
    return slug.replace("-", "_")


def _with_draft(act: Act, code: str, draft: Draft | None, done_at: datetime | None) -> Act:
    form = f"act-{act.slug}"
    seen = {"code": code, "seen": draft.version if draft else 0, "page": new_code()}
    address = f"/drafts/{form}?{urlencode(seen)}"
    if draft is None or act.typed.given or (done_at is not None and draft.saved_at < done_at):
        return msgspec.structs.replace(act, draft=address)
    return msgspec.structs.replace(
        act, draft=address, typed=Typed(draft.data), saved_at=draft.saved_at
    )


def acts(
    request: Request, offered: Iterable[StrEnum], forms: Mapping[Any, Form]
) -> tuple[Act, ...]:
    """Return the acts with a form, in the panel's order; the one just tried, or the first, open."""
    wanted = set(offered)
    held = [action for action in forms if action in wanted]
    tried = _tried(request)
    main = tried if tried in map(_slug, held) else _first(held, forms)
    return tuple(_act(request, action, forms[action], main, tried) for action in held)


def _first(held: list[StrEnum], forms: Mapping[Any, Form]) -> str:
    """Return the act that opens by itself: the first of those that are expected next."""
    return next((_slug(action) for action in held if forms[action].kind == "primary"), "")


def _tried(request: Request) -> str:
    """Return the act whose form is shown again; "" on a page that was only opened."""
    if request.method != "POST":
        return request.query_params.get("act", "")
    return str(request.scope["path"]).rpartition("/")[2]


def _act(request: Request, action: StrEnum, form: Form, main: str, tried: str) -> Act:
    slug = _slug(action)
    mine = slug == tried and request.method == "POST"
    return Act(
        slug, label(action), form.template, form.kind, slug == main,
        request.visit.typed if mine else Typed(), request.visit.problems if mine else (),
    )  # fmt: skip


def _slug(action: StrEnum) -> str:
    return action.value.replace("_", "-")


async def seen_at(request: Request) -> datetime | None:
    """Return when the page was made whose form is being answered; None for a page just opened."""
    text = await web_forms.field(request, "_seen") if request.method == "POST" else ""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
