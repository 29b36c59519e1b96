"""The presses: warm processes that set one paper at a time and are replaced when one breaks down.

A press is a program of its own (``python -m portal.documents.pdf``) at the two ends of a pipe. So
it loads nothing of the portal it does not need, ends by itself when the portal is killed, and takes
no other paper with it when a paper brings it down.
"""

from __future__ import annotations

import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO

# Where our packages stand: a press finds them wherever the portal was started.
_ROOT = Path(__file__).parents[2]

# Each message goes behind its length.
_LENGTH = struct.Struct(">Q")


class Broken(Exception):
    """The press ended, or was ended, before it had answered; ``status`` is its exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the press ended with status {status}")
        self.status = status


class NotStarted(Exception):
    """No press could be started; what it said stands in the log."""


def send(message: bytes, pipe: IO[bytes]) -> None:
    """Write one message; the other end reads it whole."""
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Return the next message; None when the other end is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    message = pipe.read(size)
    return message if len(message) == size else None


class Press:
    """One process; its first message says that it is warm."""

    def __init__(self, module: str, arguments: Sequence[str], *, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT,
        )  # fmt: skip
        try:
            self._answer()
        except Broken as error:
            self.close()
            raise NotStarted(str(error)) from error

    def set(self, order: bytes) -> bytes:
        """Return the answer to one order; raise ``Broken`` when none came within the time."""
        try:
            send(order, _there(self._process.stdin))
        except BrokenPipeError:
            raise self._broken() from None
        return self._answer()

    def _answer(self) -> bytes:
        alarm = threading.Timer(self._seconds, self._process.kill)
        alarm.start()
        try:
            answer = receive(_there(self._process.stdout))
        finally:
            alarm.cancel()
        if answer is None:
            raise self._broken()
        return answer

    def _broken(self) -> Broken:
        # It has closed its end, so it is about to be gone; kill() makes sure of it.
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return Broken(status)

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """End the process, also one that does not listen; whoever waits for it gets ``Broken``."""
        self._process.kill()

    def close(self) -> None:
        """End the process and close the pipes to it."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was still to be written has nobody to read it.
            with suppress(BrokenPipeError):
                _there(pipe).close()


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


class Presses:
    """A fixed number of presses, started when first needed; orders wait for a free one."""

    def __init__(self, number: int, start: Callable[[], Press]) -> None:
        self._start = start
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="press")
        self._idle: queue.SimpleQueue[Press] = queue.SimpleQueue()
        self._held: set[Press] = set()
        self._closed = False

    def order(self, order: bytes) -> Future[bytes]:
        """Return the coming answer; the time of a paper runs from when a press takes it up."""
        return self._threads.submit(self._set, order)

    def _set(self, order: bytes) -> bytes:
        press = self._take()
        try:
            return press.set(order)
        finally:
            self._give_back(press)

    def _take(self) -> Press:
        try:
            press = self._idle.get_nowait()
        except queue.Empty:
            press = self._start()
            self._held.add(press)
            return press
        if not press.ended:
            return press
        self._drop(press)
        return self._take()

    def _give_back(self, press: Press) -> None:
        if press.ended or self._closed:
            self._drop(press)
        else:
            self._idle.put(press)

    def _drop(self, press: Press) -> None:
        self._held.discard(press)
        press.close()

    def close(self) -> None:
        """End every press; papers being set end as ``Broken``."""
        self._closed = True
        for press in list(self._held):
            press.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for press in list(self._held):
            self._drop(press)
