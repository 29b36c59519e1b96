"""Static files: only what the folder held, kept by browsers as long as the address says."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.render.assets import asset
from portal.web import static
from tests.portal.web.conftest import Open


async def test_a_versioned_file_may_be_kept_for_ever(opened: Open) -> None:
    async with opened() as client:
        ours = await client.get(asset("app.css"))
        theirs = await client.get(asset("htmx.js"))
        bare = await client.get("/static/css/app.css")

    assert "immutable" in ours.headers["cache-control"]
    assert "immutable" in theirs.headers["cache-control"]
    assert "immutable" not in bare.headers["cache-control"]
    assert ours.headers["content-type"] == "text/css; charset=utf-8"
    assert ours.headers["x-content-type-options"] == "nosniff"


async def test_text_is_packed_for_who_can_unpack_it(opened: Open) -> None:
    async with opened() as client:
        packed = await client.get("/static/css/app.css", headers={"accept-encoding": "gzip"})
        plain = await client.get("/static/css/app.css", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "%2e%2e/app.py",
        "..%2fapp.py",
        "css/../../app.py",
        "/etc/passwd",
        "css",
        "",
        "icons.txt",
    ],
)
async def test_nothing_else_is_served(opened: Open, path: str) -> None:
    async with opened() as client:
        assert (await client.get(f"/static/{path}")).status_code == 404


def test_links_hidden_files_and_unknown_kinds_are_left_out(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("secret")
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    (root / "css" / "app.css").write_text("p{}")
    (root / "css" / "linked.css").symlink_to(secret)
    (root / "linked").symlink_to(tmp_path)
    (root / ".hidden.css").write_text("x")
    (root / "page.html").write_text("<script>")

    assert list(static.files(root)) == ["css/app.css"]
