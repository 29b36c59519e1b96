import pytest

from portal.render import assets


def test_our_files_carry_a_seal_of_their_content() -> None:
    address = assets.asset("app.css")

    path, seal = address.split("?v=")
    assert path == "/static/css/app.css"
    assert len(seal) == 12


@pytest.mark.parametrize(
    "name", ["htmx.js", "idiomorph.js", "sse.js", "bootstrap.css", "icons.svg"]
)
def test_third_party_files_stand_under_their_version(name: str) -> None:
    address = assets.asset(name)

    assert address.startswith("/static/vendor/")
    assert "@" in address
    assert (assets.STATIC / address.removeprefix("/static/")).exists()


def test_a_file_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(LookupError):
        assets.asset("missing.js")


def test_a_missing_build_names_the_command(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets.manifest.cache_clear()

    with pytest.raises(RuntimeError, match=r"hatch_build\.py"):
        assets.manifest()


def test_bootstrap_stands_in_a_layer_beneath_ours() -> None:
    bootstrap = assets.STATIC / assets.asset("bootstrap.css").removeprefix("/static/")

    assert "@layer bootstrap{" in bootstrap.read_text(encoding="utf-8")[:60]


def test_the_lock_file_names_packages_by_their_hash_and_no_address() -> None:
    lock = (assets.STATIC.parents[1] / "package-lock.json").read_text(encoding="utf-8")

    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock
