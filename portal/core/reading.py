"""Queries that are run all day, written out once.

Piccolo makes each query anew from its columns, which for a list with two joins takes longer than
the database and the page's template together. A ``Reading`` keeps the columns, joins and order as
the SQL they came to; only the condition is told at each use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

from piccolo.columns import Column, Serial
from piccolo.query.methods.select import Select
from piccolo.querystring import QueryString
from piccolo.table import Table

from portal.core import db

Row = dict[str, Any]


class Reading:
    """Some columns of a table and its neighbours, in an order; the condition comes with the use.

    ``key`` is the column ``of``, ``first_of`` and ``of_any`` ask for. Other conditions may name the
    table's own columns, and those of the joins the columns make.
    """

    def __init__(self, make: Callable[[], Select[Any]], key: Column | None = None) -> None:
        self._make = make
        self._key = key

    async def rows(self, wanted: Any, *, limit: int | None = None) -> list[Row]:
        """Return the rows a condition in Piccolo's words names, the first ones up to the limit."""
        return await self._run("{}", (wanted.querystring,), limit)

    async def first(self, wanted: Any) -> Row | None:
        """Return the first row the condition names; None when it names none."""
        found = await self.rows(wanted, limit=1)
        return found[0] if found else None

    async def of(self, value: Any) -> list[Row]:
        """Return the rows whose key is this value."""
        return await self._run(f"{self._name} = {{}}", (value,), None)

    async def first_of(self, value: Any) -> Row | None:
        """Return the first row whose key is this value; None when there is none."""
        found = await self._run(f"{self._name} = {{}}", (value,), 1)
        return found[0] if found else None

    async def of_any(self, values: Sequence[Any]) -> list[Row]:
        """Return the rows whose key is one of these values; none for no values."""
        if not values:
            return []
        places = ", ".join("{}" for _ in values)
        return await self._run(f"{self._name} IN ({places})", values, None)

    async def page(self, wanted: Any, *, limit: int, told: Sequence[Any] = ()) -> list[Row]:
        """Return the first rows the condition names, which may name the table's own columns only.

        ``told`` are the values of columns that are reckoned from some, in their order.

        The rows are chosen before anything is joined to them: a database that thinks there are few
        would otherwise look up the neighbours of all of them.
        """
        head, order = self._written
        table = f'"{self._table}"'
        columns, _from, joins = head.partition(f" FROM {table}")
        chosen = f"SELECT * FROM {table} WHERE {{}}{order} LIMIT {limit:d}"
        sql = f"{columns} FROM ({chosen}) AS {table}{joins}{order}"
        return await run(QueryString(sql, *told, wanted.querystring, query_type="select"))

    async def _run(self, condition: str, values: Sequence[Any], limit: int | None) -> list[Row]:
        head, order = self._written
        end = f" LIMIT {limit:d}" if limit is not None else ""
        sql = f"{head} WHERE {condition}{order}{end}"
        return await run(QueryString(sql, *values, query_type="select"))

    @cached_property
    def _written(self) -> tuple[str, str]:
        sql, _args = self._make().querystrings[0].compile_string(engine_type="sqlite")
        # The places of values that columns are reckoned from; what they stand for comes with use.
        head, by, order = sql.replace("?", "{}").partition(" ORDER BY ")
        return head, by + order

    @cached_property
    def _table(self) -> str:
        return str(self._make().table._meta.tablename)  # noqa: SLF001 - piccolo's own name for it

    @cached_property
    def _name(self) -> str:
        if self._key is None:
            raise ValueError("this reading has no key")
        return self._key._meta.get_full_name(with_alias=False)  # noqa: SLF001 - piccolo's own way to name a column


async def run(querystring: QueryString) -> list[Row]:
    """Run a statement that is written already; return its rows."""
    engine = db.engine()
    found = await engine.run_querystring(querystring)
    return engine.transform_response_to_dicts(found) if found else []


async def add(table: type[Table], **values: Any) -> int:
    """Insert one row, what is not told being the columns' defaults; return its id."""
    [found] = await add_all(table, [values])
    return int(found["id"])


async def add_all(table: type[Table], rows: Sequence[Row], *, back: str = "id") -> list[Row]:
    """Insert rows that tell the same columns, as ``add``, in one statement.

    Return of each the columns named by ``back``, in an order of the database's own.
    """
    if not rows:
        return []
    sql, defaults = _insert(table, tuple(rows[0]), len(rows), back)
    values = [value for row in rows for value in (*row.values(), *defaults)]
    return await run(QueryString(sql, *values, query_type="insert"))


@cache
def _insert(
    table: type[Table], told: tuple[str, ...], rows: int, back: str
) -> tuple[str, tuple[Any, ...]]:
    columns: dict[str, Column] = {each._meta.name: each for each in table._meta.columns}  # noqa: SLF001 - piccolo's own way to name a column
    if unknown := set(told) - set(columns):
        raise ValueError(f"{table.__name__} has no {', '.join(sorted(unknown))}")
    left = [name for name, each in columns.items()
            if name not in told and not isinstance(each, Serial)]  # fmt: skip
    names = ", ".join(f'"{name}"' for name in (*told, *left))
    places = ", ".join(["(" + ", ".join("{}" for _ in (*told, *left)) + ")"] * rows)
    sql = f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES {places} RETURNING {back}'  # noqa: SLF001
    return sql, tuple(columns[name].get_default_value() for name in left)
