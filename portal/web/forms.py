"""Reading a form or JSON into its input model: all errors at once, each saying how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from litestar.datastructures import UploadFile
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal.core.errors import Invalid, Problem, problem
from portal.core.i18n import N_, Sentence, say
from portal.web import bodies, rows
from portal.web.mending import sentence_for
from portal.web.refusals import Malformed
from portal.web.visit import Request, Typed

M = TypeVar("M", bound=BaseModel)

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_REPEATED = (list, tuple, set, frozenset)


async def read(model: type[M], request: Request) -> M:
    """Return what was sent as this model; unknown fields are refused.

    Raises ``Invalid`` with every problem (with none when a button only added or removed a row),
    ``Malformed`` when the body cannot be read at all. What was typed stays in
    ``request.visit.typed`` for the page that is shown again.
    """
    data = await raw(request)
    if is_form(request):
        if await rows.rearranged(request, data):
            raise Invalid([])
        _repeat(model, data)
    return check(model, data)


async def raw(request: Request) -> dict[str, Any]:
    """Return what was sent as nested plain data, and keep it as what was typed."""
    if is_form(request):
        data = bodies.nested(await bodies.pairs(request))
    elif request.content_type[0] in {"application/json", ""}:
        data = await bodies.json(request)
    else:
        raise Malformed(say("请以表单或 JSON 提交。"))
    request.visit.typed = Typed(data)
    return data


def is_form(request: Request) -> bool:
    """Return whether the body is an HTML form's."""
    return request.content_type[0] in _FORMS


def check(model: type[M], data: Mapping[str, Any]) -> M:
    """Return the data as this model; raise ``Invalid`` with every problem."""
    try:
        return model.model_validate(data, extra="forbid")
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise Invalid([_problem(model, data, each) for each in details]) from None


async def field(request: Request, name: str) -> str:
    """Return one control field of a form, such as ``_csrf``; "" when it was not sent."""
    if not is_form(request):
        return ""
    given = await bodies.pairs(request)
    return next((v for n, v in given if n == name and isinstance(v, str)), "")


async def files(request: Request, name: str) -> list[UploadFile]:
    """Return the files sent under this name; empty when none was chosen."""
    return await bodies.files(request, name) if is_form(request) else []


async def uploaded(request: Request, name: str) -> tuple[str, bytes]:
    """Return the name and bytes of the one file a form needs; raise ``Invalid`` for none."""
    chosen = [each for each in await files(request, name) if each.filename]
    if not chosen:
        raise Invalid([problem(name, N_("请选择文件。"), code="missing")])
    return chosen[0].filename, await chosen[0].read()


def _problem(model: type[BaseModel], data: Any, error: ErrorDetails) -> Problem:
    path = _real_path(data, error["loc"])
    title = _title(model, path)
    return Problem(".".join(map(str, path)), sentence_for(error, title), error["type"])


def _real_path(data: Any, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """Return the error's place without the names of union members pydantic puts into it."""
    path: list[str | int] = []
    for at, part in enumerate(loc):
        if isinstance(data, Mapping) and isinstance(part, str):
            if part not in data and at < len(loc) - 1:
                continue
            data = data.get(part)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _title(model: type[BaseModel] | None, path: Sequence[str | int]) -> Sentence | None:
    """Return the field's title, a marked text of its model; None when it has none."""
    title = None
    for part in path:
        if isinstance(part, int):
            continue
        info = model.model_fields.get(part) if model else None
        title = say(info.title) if info and info.title else None
        model = _model_in(info.annotation) if info else None
    return title


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)


def _repeat(model: type[BaseModel], data: dict[str, Any]) -> None:
    """Make lists of what the model repeats: one ticked box looks like a plain value in a form."""
    for name, info in model.model_fields.items():
        key = info.alias or name
        value = data.get(key)
        if value is None:
            continue
        if _is_repeated(info.annotation) and not isinstance(value, list):
            data[key] = [value]
        inner = _model_in(info.annotation)
        for each in data[key] if isinstance(data[key], list) else [value]:
            if inner and isinstance(each, dict):
                _repeat(inner, each)


def _is_repeated(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in _REPEATED:
        return True
    return any(_is_repeated(part) for part in get_args(annotation) if get_origin(part))
