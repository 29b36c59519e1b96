"""The fonts papers are set in: a private choice, never the system's.

``python -m portal.documents.fonts install`` unpacks Fandol (仿宋, 小标宋, 黑体, 楷体) from Debian's
``texlive-lang-chinese`` package without installing TeX; Noto CJK, the fallback for every rare
character, comes from ``fonts-noto-cjk``. An agency's own licensed fonts go first.

Fandol's bold files declare a regular weight, so fontconfig would take them for the regular ones:
the private configuration gives FandolSong-Bold a family of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

PACKAGE = "texlive-lang-chinese"
_INSIDE = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
FANDOL = ("FandolFang-Regular", "FandolSong-Bold", "FandolHei-Regular", "FandolKai-Regular")
NOTO = Path("/usr/share/fonts/opentype/noto")
_NOTO_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc")

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
        _run(["apt-get", "download", PACKAGE], work)
        package = next(work.glob(f"{PACKAGE}_*.deb"))
        _run(["dpkg-deb", "-x", package.name, "unpacked"], work)
        for file in (work / "unpacked" / _INSIDE).glob("*.otf"):
            (target / file.name).write_bytes(file.read_bytes())
    if still := _missing_fandol(target):
        raise FontsMissing(f"{PACKAGE} did not hold {', '.join(still)}")
    return target


def _run(command: list[str], where: Path) -> None:
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FontsMissing(f"`{' '.join(command)}` failed: {done.stderr.strip()[-300:]}")


def _missing_fandol(target: Path) -> list[str]:
    return [name for name in FANDOL if not (target / f"{name}.otf").exists()]


def missing(home: Path) -> list[str]:
    """Return what is missing, each with its mend; an empty list when papers can be set."""
    found = []
    if names := _missing_fandol(folder(home)):
        mend = "python -m portal.documents.fonts install"
        found.append(f"fonts {', '.join(names)}: run {mend}")
    if absent := [name for name in _NOTO_FILES if not (NOTO / name).exists()]:
        found.append(f"fonts {', '.join(absent)}: run apt-get install fonts-noto-cjk")
    return found


def configure(home: Path, own: Iterable[Path] = ()) -> Path:
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
