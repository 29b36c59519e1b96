"""A demo city of one's own, served as a user would serve it, on each of the databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from portal.demo.cast import Invented, people
from tests.conftest import LoadedCity
from tests.serving import Served, serving
from tests.tokens import tokens_of_all

PROVING = bool(os.environ.get("LIANBAN_PROVE"))


def times(small: int, full: int) -> int:
    """Return how often to try: a few times in the daily tests, fully in `make prove`."""
    return full if PROVING else small


# However many proofs one process is given, each finds people nobody has met.
_PEOPLE = 5000


class City:
    """A served demo city, and programs that act for its people."""

    def __init__(self, served: Served, database_url: str) -> None:
        self.served, self.database_url = served, database_url
        self._people = iter(people(seed=7, count=_PEOPLE))
        self._tokens: dict[str, str] = {}

    def person(self) -> Invented:
        """Return an invented person nobody has met yet."""
        return next(self._people)

    def token(self, login: str) -> str:
        """Return a bearer token of one of the city's people."""
        if not self._tokens:
            self._tokens = tokens_of_all(self.served.home, self.database_url)
        return self._tokens[login]

    def client(self, login: str) -> httpx.AsyncClient:
        """Return a program's client that acts for a person."""
        return httpx.AsyncClient(
            base_url=self.served.address, timeout=60,
            headers={"Authorization": f"Bearer {self.token(login)}"},
        )  # fmt: skip

    async def act(self, login: str, address: str, **fields: Any) -> dict[str, Any]:
        """Take an act on a thing as it stands now; return what is answered."""
        thing = address.rpartition("/")[0]
        async with self.client(login) as client:
            version = (await client.get(thing)).json()["version"]
            answer = await client.post(address, json={"version": version, **fields})
        assert answer.status_code in {200, 201}, (address, answer.text)
        found: dict[str, Any] = answer.json()
        return found


def registration(person: Invented, **more: Any) -> dict[str, Any]:
    """Return a request as a program registers it."""
    return {
        "applicant": {"name": person.name, "doc_number": person.number, "phone": person.phone},
        "request": "家庭困难，申请救助。",
        "needs": [{"programme": "dibao"}],
        "consent": {"given": True, "outward": True},
        **more,
    }


@pytest.fixture(scope="package", params=["sqlite", "postgres"])
def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """A served demo city on this database."""
    loaded: LoadedCity = request.getfixturevalue(f"demo_city_{request.param}")
    home = shutil.copytree(loaded.home, tmp_path_factory.mktemp(f"city-{request.param}") / "home")
    url = request.getfixturevalue("new_postgres")(loaded.dump) if loaded.dump else ""
    with serving(home, url, LIANBAN_MODE="demo") as served:
        yield City(served, url)


@pytest.fixture
async def clerk(city: City) -> AsyncIterator[httpx.AsyncClient]:
    """A program of the clerk of 西湖镇's window."""
    async with city.client("xihu") as client:
        yield client


async def accepted(client: httpx.AsyncClient, person: Invented) -> dict[str, Any]:
    """Register and accept a request; return the case as the API shows it."""
    made = await client.post("/api/v1/cases", json=registration(person))
    assert made.status_code == 201, made.text
    case = made.json()
    done = await client.post(
        f"/api/v1/cases/{case['number']}/accept", json={"version": case["version"]}
    )
    assert done.status_code == 200, done.text
    found: dict[str, Any] = done.json()
    return found


def sending(case: dict[str, Any]) -> dict[str, Any]:
    """Return the sending of a case's one need to civil affairs."""
    item = {"programme": "dibao", "unit": "500116-civil_affairs", "role": "lead"}
    return {"version": case["version"], "items": [item]}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Spread what goes through several doors over the two databases, outside of `make prove`.

    The operations run on PostgreSQL, the pages and the API on SQLite: every row through every door
    once, every door and every database often enough to notice where they differ.
    """
    if PROVING:
        return
    left_out = [item for item in items if _elsewhere(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _elsewhere(item: pytest.Item) -> bool:
    held = getattr(getattr(item, "callspec", None), "params", {})
    if "door" not in held or "database" not in held:
        return False
    return (held["door"] == "operation") is (held["database"] == "sqlite")
