"""The PDF pool: nothing fetched, nothing attached behind our back, bombs end, the pool goes on."""

from __future__ import annotations

import asyncio
import http.server
import io
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pikepdf
import pytest
from fontTools.ttLib import TTFont

from portal.core import settings as settings_
from portal.core.errors import Unavailable
from portal.core.i18n import Language
from portal.core.settings import Settings
from portal.documents import fonts, pdf
from portal.documents.pdf import Attached, FetchRefused, TooHeavy
from portal.documents.press import Press
from tests.conftest import make_settings
from tests.proofs.conftest import times

FACES = '<html lang="zh-Hans"><link rel="stylesheet" href="app:///faces.css">'


@pytest.fixture(scope="module", autouse=True)
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    before = settings_._current
    mine = msgspec.structs.replace(make_settings(tmp_path_factory.mktemp("pdf")), pdf_workers=2)
    settings_.use(mine)
    yield mine
    pdf.shutdown()
    if before is not None:
        settings_.use(before)


@pytest.fixture
def other_presses(settings: Settings) -> Iterator[None]:
    """The test may use presses of other settings; the next test has the common ones again."""
    pdf.shutdown()
    yield
    pdf.shutdown()
    settings_.use(settings)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A real server of our own that notes every request it sees."""
    seen: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    server.server_close()


async def _make(html: str) -> bytes:
    return await pdf.make(html, title="t", language=Language.HANS)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}/a.png">',
        '<link rel="stylesheet" href="{url}/a.css">',
        "<style>@import url('{url}/a.css');</style>",
        "<style>body{{background:url('{url}/a.png')}}</style>",
        "<style>@font-face{{font-family:x;src:url('{url}/a.woff')}}p{{font-family:x}}</style><p>x",
        "<style>p::before{{content:url('{url}/a.png')}}</style><p>x",
        '<object data="{url}/a.svg"></object>',
        '<a rel="attachment" href="{url}/a.txt">x</a>',
    ],
)
async def test_a_paper_that_asks_the_network_is_refused_and_nobody_is_asked(
    html: str, listener: tuple[str, list[str]]
) -> None:
    url, seen = listener

    with pytest.raises(FetchRefused):
        await _make(html.format(url=url))

    assert seen == []


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file://{path}">',
        '<a rel="attachment" href="file://{path}">x</a>',
        '<img src="app:///../{path}">',
        '<img src="app:///%2e%2e/{path}">',
    ],
)
async def test_a_paper_that_asks_for_a_file_is_refused(html: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7f3a")

    with pytest.raises(FetchRefused):
        await _make(html.format(path=secret))


async def test_a_drawing_gets_nothing_from_the_network(listener: tuple[str, list[str]]) -> None:
    url, seen = listener
    image = f'<image href="{url}/a.png" width="9" height="9"/>'

    # WeasyPrint draws on without what a drawing may not have.
    await _make(f'<svg width="9" height="9" viewBox="0 0 9 9">{image}</svg>')

    assert seen == []


@pytest.mark.parametrize("place", ["{url}/a.txt", "file://{path}"])
async def test_an_attachment_named_in_the_head_is_neither_fetched_nor_attached(
    place: str, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7f3a")
    url, seen = listener
    link = f'<link rel="attachment" href="{place.format(url=url, path=secret)}"><p>x</p>'

    data = await _make(link)

    assert seen == []
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert not opened.attachments
        assert all(b"canary" not in _bytes_of(each) for each in opened.objects)


@pytest.mark.proof
async def test_bombs_end_with_a_reason_and_no_other_paper_ends_with_them() -> None:
    held = [
        "<div style='display:flex'>" * 25 + "x" + "</div>" * 25,
        "<table><tr><td colspan=1000000>x</td></tr></table>",
    ]
    # Each takes the ten seconds it is given: one of them will do in the daily tests.
    made = map(_make, held[: times(1, 2)])

    *bombs, paper = await asyncio.gather(*made, _make("<p>下一份"), return_exceptions=True)

    for bomb in bombs:
        assert isinstance(bomb, TooHeavy)
        # On a busy machine the wall time may be over before the CPU time.
        assert bomb.data["reason"] in {"cpu", "time"}
    assert isinstance(paper, bytes)
    assert paper.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [("<b>" * 6000, "depth"), ("<p>" + "字" * 100_000_000, "memory")],
    ids=["nested", "large"],
)
async def test_a_paper_too_deep_or_too_large_says_so(bomb: str, reason: str) -> None:
    with pytest.raises(TooHeavy) as refused:
        await _make(bomb)

    assert refused.value.data == {"reason": reason}


async def test_a_machine_that_cannot_set_papers_says_what_to_mend(
    other_presses: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "NOTO", tmp_path)

    with pytest.raises(Unavailable) as refused:
        await _make("<p>x")

    assert "fonts-noto-cjk" in str(refused.value.sentence)


async def test_a_press_that_does_not_start_is_no_fault_of_the_paper(
    other_presses: None, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings_.use(make_settings(tmp_path / "file" / "no-folder"))

    with pytest.raises(Unavailable) as refused:
        await _make("<p>x")

    assert "portal doctor" in str(refused.value.sentence)


async def test_the_same_paper_has_the_same_bytes() -> None:
    async def make() -> bytes:
        data = [Attached("a.json", b"{}", datetime(2026, 11, 12, tzinfo=UTC))]
        html = f"{FACES}<h1>受理通知书</h1><p>㐱䶮𬭸</p>"
        return await pdf.make(html, title="t", language=Language.HANS, attachments=data)

    first = await make()
    await asyncio.sleep(1.1)  # dates in a PDF are in whole seconds
    pdf.shutdown()

    assert await make() == first


async def test_a_paper_carries_its_title_language_tags_and_data() -> None:
    data = await pdf.make(
        "<h1>台账</h1>", title="台账", language=Language.HANT,
        attachments=[Attached("register.json", b'{"n":1}', datetime(2026, 11, 12, tzinfo=UTC))],
    )  # fmt: skip

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert opened.docinfo["/Title"] == "台账"
        assert str(opened.Root.Lang) == "zh-Hant"
        assert "/StructTreeRoot" in opened.Root
        assert opened.attachments["register.json"].get_file().read_bytes() == b'{"n":1}'


@pytest.mark.parametrize(
    ("face", "font"),
    [("fang", "FandolFang"), ("biaosong", "GB-XiaoBiaoSong"), ("hei", "FandolHei"),
     ("kai", "FandolKai"), ("song", "Noto-Serif-CJK-SC")],
)  # fmt: skip
async def test_each_face_is_set_in_its_own_font(face: str, font: str) -> None:
    assert _fonts(await _make(f'{FACES}<p style="font-family:var(--{face})">联席会议')) == {font}


@pytest.mark.parametrize("face", ["fang", "biaosong", "kai", "song"])
async def test_a_traditional_paper_is_wholly_in_noto(face: str) -> None:
    html = FACES.replace("zh-Hans", "zh-Hant") + f'<p style="font-family:var(--{face})">聯席會議'

    assert _fonts(await _make(html)) <= {"Noto-Serif-CJK-TC", "Noto-Serif-CJK-TC-Regular"}


async def test_a_rare_name_falls_back_and_prints(tmp_path: Path) -> None:
    data = await _make(f'{FACES}<p style="font-family:var(--fang)">王㐱，龙䶮，周𬭸')

    file = tmp_path / "rare.pdf"
    file.write_bytes(data)
    printed = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout
    assert "王㐱，龙䶮，周𬭸" in printed.decode()
    assert _fonts(data) == {"FandolFang", "Noto-Serif-CJK-SC"}


async def test_an_agencys_own_font_comes_first(
    other_presses: None, settings: Settings, tmp_path: Path
) -> None:
    _licensed(tmp_path / "own.otf", family="FangSong_GB2312")
    settings_.use(msgspec.structs.replace(settings, font_dirs=(tmp_path,)))

    data = await _make(f'{FACES}<p style="font-family:var(--fang)">联席会议')

    assert _fonts(data) == {"FangSong_GB2312"}


def _licensed(target: Path, *, family: str) -> None:
    """Write a font of this family that is not among ours."""
    font = TTFont(fonts.folder(Path()) / "FandolKai-Regular.otf")
    for record in list(font["name"].names):
        if record.nameID in (1, 4, 6, 16):
            font["name"].setName(
                family, record.nameID, record.platformID, record.platEncID, record.langID
            )
    font.save(target)


async def test_a_press_ends_when_the_portal_is_gone(settings: Settings) -> None:
    press = Press("portal.documents.pdf", [str(settings.home)], seconds=20)
    assert press._process.stdin

    press._process.stdin.close()

    assert press._process.wait(timeout=10) == 0
    press.close()


def _bytes_of(each: pikepdf.Object) -> bytes:
    return each.read_bytes() if isinstance(each, pikepdf.Stream) else bytes(each.unparse())


def _fonts(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as opened:
        names = {
            str(font["/BaseFont"]).split("+")[-1]
            for page in opened.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    return {name.replace("-Regular", "").lstrip("/") for name in names}
