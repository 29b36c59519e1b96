"""A portal of one's own for a test: served as a user would, on a free port, stopped by its pid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_READY_SECONDS = 60


class Served:
    """A running portal: where it is reached, and the process that answers there."""

    def __init__(self, home: Path, database_url: str = "", **env: str) -> None:
        self.home = home
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = home / "serve.log"
        self.env = os.environ | {
            "LIANBAN_HOME": str(home),
            "DATABASE_URL": database_url,
            "LIANBAN_MODE": "test",
            "LIANBAN_SECOND_FACTOR": "off",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            **env,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the portal and wait until this very process answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal", "serve"],
                env=self.env, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + _READY_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the portal did not start: {self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        assert self.process
        try:
            health = httpx.get(f"{self.address}/healthz", timeout=2)
        except httpx.TransportError:
            return False
        # Another server on the same port would make every figure of the test a lie.
        return health.status_code == 200 and health.json()["pid"] == self.process.pid

    def kill(self) -> None:
        """End the process as a power cut would: no farewell."""
        assert self.process
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


@contextmanager
def serving(home: Path, database_url: str = "", **env: str) -> Iterator[Served]:
    """Serve the data of this home while the block runs."""
    served = Served(home, database_url, **env)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_portal(home: Path, *words: str, database_url: str = "", **env: str) -> str:
    """Run one `portal` command on this home and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "portal", *words],
        env=os.environ | {
            "LIANBAN_HOME": str(home), "DATABASE_URL": database_url,
            "LIANBAN_MODE": "test", "LIANBAN_SECOND_FACTOR": "off", **env,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"portal {' '.join(words)} failed: {done.stdout}{done.stderr}")
    return done.stdout
