"""Field encryption: AES-256-GCM with key ids, bound to the place a value stands in.

A sealed text is ``v1.<key id>.<base64 of nonce + ciphertext + tag>``. The associated data is its
place, ``table:row code:column``, so that a value copied to another row or column does not open.
Equality search goes through keyed hashes, each column with a key of its own: a plain hash of an ID
number is no protection, all numbers of a county can be tried in seconds.

The keys live in ``keys.json`` in the data folder (mode 0600), never in the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Keys(msgspec.Struct, frozen=True):
    """The secrets of an installation, each key by its id; the newest seals, all open."""

    seal: dict[str, bytes]
    sealing: str
    search: bytes
    session: bytes

    @classmethod
    def fresh(cls) -> Keys:
        """Return new random keys."""
        key = secrets.token_hex(4)
        return cls({key: os.urandom(32)}, key, os.urandom(32), os.urandom(32))


class Unopened(Exception):
    """A sealed value does not open: another place, another key, or changed bytes."""


_keys: Keys | None = None


def use(keys: Keys) -> None:
    """Put these keys in force for the process."""
    global _keys  # noqa: PLW0603 - one process serves one installation
    _keys = keys


def keys() -> Keys:
    """Return the keys in force."""
    if _keys is None:
        raise RuntimeError("keys are asked for before they were loaded")
    return _keys


def load_keys(home: Path) -> Keys:
    """Return the installation's keys, made at the first start and readable by its owner only."""
    path = home / "keys.json"
    home.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of several processes that start at once, one makes the keys, the others read them.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(Keys.fresh()))
        file.flush()
        os.fsync(file.fileno())
    return _read(path)


def _read(path: Path) -> Keys:
    return msgspec.json.decode(path.read_bytes(), type=Keys)


def seal(text: str, place: str) -> str:
    """Return the text sealed for this place; nothing stays nothing, so that empty is visible."""
    if not text:
        return ""
    held = keys()
    nonce = os.urandom(_NONCE)
    box = AESGCM(held.seal[held.sealing]).encrypt(nonce, text.encode(), place.encode())
    return f"v1.{held.sealing}.{base64.urlsafe_b64encode(nonce + box).decode()}"


def unseal(sealed: str, place: str) -> str:
    """Return the text sealed for this place; raise ``Unopened`` when it is not from here."""
    if not sealed:
        return ""
    try:
        _version, key, body = sealed.split(".", 2)
        raw = base64.urlsafe_b64decode(body)
        text = AESGCM(keys().seal[key]).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
    except (KeyError, ValueError, InvalidTag) as error:
        raise Unopened(place) from error
    return text.decode()


def seal_bytes(data: bytes, place: str) -> bytes:
    """Return bytes sealed for this place, such as a stored file's: the key's id, nonce, box."""
    held = keys()
    nonce = os.urandom(_NONCE)
    box = AESGCM(held.seal[held.sealing]).encrypt(nonce, data, place.encode())
    return f"v1.{held.sealing}.".encode() + nonce + box


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Return the bytes sealed for this place; raise ``Unopened`` when they are not from here."""
    try:
        _version, key, raw = sealed.split(b".", 2)
        held = AESGCM(keys().seal[key.decode()])
        return held.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
    except (KeyError, ValueError, InvalidTag) as error:
        raise Unopened(place) from error


def search_hash(column: str, normalised: str) -> str:
    """Return the keyed hash equality search goes by; nothing for nothing."""
    if not normalised:
        return ""
    column_key = hmac.digest(keys().search, column.encode(), "sha256")
    digest = hmac.digest(column_key, normalised.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """Return what is stored of a random token: its SHA-256; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign(purpose: str, text: str) -> str:
    """Return a signature of the text for one purpose, for values that leave and come back."""
    digest = hmac.digest(keys().session, f"{purpose}\0{text}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signed(purpose: str, text: str, signature: str) -> bool:
    """Return whether the signature was made here for this purpose and text."""
    return hmac.compare_digest(sign(purpose, text).encode(), signature.encode())
