"""The fonts papers are set in: a private choice, never the system's.

``python -m portal.documents.fonts install`` unpacks Fandol (仿宋, 小标宋, 黑体, 楷体) from Debian's
``texlive-lang-chinese`` package without installing TeX; Noto CJK, the fallback for every rare
character, comes from ``fonts-noto-cjk``. An agency's own licensed fonts go first: their folders are
the setting ``font_dirs``, their names stand first in ``assets/faces.css``.

Fandol's bold files declare a regular weight, so fontconfig would take them for the regular ones:
the private configuration gives FandolSong-Bold a family of its own.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

PACKAGE = "texlive-lang-chinese"
_INSIDE = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
FANDOL = ("FandolFang-Regular", "FandolSong-Bold", "FandolHei-Regular", "FandolKai-Regular")
NOTO = Path("/usr/share/fonts/opentype/noto")
_NOTO_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc")
_NEEDED = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
}

XIAO_BIAO_SONG = "GB XiaoBiaoSong"


class FontsMissing(Exception):
    """A font papers need is not there; the text says the mend."""


def folder(home: Path) -> Path:
    """Return where an installation's fonts stand."""
    chosen = os.environ.get("LIANBAN_FONTS")
    return Path(chosen) if chosen else home / "fonts"


def install(home: Path) -> Path:
    """Unpack Fandol into the data folder and return the folder; nothing is done twice."""
    target = folder(home)
    if not _missing_fandol(target):
        return target
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        # apt refuses to write into a folder its own user cannot enter.
        work.chmod(0o755)
        _download(work)
        package = next(work.glob(f"{PACKAGE}_*.deb"))
        _run(["dpkg-deb", "-x", package.name, "unpacked"], work)
        for file in (work / "unpacked" / _INSIDE).glob("*.otf"):
            _place(file, target / file.name)
    if still := _missing_fandol(target):
        raise FontsMissing(f"{PACKAGE} did not hold {', '.join(still)}")
    return target


def _download(work: Path) -> None:
    try:
        _run(["apt-get", "download", PACKAGE], work)
    except FontsMissing:
        # The machine keeps no package lists, as container images do: fetch our own beside it.
        (work / "lists" / "partial").mkdir(parents=True)
        own = ["-o", f"Dir::State::lists={work / 'lists'}", "-o", f"Dir::Cache={work}"]
        _run(["apt-get", *own, "update"], work)
        _run(["apt-get", *own, "download", PACKAGE], work)


def _run(command: list[str], where: Path) -> None:
    try:
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise FontsMissing(
            f"`{command[0]}` is not here, so the fonts cannot be fetched: put "
            f"{', '.join(f'{name}.otf' for name in FANDOL)} into the fonts folder by hand"
        ) from error
    if done.returncode:
        raise FontsMissing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-300:]}")


def _place(file: Path, target: Path) -> None:
    # Written aside and renamed: a font cut short by an interruption would pass for a whole one.
    aside = target.with_suffix(".part")
    aside.write_bytes(file.read_bytes())
    aside.replace(target)


def _missing_fandol(target: Path) -> list[str]:
    return [name for name in FANDOL if not (target / f"{name}.otf").exists()]


def unusable(own: Sequence[Path] = ()) -> list[str]:
    """Return what papers cannot do without, each with its mend.

    Without Fandol a paper is set in Noto, without Noto a rare name would print as an empty box.
    """
    found = [
        f"library {name}: run apt-get install --no-install-recommends {package}"
        for name, package in _NEEDED.items()
        if not _loads(name)
    ]
    if absent := [name for name in _NOTO_FILES if not _there(name, own)]:
        found.append(f"fonts {', '.join(absent)}: run apt-get install fonts-noto-cjk")
    return found


def missing(home: Path, own: Sequence[Path] = ()) -> list[str]:
    """Return what is missing, each with its mend; an empty list when papers are set as they should.

    ``own`` are the folders of the agency's own fonts.
    """
    found = unusable(own)
    if names := _missing_fandol(folder(home)):
        mend = "python -m portal.documents.fonts install"
        found.append(f"fonts {', '.join(names)}: run {mend}")
    if not _loads("libharfbuzz-subset.so.0"):
        mend = "apt-get install --no-install-recommends libharfbuzz-subset0"
        found.append(f"library libharfbuzz-subset (papers take thirty times as long): run {mend}")
    return found


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _there(name: str, own: Sequence[Path]) -> bool:
    return any((place / name).exists() for place in (*own, NOTO))


def configure(home: Path, own: Sequence[Path] = ()) -> Path:
    """Write the private fontconfig file and return it; it is set before WeasyPrint is imported."""
    target = folder(home)
    cache = home / "cache" / "fontconfig"
    cache.mkdir(parents=True, exist_ok=True)
    places = [*own, target, NOTO]
    file = home / "cache" / "fonts.conf"
    text = _CONFIG.format(
        places="\n".join(f"  <dir>{escape(str(place.resolve()))}</dir>" for place in places),
        cache=escape(str(cache.resolve())),
        family=XIAO_BIAO_SONG,
    )
    # Written aside and renamed: another process may be reading it.
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
    return file


_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
{places}
  <cachedir>{cache}</cachedir>
  <match target="scan">
    <test name="file" compare="contains"><string>FandolSong-Bold</string></test>
    <edit name="family" mode="assign"><string>{family}</string></edit>
  </match>
  <match target="scan">
    <test name="file" compare="contains"><string>FandolHei-Bold</string></test>
    <edit name="weight" mode="assign"><const>bold</const></edit>
  </match>
</fontconfig>
"""


def main(words: list[str] | None = None) -> int:
    """Install the fonts, or say what is missing; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m portal.documents.fonts", description=__doc__)
    parser.add_argument("what", choices=("install", "check"))
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("LIANBAN_HOME", "var")))
    given = parser.parse_args(words)
    try:
        if given.what == "install":
            print(f"fonts in {install(given.home)}")
    except FontsMissing as error:
        print(error, file=sys.stderr)
        return 2
    lines = missing(given.home)
    print("\n".join(lines) or "all fonts are there")
    return 2 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
