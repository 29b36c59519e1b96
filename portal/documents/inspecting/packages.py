"""Office files, which are archives: no programs, no bombs, nothing that fetches from elsewhere."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from portal.documents.inspecting.model import Found, Kind, Refused, Why

_MOST_PARTS = 2_000
_MOST_BYTES = 100 * 1024 * 1024
# Text packs ten to one; a bomb a thousand to one.
_MOST_PACKED = 200
_FREE = 1024 * 1024
_STEP = 65_536

_BODIES = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_TYPES = "[Content_Types].xml"
_PROGRAMS = re.compile(r"vbaproject|vbadata|/activex/|/embeddings/|macrosheets|\.bin$", re.I)
_HARMLESS_BIN = re.compile(r"printersettings\d*\.bin$", re.I)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX|oleObject", re.I)
_REACHING = re.compile(
    rb'Type="[^"]*/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)"[^>]*TargetMode="Ext'
    rb'|TargetMode="External"[^>]*Type="[^"]*/(?:attachedTemplate|oleObject|frame|subDocument)"'
    rb'|Target="(?:file|javascript|mhtml|ms-\w+):|<ddeLink|DDEAUTO',
    re.I,
)


def opened(data: bytes) -> Found:
    """Return the office file as it came; raise ``Refused`` for an archive that is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return Found(_kind(package, data), data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Refused(Why.OFFICE_BROKEN) from error


def _kind(package: zipfile.ZipFile, data: bytes) -> Kind:
    parts = package.infolist()
    _refuse_bombs(parts)
    names = [part.filename for part in parts]
    kind = next((found for name, found in _BODIES.items() if name in names), None)
    if kind is None or _TYPES not in names:
        raise Refused(Why.ARCHIVE)
    _refuse_oddities(parts, names, data)
    if any(_PROGRAMS.search(name) and not _HARMLESS_BIN.search(name) for name in names):
        raise Refused(Why.OFFICE_MACROS)
    for part in parts:
        _refuse_reaching(part.filename, _unpacked(package, part))
    return kind


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise Refused(Why.BOMB)
    for part in parts:
        if part.file_size > _FREE and part.file_size > _MOST_PACKED * max(part.compress_size, 1):
            raise Refused(Why.BOMB)


def _refuse_oddities(parts: list[zipfile.ZipInfo], names: list[str], data: bytes) -> None:
    locked = any(part.flag_bits & 1 for part in parts)
    climbing = any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)
                   for name in names)  # fmt: skip
    doubled = len({name.lower() for name in names}) != len(names)
    # Nothing rides before the archive: it begins with its first part.
    riding = not data.startswith(b"PK\x03\x04") or min(p.header_offset for p in parts) != 0
    if locked or climbing or doubled or riding:
        raise Refused(Why.OFFICE_BROKEN)


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part, read to its end: what it says of its own size is not believed."""
    out = bytearray()
    with package.open(part) as opened_part:
        while piece := opened_part.read(_STEP):
            out += piece
            if len(out) > _MOST_BYTES:
                raise Refused(Why.BOMB)
    return bytes(out)


def _refuse_reaching(name: str, text: bytes) -> None:
    if name == _TYPES and _MACRO_TYPES.search(text):
        raise Refused(Why.OFFICE_MACROS)
    if name.endswith((".rels", ".xml")) and _REACHING.search(text):
        raise Refused(Why.OFFICE_REACHES_OUT)
