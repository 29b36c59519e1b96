"""Office files into PDF, by LibreOffice where it is installed; without it nothing is converted."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

_NAMES = ("soffice", "libreoffice")
_SECONDS = 45


def converter() -> str:
    """Return the program that converts; "" when there is none on this machine."""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


async def as_pdf(data: bytes, ending: str) -> bytes:
    """Return an office file as PDF; b"" when the converter made none of it in its time."""
    return await asyncio.to_thread(_converted, data, ending)


def _converted(data: bytes, ending: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        source = folder / f"paper.{ending}"
        source.write_bytes(data)
        _run(folder, source)
        made = folder / "out" / "paper.pdf"
        return made.read_bytes() if made.is_file() else b""


def _run(folder: Path, source: Path) -> None:
    """Convert with a profile of its own, so that two never wait for each other."""
    command = [
        converter(), "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to", "pdf", "--outdir", str(folder / "out"), str(source),
    ]  # fmt: skip
    running = subprocess.Popen(
        command, cwd=folder, env={"HOME": str(folder), "PATH": os.environ.get("PATH", "")},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        running.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        log.warning("an office file took too long to convert")
    finally:
        # The program starts others; all of them go.
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
