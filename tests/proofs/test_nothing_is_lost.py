"""kill -9 while people register and minutes are issued: what was acknowledged is there."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import stored
from tests.proofs.conftest import City, registration, times
from tests.serving import serving

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
    attempt: int, demo_city: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_city, tmp_path, dirs_exist_ok=True)
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


_READY = """SELECT m.number, n.state FROM minutes n JOIN meeting m ON m.id = n.meeting_id
            WHERE m.number LIKE '500116-%' AND n.state IN ('signed', 'for_signature')
            ORDER BY m.number"""
_ISSUED = """SELECT n.id, n.number, n.sha256, n.file_code FROM minutes n
             JOIN meeting m ON m.id = n.meeting_id
             WHERE m.number LIKE '500116-%' AND n.state = 'issued' ORDER BY n.number"""


@pytest.mark.parametrize("attempt", range(times(1, 50)))
async def test_two_issues_of_one_body_leave_no_number_missing_after_a_kill(
    attempt: int, demo_city: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_city, tmp_path, dirs_exist_ok=True)
    ready = [f"/api/v1/minutes/{row[0]}" for row in _rows(tmp_path, _READY)]
    before = _rows(tmp_path, _ISSUED)
    assert len(ready) == 2
    with serving(tmp_path, LIANBAN_MODE="demo") as served:
        city = City(served, "")
        async with city.client("zhaoji") as convener, city.client("mishu") as secretary:
            for each in ready:
                await _signed(convener, each)
            both = [asyncio.create_task(_issue(secretary, each)) for each in ready]
            # The fifty kills fall all over the time two issues take.
            await asyncio.sleep(0.05 + attempt * 0.04)
            served.kill()
            acknowledged = [each for each in await asyncio.gather(*both) if each]
        served.start()

        async with city.client("mishu") as secretary:
            for each in ready:
                await _issue(secretary, each)
            shown = [(await secretary.get(each)).json()["number"] for each in ready]

    after = _rows(tmp_path, _ISSUED)
    assert after[: len(before)] == before
    assert [row[1] for row in after] == list(range(1, len(before) + 3))
    assert set(acknowledged) <= set(shown)
    for minutes_id, _, sha256, code in after:
        assert hashlib.sha256(stored.opened(tmp_path, code)).hexdigest() == sha256
        told = f"SELECT count(*) FROM journal WHERE subject_id = {minutes_id}"
        assert _rows(tmp_path, f"{told} AND tag = 'minutes:issue'") == [(1,)]


async def _signed(client: httpx.AsyncClient, address: str) -> None:
    found = (await client.get(address)).json()
    if found["state"] == "for_signature":
        done = await client.post(f"{address}/sign", json={"version": found["version"]})
        assert done.status_code == 200, done.text


async def _issue(client: httpx.AsyncClient, address: str) -> int | None:
    """Issue minutes that are not issued; return the number acknowledged, None when killed."""
    try:
        found = (await client.get(address)).json()
        if found["state"] == "issued":
            return int(found["number"])
        done = await client.post(f"{address}/issue", json={"version": found["version"]})
    except httpx.TransportError:
        return None
    assert done.status_code == 200, done.text
    return int(done.json()["number"])


def _rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "lianban.sqlite") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found
