"""kill -9 in the middle of an import: no row twice, none lost, and it goes on by itself."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.proofs.conftest import City, times
from tests.referrals.ledgers.files import line, xlsx
from tests.serving import serving

pytestmark = pytest.mark.proof

_ROWS = times(400, 2000)


@pytest.mark.parametrize("attempt", range(times(1, 20)))
async def test_an_import_that_was_killed_goes_on_where_it_was(
    attempt: int, demo_city: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_city, tmp_path, dirs_exist_ok=True)
    with serving(tmp_path, LIANBAN_MODE="demo") as served:
        city = City(served, "")
        async with city.client("xihu-head") as client:
            ledger = await _taken(client)
            address = f"/api/v1/ledgers/{ledger['key']}"
            await _asked(client, address, "check", columns=ledger["columns"])
            checked = await _until(client, address, lambda held: held["state"] == "checked")
            await _asked(client, address, "import")
            await _until(client, address, lambda held: held["lines"]["made"] > 0)
            # The kills fall all over the time the import takes.
            await asyncio.sleep(attempt * 0.2)
            served.kill()
        _let_leases_run_out(tmp_path)
        before = _made(tmp_path)
        served.start()

        async with city.client("xihu-head") as client:
            done = await _until(client, address, lambda held: held["state"] == "imported")

    assert before
    wanted = checked["lines"]["ready"]
    assert done["lines"]["made"] == done["made"]["made"] == wanted
    after = _made(tmp_path)
    assert before <= after
    assert len(after) == len({number for _, number in after}) == wanted
    assert _without_journal(tmp_path) == []


async def _taken(client: httpx.AsyncClient) -> dict[str, Any]:
    rows = [line(n, reference=f"R{n}") for n in range(_ROWS)]
    answer = await client.post("/api/v1/ledgers", files={"file": ("a.xlsx", xlsx(rows))})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _asked(client: httpx.AsyncClient, address: str, act: str, **more: Any) -> None:
    version = (await client.get(address)).json()["version"]
    answer = await client.post(f"{address}/{act}", json={"version": version, **more})
    assert answer.status_code == 200, answer.text


async def _until(client: httpx.AsyncClient, address: str, so: Any) -> dict[str, Any]:
    while not so(held := (await client.get(address)).json()):
        await asyncio.sleep(0.05)
    found: dict[str, Any] = held
    return found


def _let_leases_run_out(home: Path) -> None:
    """A minute goes by."""
    with sqlite3.connect(home / "lianban.sqlite") as connection:
        connection.execute("UPDATE job SET lease_until = '2000-01-01 00:00:00+00:00'"
                           " WHERE state = 'running'")  # fmt: skip
    connection.close()


def _made(home: Path) -> set[tuple[int, str]]:
    return {
        (row[0], row[1])
        for row in _rows(home, "SELECT m.line_id, c.number FROM ledger_case m"
                               " JOIN intake_case c ON c.id = m.case_id"
                               " WHERE m.ledger_id = (SELECT max(id) FROM ledger)")
    }  # fmt: skip


def _without_journal(home: Path) -> list[Any]:
    return _rows(
        home, "SELECT id FROM intake_case c WHERE number IS NOT NULL AND (SELECT count(*) FROM"
        " journal j WHERE j.case_id = c.id AND j.tag = 'case:register') <> 1",
    )  # fmt: skip


def _rows(home: Path, query: str) -> list[Any]:
    with sqlite3.connect(home / "lianban.sqlite") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found
