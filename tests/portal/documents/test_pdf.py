"""The PDF pool: nothing fetched, nothing attached behind our back, bombs end, the pool goes on."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pikepdf
import pytest

from portal.core import settings as settings_
from portal.core.i18n import Language
from portal.documents import pdf
from portal.documents.pdf import Attached, FetchRefused, TooHeavy
from tests.conftest import make_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", autouse=True)
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    before = settings_._current
    settings_.use(make_settings(tmp_path_factory.mktemp("pdf")))
    yield
    pdf.shutdown()
    if before is not None:
        settings_.use(before)


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


@pytest.mark.parametrize(
    "bomb", ["<div style='display:flex'>" * 25 + "x" + "</div>" * 25], ids=["flex"]
)
async def test_a_bomb_ends_and_the_next_paper_is_made(bomb: str) -> None:
    with pytest.raises(TooHeavy):
        await _make(bomb)

    assert (await _make("<p>下一份</p>")).startswith(b"%PDF")


async def test_the_same_paper_has_the_same_bytes() -> None:
    html = "<h1>受理通知书</h1><p>㐱䶮𬭸</p>"

    assert await _make(html) == await _make(html)


async def test_a_paper_carries_its_title_language_tags_and_data() -> None:
    data = await pdf.make(
        "<h1>台账</h1>", title="台账", language=Language.HANT,
        attachments=[Attached("register.json", b'{"n":1}')],
    )  # fmt: skip

    with pikepdf.open(io.BytesIO(data)) as opened:
        assert opened.docinfo["/Title"] == "台账"
        assert str(opened.Root.Lang) == "zh-Hant"
        assert "/StructTreeRoot" in opened.Root
        assert opened.attachments["register.json"].get_file().read_bytes() == b'{"n":1}'


@pytest.mark.parametrize(
    ("family", "font"),
    [("FandolFang", "FandolFang"), ("GB XiaoBiaoSong", "GB-XiaoBiaoSong"),
     ("FandolHei", "FandolHei"), ("FandolKai", "FandolKai")],
)  # fmt: skip
async def test_each_face_is_set_in_its_own_font(family: str, font: str) -> None:
    data = await _make(f"<p style=\"font-family:'{family}','Noto Serif CJK SC'\">联席会议</p>")

    assert _fonts(data) == {font}


async def test_a_rare_name_falls_back_and_prints() -> None:
    html = "<p lang='zh-CN' style=\"font-family:'FandolFang','Noto Serif CJK SC'\">王㐱龑</p>"

    assert "Noto-Serif-CJK-SC" in _fonts(await _make(html))


def _fonts(data: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(data)) as opened:
        names = {
            str(font["/BaseFont"]).split("+")[-1]
            for page in opened.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    return {name.replace("-Regular", "").lstrip("/") for name in names}
