"""The API's own description, OpenAPI 3.1, for people and programs that have signed in.

Handlers read their bodies through ``forms``, so the framework does not see the input models; they
stand in each handler's ``opt["reads"]`` and are written into the description here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Litestar, Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.routes import HTTPRoute
from pydantic import BaseModel

from portal.web.gate import PUBLIC, SIGNED_IN, permission

ADDRESS = "/api/schema"

_REFS = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs; never changes."},
        "detail": {"type": "string", "description": "In the caller's language."},
        "number": {"type": "string", "description": "Of a fault; to be quoted."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_REFUSED = {
    "description": "Refused; the problem says why and how to mend it.",
    "content": {"application/problem+json": {"schema": {"$ref": _REFS.format(model="Problem")}}},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key with the same body takes effect once; with another body, 422.",
    "schema": {"type": "string", "maxLength": 200},
}


class _Described(OpenAPIRenderPlugin):
    """Answers the description as JSON, at the address itself."""

    def __init__(self) -> None:
        super().__init__(path=["/", "/openapi.json"], media_type="application/json")  # type: ignore[arg-type]

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the whole description."""
        return msgspec.json.encode(described(request.app, openapi_schema))


def config() -> OpenAPIConfig:
    """Return the framework's configuration: one description, no pages, nothing from elsewhere."""
    router = Router(ADDRESS, route_handlers=[], opt=permission(SIGNED_IN), include_in_schema=False)
    return OpenAPIConfig(
        title="Lianban 联办", version="1", use_handler_docstrings=True,
        openapi_router=router, render_plugins=[_Described()],
    )  # fmt: skip


def described(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the framework's description with bodies, problems and the bearer token added."""
    components = schema.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), "Problem": _PROBLEM}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    schema["security"] = [{"bearer": []}]
    for operation, handler in _operations(app, schema):
        _complete(operation, handler, components["schemas"])
    return schema


def _operations(
    app: Litestar, schema: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], HTTPRouteHandler]]:
    paths: dict[str, Any] = schema.get("paths", {})
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    if found := paths.get(route.path_format, {}).get(method.lower()):
                        yield found, handler


def _complete(
    operation: dict[str, Any], handler: HTTPRouteHandler, schemas: dict[str, Any]
) -> None:
    operation["responses"].pop("400", None)
    operation["responses"]["default"] = _REFUSED
    if PUBLIC in handler.opt["permission"]:
        operation["security"] = []
    if "POST" in handler.http_methods:
        operation["parameters"] = [*operation.get("parameters", []), _KEY]
    if model := handler.opt.get("reads"):
        operation["requestBody"] = _body(model, schemas)
    if model := handler.opt.get("uploads"):
        operation["requestBody"] = _upload(model, schemas)


def _upload(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a form with files, sent under the name ``file``."""
    _body(model, schemas)
    told, binary = schemas[model.__name__], {"type": "string", "format": "binary"}
    # One schema of its own: the form's fields, which allow no others, and the files beside them.
    whole = {
        **told,
        "properties": {**told["properties"], "file": {"type": "array", "items": binary}},
        "required": [*told.get("required", ()), "file"],
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": whole}}}


def _body(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    written = model.model_json_schema(ref_template=_REFS)
    schemas.update(written.pop("$defs", {}))
    schemas[model.__name__] = {**written, "additionalProperties": False}
    ref = {"schema": {"$ref": _REFS.format(model=model.__name__)}}
    return {"required": True, "content": {"application/json": ref}}
