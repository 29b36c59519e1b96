"""Converting office files: by the program there is, in its time, leaving nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from portal.documents import office
from tests.written import written


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where the converter is looked for, and its files in a folder of their own."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "soffice"


def _says(program: Path, words: str) -> None:
    program.write_text(f"#!/bin/sh\n{words}\n")
    program.chmod(0o755)


def _left(program: Path) -> list[str]:
    return [each.name for each in program.parent.iterdir() if each.name.startswith("office-")]


async def test_the_converters_pdf_is_returned_and_nothing_is_left_on_the_disk(
    soffice: Path,
) -> None:
    (soffice.parent / "made.pdf").write_bytes(written("made"))
    _says(soffice, f'mkdir "$PWD/out" && cp {soffice.parent}/made.pdf "$PWD/out/paper.pdf"')

    made = await office.as_pdf(b"office", "docx")

    assert office.converter() == str(soffice)
    assert made == written("made")
    assert _left(soffice) == []


async def test_a_converter_that_makes_nothing_or_takes_too_long_returns_nothing(
    soffice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _says(soffice, "exit 1")
    assert await office.as_pdf(b"office", "docx") == b""

    monkeypatch.setattr(office, "_SECONDS", 0.2)
    _says(soffice, "sleep 60")
    assert await office.as_pdf(b"office", "docx") == b""
    assert _left(soffice) == []


def test_where_there_is_no_converter_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert office.converter() == ""
