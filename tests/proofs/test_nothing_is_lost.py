"""kill -9 while people are registered: what was acknowledged is there, with its journal."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.proofs.conftest import City, registration, times
from tests.serving import run_portal, serving

pytestmark = pytest.mark.proof


async def _register(city: City, client: httpx.AsyncClient, acknowledged: list[str]) -> None:
    while True:
        try:
            answer = await client.post("/api/v1/cases", json=registration(city.person()))
        except (httpx.TransportError, StopIteration):
            return
        if answer.status_code == 201:
            acknowledged.append(answer.json()["number"])


@pytest.mark.parametrize("attempt", range(times(1, 20)))
async def test_every_acknowledged_case_survives_the_kill_with_its_journal_row(
    attempt: int, tmp_path: Path
) -> None:
    run_portal(tmp_path, "demo", LIANBAN_MODE="demo")
    acknowledged: list[str] = []
    with serving(tmp_path, LIANBAN_MODE="demo") as served:
        city = City(served, "")
        async with city.client("xihu") as client:
            writers = [asyncio.create_task(_register(city, client, acknowledged)) for _ in range(8)]
            while len(acknowledged) < 40:
                await asyncio.sleep(0.01)
            served.kill()
            await asyncio.gather(*writers)
        served.start()

        async with city.client("xihu") as client:
            for number in acknowledged:
                assert (await client.get(f"/api/v1/cases/{number}")).status_code == 200

    assert len(acknowledged) >= 40
    _all_journalled(tmp_path / "lianban.sqlite")


def _all_journalled(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        silent = connection.execute(
            "SELECT number FROM intake_case c WHERE number IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM journal j WHERE j.case_id = c.id AND j.tag = 'case:register')"
        ).fetchall()
        numberless = connection.execute(
            "SELECT case_id FROM journal WHERE tag = 'case:register' AND case_id NOT IN"
            " (SELECT id FROM intake_case WHERE number IS NOT NULL)"
        ).fetchall()
        check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    assert (silent, numberless, check) == ([], [], "ok")
