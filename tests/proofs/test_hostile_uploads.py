"""What nobody should send, sent to the served portal: nothing runs, nothing breaks, all is mended.

Every answer is a refusal that says how to mend it, or a file that can do nothing: drawn or written
anew, with a type the browser may not guess at, in a sandbox, and offered for saving where it is not
a picture or a paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from tests.hostile import FILES, MARK, NAMES, picture
from tests.proofs.conftest import City, registration

pytestmark = pytest.mark.proof

_INLINE = {"image/jpeg", "image/png", "application/pdf"}
_SIZES = count(30)


@pytest.fixture
async def case(city: City, clerk: httpx.AsyncClient) -> str:
    """The address of a fresh case in the API."""
    made = await clerk.post("/api/v1/cases", json=registration(city.person()))
    assert made.status_code == 201, made.text
    return "/api/v1/cases/{}".format(made.json()["number"])


def form(name: str, data: bytes, *, boundary: str = "b0undary", kind: str = "other") -> bytes:
    """A form as a browser writes it, with the file's name as it is."""
    raw = name.encode("utf-8", "surrogateescape")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
    file = b'Content-Disposition: form-data; name="file"; filename="' + raw + b'"\r\n'
    return (
        head.encode() + f"--{boundary}\r\n".encode() + file
        + b"Content-Type: image/jpeg\r\n\r\n" + data + f"\r\n--{boundary}--\r\n".encode()
    )  # fmt: skip


async def send(clerk: httpx.AsyncClient, case: str, body: bytes, kind: str = "") -> httpx.Response:
    """Post a body as a form with files."""
    headers = {"content-type": kind or "multipart/form-data; boundary=b0undary"}
    return await clerk.post(f"{case}/files", content=body, headers=headers)


def refused(answer: httpx.Response) -> bool:
    """Whether the answer is a refusal, which then says how to mend it."""
    assert answer.status_code < 500, (answer.status_code, answer.text)
    if answer.status_code == 201:
        return False
    told = answer.json()
    said = told["detail"] + "".join(each["detail"] for each in told.get("errors", ()))
    assert "请" in said, said
    return True


async def harmless(clerk: httpx.AsyncClient, made: dict[str, str]) -> None:
    """See that a kept file can do nothing, as the page shows it and as it is saved."""
    page = made["content"].removeprefix("/api/v1") + "/content"
    for address in (made["content"], page, f"{page}?save=1"):
        answer = await clerk.get(address)
        headers = answer.headers
        kind = headers["content-type"].partition(";")[0]
        shown = headers["content-disposition"].startswith("inline")
        assert answer.status_code == 200
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert "script-src 'self'" in headers["content-security-policy"]
        assert shown is (address == page and kind in _INLINE)
        assert kind not in {"text/html", "image/svg+xml", "application/xhtml+xml"}
        assert MARK not in answer.content
        assert b"<script" not in answer.content
        disposition = headers["content-disposition"]
        assert disposition.isprintable()
        assert disposition.count('"') == 2
        assert "x-evil" not in headers


@pytest.mark.parametrize("what", FILES)
async def test_a_hostile_file_runs_nowhere(clerk: httpx.AsyncClient, case: str, what: str) -> None:
    name, data = FILES[what]

    answer = await send(clerk, case, form(name, data))

    if not refused(answer):
        for made in answer.json()["items"]:
            await harmless(clerk, made)


@pytest.mark.parametrize("what", NAMES)
async def test_a_hostile_name_stays_a_name(clerk: httpx.AsyncClient, case: str, what: str) -> None:
    size = (next(_SIZES), 30)

    answer = await send(clerk, case, form(NAMES[what], picture(size=size)))

    if not refused(answer):
        (made,) = answer.json()["items"]
        assert not set(made["name"]) & set('/\\"<>:|?*\r\n\0')
        assert len(made["name"]) <= 120
        await harmless(clerk, made)


def _bodies() -> Iterator[tuple[str, bytes, str]]:
    good = form("a.jpg", picture())
    multipart = "multipart/form-data; boundary=b0undary"
    part = b'--b0undary\r\nContent-Disposition: form-data; name="n%d"\r\n\r\nx\r\n'
    end = b"--b0undary--\r\n"
    yield "no boundary", good, "multipart/form-data"
    yield "another boundary", good, "multipart/form-data; boundary=other"
    yield "a boundary of 300 characters", good, "multipart/form-data; boundary=" + "b" * 300
    yield "cut short", good[: len(good) // 2], multipart
    yield "cut in its head", good[:70], multipart
    yield "nothing", b"", multipart
    yield "only line ends", b"\r\n" * 50_000, multipart
    yield "many parts", b"".join(part % n for n in range(1500)) + end, multipart
    yield "a long head", form("a" * 70_000, b"x"), multipart
    yield "no name", good.replace(b'name="file"; ', b""), multipart
    yield "a part without a head", b"--b0undary\r\n\r\nx\r\n" + end, multipart
    yield "bad letters", form("a\udcff\udcfe.jpg", b"\xff\xfe"), multipart
    strange = b"Content-Type: text/plain; charset=x-none"
    yield "an unknown character set", good.replace(b"Content-Type: image/jpeg", strange), multipart
    file = good.replace(b'name="kind"', b'name="kind"; filename="k"')
    yield "a kind that is a file", file, multipart
    yield "a file that is a word", good.replace(b'; filename="a.jpg"', b""), multipart
    yield "JSON", b'{"kind": "other"}', "application/json"
    yield "a plain form", b"kind=other&file=a", "application/x-www-form-urlencoded"
    yield "many fields", b"&".join(b"a%d=1" % n for n in range(200_000)), (
        "application/x-www-form-urlencoded")  # fmt: skip
    yield "an unknown type", good, "application/octet-stream"


BODIES = {what: (body, kind) for what, body, kind in _bodies()}


@pytest.mark.parametrize("what", BODIES)
async def test_a_broken_form_is_refused(clerk: httpx.AsyncClient, case: str, what: str) -> None:
    body, kind = BODIES[what]

    assert refused(await send(clerk, case, body, kind))


async def test_more_than_a_form_may_hold_is_refused_before_it_is_read(
    clerk: httpx.AsyncClient, case: str
) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(70):
            yield b"\0" * 1_000_000

    answer = await send(clerk, case, b"".join(endless()))

    assert answer.status_code == 413
    assert refused(answer)


async def test_the_portal_still_takes_good_files_afterwards(
    clerk: httpx.AsyncClient, case: str
) -> None:
    answer = await send(clerk, case, form("a.jpg", picture()))

    assert answer.status_code == 201


def test_there_are_enough_of_them() -> None:
    assert len(FILES) + len(NAMES) + len(BODIES) >= 60
