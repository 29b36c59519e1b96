"""The floor: a bare handler that runs a page's own statements and writes them into a plain table.

What the portal adds to it (rights, forms, words in three languages, the page's own look) is what
the ratio to it shows.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import uvicorn
from jinja2 import Environment
from litestar import Litestar, MediaType, get

_PLAIN = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>floor</title>
</head><body>{% for rows in results %}<table>{% for row in rows %}<tr>
{% for value in row.values() %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}
</body></html>"""

Statement = tuple[str, list[Any]]


def serve(statements: list[Statement]) -> None:
    """Answer ``/`` by running these statements, until the process is ended."""
    template = Environment(autoescape=True).from_string(_PLAIN)
    held: dict[str, asyncpg.Pool] = {}

    @asynccontextmanager
    async def pool(_app: Litestar) -> AsyncIterator[None]:
        url = os.environ["DATABASE_URL"]
        async with asyncpg.create_pool(url, min_size=1, max_size=10) as held["pool"]:
            yield

    @get("/", media_type=MediaType.HTML)
    async def page() -> str:
        results = [await held["pool"].fetch(sql, *args) for sql, args in statements]
        return template.render(results=[[dict(row) for row in rows] for rows in results])

    @get("/healthz")
    async def health() -> dict[str, int]:
        return {"pid": os.getpid()}

    uvicorn.run(
        Litestar([page, health], lifespan=[pool], openapi_config=None, logging_config=None),
        host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning", access_log=False,
    )  # fmt: skip


if __name__ == "__main__":
    serve(pickle.loads(Path(sys.argv[1]).read_bytes()))
