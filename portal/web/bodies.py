"""Reading what was sent: a form (plain or multipart) or JSON, into nested plain data.

Names with dots and numbers (``members.0.name``) become lists and mappings; a name that comes twice
becomes a list. What cannot be text for the database (NUL, bad UTF-8, half characters) is refused
here, once, for every door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from portal.core.i18n import N_, say
from portal.web.refusals import Malformed, TooLarge
from portal.web.visit import Request

MOST_FIELDS = 1000
_DEEPEST = 6
_DEEPEST_JSON = 32
# Numbers beyond this lose digits in JavaScript and overflow the databases' integers.
_LARGEST = 2**53

Pair = tuple[str, Any]


async def pairs(request: Request) -> list[Pair]:
    """Return the form's names and values in order, control fields and files included."""
    held = request.scope["state"].get("form")
    if held is None:
        kind = request.content_type[0]
        held = await (_multipart(request) if kind == "multipart/form-data" else _plain(request))
        request.scope["state"]["form"] = held
    return list(held)


async def _plain(request: Request) -> list[Pair]:
    body = await request.body()
    if body.count(b"&") >= MOST_FIELDS:
        raise TooLarge(say(N_("表单的项目太多，请分几次提交。")))
    return [_pair(part) for part in body.split(b"&") if part]


def _pair(part: bytes) -> Pair:
    name, _, value = part.partition(b"=")
    return _decoded(name), _decoded(value)


def _decoded(raw: bytes) -> str:
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise Malformed(say(N_("提交的文字不是有效的 UTF-8 编码，请检查后重试。"))) from None
    return _clean(text)


def _clean(text: str) -> str:
    if "\0" in text:
        raise Malformed(say(N_("提交的文字中含有无法保存的字符（NUL），请删去后重试。")))
    # Browsers send line ends as CR LF; a text is the same text however it came.
    return text.replace("\r\n", "\n")


async def _multipart(request: Request) -> list[Pair]:
    try:
        form = await request.form()
    except ClientException as error:
        # The framework says 400 for its limit on parts; too many parts are too large.
        if "Too Large" in error.detail:
            raise TooLarge from error
        raise Malformed from error
    except (UnicodeDecodeError, LookupError) as error:
        raise Malformed(say(N_("提交的文字不是有效的 UTF-8 编码，请检查后重试。"))) from error
    return [(_clean(name), _piece(value)) for name, value in form.multi_items()]


def _piece(value: Any) -> Any:
    return value if isinstance(value, UploadFile) else _clean(str(value))


def nested(given: Iterable[Pair]) -> dict[str, Any]:
    """Return the pairs as nested data; blanks are left out, rows of nothing but blanks too."""
    tree: dict[str, Any] = {}
    for name, value in given:
        if not name.startswith("_") and not isinstance(value, UploadFile) and value.strip():
            _plant(tree, name.split("."), value.strip())
    return {name: _listed(value) for name, value in tree.items()}


def _plant(tree: dict[str, Any], path: list[str], value: str) -> None:
    if len(path) > _DEEPEST:
        raise Malformed
    *branches, leaf = path
    for branch in branches:
        tree = tree.setdefault(branch, {})
        if not isinstance(tree, dict):
            raise Malformed
    held = tree.get(leaf)
    if isinstance(held, dict):
        raise Malformed
    tree[leaf] = value if held is None else [*_several(held), value]


def _several(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [held]


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if all(key.isascii() and key.isdigit() for key in value):
        return [_listed(value[key]) for key in sorted(value, key=int)]
    return {key: _listed(inner) for key, inner in value.items()}


async def json(request: Request) -> dict[str, Any]:
    """Return the JSON object that was sent; nothing at all reads as an empty one."""
    body = await request.body()
    if not body.strip():
        return {}
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Malformed(say(N_("请求内容不是有效的 JSON，请检查格式和编码。"))) from error
    if not isinstance(data, dict):
        raise Malformed(say(N_('请求内容应为一个 JSON 对象，例如 {"version": 3}。')))
    for text in _texts(data, 0):
        _clean(text)
    return data


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST_JSON:
        raise Malformed(say(N_("请求内容的层次太深，无法读取。")))
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)
    elif isinstance(value, int | float) and abs(value) > _LARGEST:
        raise Malformed(say(N_("请求中的数字太大，无法保存。")))


async def files(request: Request, name: str) -> list[UploadFile]:
    """Return the files sent under this name; empty when none was chosen."""
    return [v for n, v in await pairs(request) if n == name and isinstance(v, UploadFile)]
