"""Settings: from the environment or one TOML file, read once, frozen.

``LIANBAN_…`` variables win over the file named by ``LIANBAN_CONFIG``; ``DATABASE_URL``, ``HOST``
and ``PORT`` are honoured under their usual names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from portal.core.i18n import Language


class Mode(StrEnum):
    """What the installation is for; only production refuses to start when it is not safe."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class SecondFactor(StrEnum):
    """Whether a password alone signs in; ``off`` is for the demo and tests only."""

    REQUIRED = "required"
    OFF = "off"


class PasswordPolicy(StrEnum):
    """Length without composition rules (OWASP ASVS), or the rules of classified protection."""

    ASVS = "asvs"
    DENGBAO3 = "dengbao3"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything an installation can choose."""

    home: Path = Path("var")
    database_url: str = ""
    mode: Mode = Mode.PRODUCTION
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    second_factor: SecondFactor = SecondFactor.REQUIRED
    password_policy: PasswordPolicy = PasswordPolicy.ASVS
    smtp_url: str = ""
    # Names of hosts webhooks may be sent to; networks and addresses for those inside.
    webhook_hosts: tuple[str, ...] = ()
    mail_from: str = ""
    default_language: Language = Language.HANS
    trusted_proxies: tuple[str, ...] = ()
    worker_in_serve: bool = True
    font_dirs: tuple[Path, ...] = ()
    pdf_workers: int = 1
    log_level: str = "info"
    # Where a ClamAV daemon listens, "host:port" or the path of its socket; "" for none.
    clamav: str = ""

    @property
    def address(self) -> str:
        """The address people reach the portal at, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people reach the portal over TLS."""
        return self.address.startswith("https://")

    @property
    def on_postgres(self) -> bool:
        """Whether a PostgreSQL server holds the data; otherwise a file under ``home`` does."""
        return self.database_url.startswith(("postgres://", "postgresql://"))

    @property
    def sqlite_path(self) -> Path:
        """The database file, when there is one."""
        return self.home / "lianban.sqlite"


class Unsafe(Exception):
    """The settings would put people's data at risk, or cannot be read; the text says the mend."""


_UNPREFIXED = {"DATABASE_URL": "database_url", "HOST": "host", "PORT": "port"}


def load(env: Mapping[str, str]) -> Settings:
    """Return the settings of this environment; raise ``Unsafe`` when one cannot be read."""
    given: dict[str, Any] = {}
    if path := env.get("LIANBAN_CONFIG"):
        given |= tomllib.loads(Path(path).read_text(encoding="utf-8"))
    given |= {name: env[key] for key, name in _UNPREFIXED.items() if env.get(key)}
    for name in Settings.__struct_fields__:
        if value := env.get(f"LIANBAN_{name.upper()}"):
            given[name] = _split(name, value)
    try:
        return msgspec.convert(given, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise Unsafe(f"A setting cannot be read: {error}") from error


def _split(name: str, value: str) -> str | list[str]:
    lists = {"trusted_proxies", "font_dirs", "webhook_hosts"}
    return [part for part in value.split(",") if part] if name in lists else value


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"no reading of {kind}")


def refuse_unsafe(settings: Settings) -> None:
    """Raise ``Unsafe`` when these settings must not serve real people."""
    if settings.mode is not Mode.PRODUCTION:
        return
    if settings.second_factor is SecondFactor.OFF:
        raise Unsafe("second_factor = off is for the demo only; set it to required.")
    if not settings.secure and not _loopback(settings):
        raise Unsafe("Plain HTTP on a public address; set public_url to the https address.")


def _loopback(settings: Settings) -> bool:
    host = urlsplit(settings.address).hostname or ""
    try:
        reached = ip_address(host).is_loopback
        bound = ip_address(settings.host).is_loopback
    except ValueError:
        return host == "localhost" and settings.host in {"localhost", "127.0.0.1"}
    return reached and bound


_current: Settings | None = None


def current() -> Settings:
    """Return the settings in force; the roof sets them before anything asks."""
    if _current is None:
        raise RuntimeError("settings are asked for before they were set")
    return _current


def use(settings: Settings) -> None:
    """Put these settings in force for the process."""
    global _current  # noqa: PLW0603 - one process serves one installation
    _current = settings
