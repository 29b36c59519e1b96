"""The calendar by the command line: looked at by default, in force when asked for."""

from __future__ import annotations

from pathlib import Path

from tests.serving import run_portal

_YEAR = "date,name,is_off_day\n2098-01-01,元旦,yes\n2098-01-04,元旦,no\n"


def test_a_year_is_looked_at_and_then_put_in_force(tmp_path: Path) -> None:
    file, home = tmp_path / "2098.csv", tmp_path / "home"
    file.write_text(_YEAR, encoding="utf-8")
    home.mkdir()

    looked = run_portal(home, "import", str(file), "--kind", "calendar")
    done = run_portal(home, "import", str(file), "--kind", "calendar", "--yes")

    assert "nothing was changed" in looked
    assert done.strip() == "moved 0, firm 0"
