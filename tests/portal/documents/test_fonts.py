"""The fonts: what is missing is said with its mend; nothing is fetched twice or half."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.documents import fonts


@pytest.fixture
def no_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv("LIANBAN_FONTS")
    return tmp_path


def test_what_is_missing_is_said_with_its_mend(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_loads", lambda name: "subset" not in name)
    monkeypatch.setattr(fonts, "NOTO", home)

    noto, fandol, subset = fonts.missing(home)

    assert "apt-get install fonts-noto-cjk" in noto
    assert "python -m portal.documents.fonts install" in fandol
    assert "libharfbuzz-subset0" in subset


def test_a_library_that_is_not_there_is_noticed() -> None:
    assert fonts._loads("libpango-1.0.so.0")
    assert not fonts._loads("libnot-there.so.0")


@pytest.mark.usefixtures("no_commands")
def test_fonts_that_are_there_are_not_fetched_again(home: Path) -> None:
    (home / "fonts").mkdir()
    for name in fonts.FANDOL:
        (home / "fonts" / f"{name}.otf").touch()

    assert fonts.install(home) == home / "fonts"


@pytest.mark.usefixtures("no_commands")
def test_where_there_is_no_apt_the_command_says_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fonts.main(["install", "--home", str(home)]) == 2

    assert "FandolFang-Regular.otf" in capsys.readouterr().err


def test_the_agencys_folders_stand_first_in_the_configuration(home: Path) -> None:
    own = home / "own & licensed"

    text = fonts.configure(home, [own]).read_text(encoding="utf-8")

    assert "own &amp; licensed" in text
    assert text.index("own &amp;") < text.index("/fonts</dir>")
