"""Taking in files: by what they are, made harmless, or refused with a way to mend it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pikepdf
import pytest
from PIL import Image

from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.errors import Invalid
from portal.core.settings import Settings
from portal.documents import files, scanning, uploads
from portal.documents.files import State
from portal.documents.inspecting.model import LARGEST, Found, Kind, Why
from portal.documents.uploads import Upload
from tests.hostile import ACTIVE_PAPERS, FILES, NAMES, office, paper, picture

# What is harmless once drawn or written anew; the rest of the hostile files is refused.
_TAKEN = ("JPEG and HTML", "JPEG with HTML", "PNG and", "PNG with a text", "PDF with", "PDF and",
          "PDF cut")  # fmt: skip
_LOCKED = {"PDF with a password", "PDF with restrictions"}


async def found(name: str, data: bytes) -> Found:
    return await uploads.inspect(Upload(name, data), field="file")


@pytest.mark.parametrize("what", FILES)
async def test_a_hostile_file_is_refused_with_a_mend_or_made_harmless(
    database: Settings, what: str
) -> None:
    name, data = FILES[what]
    if not what.startswith(_TAKEN) or what in _LOCKED:
        with pytest.raises(Invalid) as refused:
            await found(name, data)
        (wrong,) = refused.value.problems
        assert "请" in str(wrong.sentence)
        return

    kept = await found(name, data)

    for harm in (b"script", b"ran", b"cmd.exe", b"MZ", b"PK\x03\x04", b"example.org"):
        assert harm not in kept.data, harm
    assert kept.cleaned is (what.removeprefix("PDF with ") in ACTIVE_PAPERS)


async def test_a_picture_keeps_its_pixels_and_loses_what_was_written_beside_them(
    database: Settings,
) -> None:
    held = Image.Exif()
    held[0x0112] = 6  # turned by a quarter
    held[0x010F] = "a maker and a place"
    kept = await found("a.jpg", picture(size=(64, 48), exif=held.tobytes()))

    drawn = Image.open(io.BytesIO(kept.data))
    assert drawn.size == (48, 64)
    assert not drawn.getexif()
    assert b"a maker" not in kept.data
    assert Image.open(io.BytesIO(kept.thumbnail)).size == (48, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_pictures_of_the_common_kinds_are_taken(database: Settings, kind: str) -> None:
    assert (await found("a", picture(kind))).kind in {Kind.JPEG, Kind.PNG}


async def test_a_clear_picture_stands_on_white_and_a_grey_one_stays_grey(
    database: Settings,
) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    kept = await found("a.png", out.getvalue())

    assert Image.open(io.BytesIO(kept.data)).getpixel((0, 0)) == (255, 255, 255)


async def test_a_harmless_pdf_stays_as_it_came_so_that_its_signature_holds(
    database: Settings,
) -> None:
    data = paper()

    kept = await found("a.pdf", data)

    assert (kept.kind, kept.data, kept.cleaned) == (Kind.PDF, data, False)


async def test_a_pdf_that_only_jumps_to_a_page_is_left_alone(database: Settings) -> None:
    def jump(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[0])

    data = paper(jump)

    assert (await found("a.pdf", data)).data == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_a_text_of_the_offices_is_kept_as_utf_8(database: Settings, encoding: str) -> None:
    kept = await found("名单.csv", "姓名,金额\n王秀兰,700\n".encode(encoding))

    assert kept.kind is Kind.CSV
    assert kept.data.decode() == "姓名,金额\n王秀兰,700\n"


async def test_office_files_are_told_from_other_archives(database: Settings) -> None:
    assert (await found("a.docx", office())).kind is Kind.DOCX
    assert (await found("a.xlsx", office("xl/workbook.xml"))).kind is Kind.XLSX


async def test_the_largest_file_is_taken_and_one_byte_more_is_not(database: Settings) -> None:
    text = b"a" * LARGEST
    assert len((await found("a.txt", text)).data) == LARGEST

    with pytest.raises(Invalid) as refused:
        await found("a.txt", text + b"a")
    assert refused.value.problems[0].code == Why.LARGE


@pytest.mark.parametrize("what", NAMES)
def test_a_name_is_only_a_name(what: str) -> None:
    name = uploads.decent(NAMES[what], "jpg")

    assert name.endswith(".jpg")
    assert 5 <= len(name) <= 120
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*\r\n')
    assert name.encode()


def test_every_refusal_says_how_to_mend_it() -> None:
    assert set(uploads.MENDS) == set(Why)
    assert all("请" in words for words in uploads.MENDS.values())


@contextmanager
def _with_scanner(settings: Settings, where: str) -> Iterator[None]:
    settings_.use(msgspec.structs.replace(settings, clamav=where))
    yield
    settings_.use(settings)


async def _daemon(answer: bytes) -> asyncio.Server:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            await reader.readexactly(size)
        writer.write(answer + b"\0")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def _address(daemon: asyncio.Server) -> str:
    return f"127.0.0.1:{daemon.sockets[0].getsockname()[1]}"


async def test_a_file_the_scanner_finds_harmful_is_refused(database: Settings) -> None:
    async with await _daemon(b"stream: Eicar FOUND") as daemon:
        with _with_scanner(database, _address(daemon)), pytest.raises(Invalid) as refused:
            await uploads.take(Upload("a.jpg", picture()), field="file")

    assert refused.value.problems[0].code == "infected"


async def test_a_file_waits_while_the_scanner_is_away_and_is_freed_when_it_is_back(
    database: Settings,
) -> None:
    with _with_scanner(database, "127.0.0.1:1"):
        taken = await uploads.take(Upload("a.jpg", picture()), field="file")
        assert taken.state is State.QUARANTINED
        async with db.write():
            await files.keep(taken.put, name="a.jpg", mime=taken.mime, by=None, at=clock.now(),
                             state=taken.state)  # fmt: skip
        await scanning.scan_again({}, at=clock.now())
    assert (await files.fetch(taken.put.code))[0].state is State.QUARANTINED

    async with await _daemon(b"stream: OK") as daemon:
        with _with_scanner(database, _address(daemon)):
            await scanning.scan_again({}, at=clock.now())
    assert (await files.fetch(taken.put.code))[0].state is State.CLEAN
