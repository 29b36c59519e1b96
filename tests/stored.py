"""What lies in a data folder's document store, opened as its owner could."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.core import crypto

_NONCE = 12


def opened(home: Path, code: str) -> bytes:
    """Return the bytes of a stored file by the keys that lie in the same folder."""
    sealed = (home / "files" / code[:2] / code).read_bytes()
    _version, key, raw = sealed.split(b".", 2)
    held = AESGCM(crypto.load_keys(home).seal[key.decode()])
    return held.decrypt(raw[:_NONCE], raw[_NONCE:], f"stored_file:{code}:data".encode())
