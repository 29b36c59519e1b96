"""What a press may use up before it ends: memory for its life, CPU for each order."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path
from types import FrameType

MEMORY = 1 << 30
CPU_SECONDS = 10
WALL_SECONDS = 20

# With these a press ends when an order outgrows it; when its wall time is over, it is killed. Any
# other status is a fault of ours, and its traceback stands in the log.
OUT_OF_CPU, OUT_OF_MEMORY, TOO_DEEP = 81, 82, 83
REASONS = {
    OUT_OF_CPU: "cpu",
    OUT_OF_MEMORY: "memory",
    TOO_DEEP: "depth",
    -signal.SIGKILL: "time",
}


def behave() -> None:
    """Let pages go first, outlive a Ctrl+C in the terminal, end when an order's CPU is spent."""
    os.nice(5)
    # The portal ends its presses; a Ctrl+C must not end a paper half-way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGXCPU, _spent)


def _spent(_number: int, _frame: FrameType | None) -> None:
    # Not an exception: somebody between here and the order could catch it.
    os._exit(OUT_OF_CPU)


def limit_memory() -> None:
    """Allow ``MEMORY`` above what the process holds when warm: the limit is the order's."""
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))


def limit_cpu() -> None:
    """Allow the next order its seconds."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    used = int(spent.ru_utime + spent.ru_stime)
    # The soft limit counts the whole life of the process, so it is raised for each order.
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, resource.RLIM_INFINITY))
