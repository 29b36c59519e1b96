"""Print how large the functions and files are, and fail where a file outgrew its room."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LARGEST_FILE = 400


def main() -> int:
    """Return 1 when a file is too large."""
    files = [p for room in ("portal", "referrals", "meetings") for p in (ROOT / room).rglob("*.py")]
    files = [path for path in files if "piccolo_migrations" not in path.parts]
    lengths = sorted(length for path in files for length in _functions(path))
    sizes = sorted((len(path.read_text().splitlines()), path) for path in files)
    share = sum(length <= 25 for length in lengths) / len(lengths)
    print(f"functions: {len(lengths)}, median {statistics.median(lengths):g} lines,", end=" ")
    print(f"{share:.0%} of at most 25, longest {lengths[-1]}")
    for lines, path in sizes[-3:]:
        print(f"largest files: {lines:4} {path.relative_to(ROOT)}")
    return int(sizes[-1][0] > LARGEST_FILE)


def _functions(path: Path) -> list[int]:
    tree = ast.parse(path.read_text())
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in found]


if __name__ == "__main__":
    sys.exit(main())
