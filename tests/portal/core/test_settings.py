"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.core.settings import Mode, SecondFactor, Settings, Unsafe, load, refuse_unsafe


def test_the_environment_is_read_in_its_own_types() -> None:
    given = {
        "LIANBAN_HOME": "/srv/lianban",
        "PORT": "9000",
        "LIANBAN_MODE": "demo",
        "LIANBAN_TRUSTED_PROXIES": "10.0.0.1,10.0.0.2",
        "LIANBAN_WORKER_IN_SERVE": "false",
    }

    settings = load(given)

    assert settings.home == Path("/srv/lianban")
    assert settings.port == 9000
    assert settings.mode is Mode.DEMO
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.worker_in_serve is False


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "lianban.toml"
    file.write_text('port = 1\nhost = "127.0.0.9"\n')

    settings = load({"LIANBAN_CONFIG": str(file), "PORT": "2"})

    assert (settings.host, settings.port) == ("127.0.0.9", 2)


@pytest.mark.parametrize("env", [{"PORT": "many"}, {"LIANBAN_MODE": "play"}])
def test_a_setting_that_cannot_be_read_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(Unsafe):
        load(env)


def test_an_unknown_key_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lianban.toml"
    file.write_text("prot = 1\n")

    with pytest.raises(Unsafe):
        load({"LIANBAN_CONFIG": str(file)})


@pytest.mark.parametrize(
    ("settings", "safe"),
    [
        (Settings(), True),
        (Settings(second_factor=SecondFactor.OFF), False),
        (Settings(second_factor=SecondFactor.OFF, mode=Mode.DEMO), True),
        (Settings(host="0.0.0.0"), False),
        (Settings(host="0.0.0.0", public_url="http://127.0.0.1:8000"), False),
        (Settings(host="0.0.0.0", public_url="http://portal.example"), False),
        (Settings(host="0.0.0.0", public_url="https://portal.example"), True),
    ],
)
def test_production_refuses_what_would_expose_people(settings: Settings, safe: bool) -> None:
    if safe:
        refuse_unsafe(settings)
        return

    with pytest.raises(Unsafe):
        refuse_unsafe(settings)
