"""Files nobody should send: what each does to a careless portal, made of bytes on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from PIL import Image

MARK = b"alert('ran')"
_SVG = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert('ran')</script></svg>"
_HTML = b"<!DOCTYPE html><html><body><script>alert('ran')</script></body></html>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **how: object) -> bytes:
    """A small picture as a camera makes it."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 40)).save(out, kind, **how)
    return out.getvalue()


def paper(change: Callable[[pikepdf.Pdf], None] = lambda _: None, **how: object) -> bytes:
    """A PDF of one page, changed."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 400))
        change(made)
        made.save(out, deterministic_id="encryption" not in how, **how)  # type: ignore[arg-type]
    return out.getvalue()


def office(body: str = "word/document.xml", **parts: bytes) -> bytes:
    """An office file with these parts beside the usual ones; ``__`` stands for a slash."""
    out = io.BytesIO()
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    held = {"[Content_Types].xml": types, "_rels/.rels": b"<Relationships/>", body: b"<document/>"}
    held |= {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in held.items():
            package.writestr(name, data)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """A plain archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("_dot_", "."), data)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    sum_ = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + sum_


def bomb_png(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that is a gigabyte of pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side // 10 * 3), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    )


def _script(made: pikepdf.Pdf) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Action, S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('ran')")
    )


def _opening(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = _script(made)


def _named_script(made: pikepdf.Pdf) -> None:
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(
            Names=[pikepdf.String("a"), made.make_indirect(_script(made))]
        )
    )


def _page_script(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = pikepdf.Dictionary(O=_script(made))


def _launch(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe")
    )  # fmt: skip


def _attached(made: pikepdf.Pdf) -> None:
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ app.alert", filename="a.exe")


def _submit(made: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("http://example.org"))
    made.pages[0].obj.Annots = made.make_indirect(pikepdf.Array([
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link,
                           Rect=[0, 0, 300, 400], A=act)
    ]))  # fmt: skip


def _rich(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Annots = pikepdf.Array([
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia,
                           Rect=[0, 0, 9, 9])
    ])  # fmt: skip


def _form_program(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=[], XFA=made.make_stream(b"<xdp><script>app.alert('ran')</script></xdp>")
    )


def _nested(made: pikepdf.Pdf) -> None:
    inner = _script(made)
    for _ in range(12):
        inner = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[0], Next=[inner])
    made.Root.OpenAction = inner


def _deep(made: pikepdf.Pdf) -> None:
    inner = pikepdf.Array([])
    for _ in range(120):
        inner = pikepdf.Array([inner])
    made.Root.Deep = inner


ACTIVE_PAPERS = {
    "script at opening": _opening, "named script": _named_script, "script of a page": _page_script,
    "launch": _launch, "attached program": _attached, "submit": _submit, "rich media": _rich,
    "form program": _form_program, "script behind jumps": _nested,
}  # fmt: skip


def _locked() -> bytes:
    return paper(encryption=pikepdf.Encryption(user="secret", owner="owner"))


def _restricted() -> bytes:
    return paper(encryption=pikepdf.Encryption(user="", owner="owner"))


def _lying_zip() -> bytes:
    """An archive whose part says that it is small, and is not."""
    data = bytearray(office(word__a_dot_xml=b"\0" * 3_000_000))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/a.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


_HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
_EXTERNAL = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/attachedTemplate" Target="http://example.org/a.dotm"'
    b' TargetMode="External"/></Relationships>'
)
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _files() -> Iterator[tuple[str, str, bytes]]:
    jpeg, png, pdf = picture(), picture("PNG"), paper()
    yield "SVG with a script", "a.svg", _SVG
    yield "SVG as PNG", "a.png", _SVG
    yield "SVG behind a declaration", "a.jpg", b'<?xml version="1.0"?>\n' + _SVG
    yield "HTML", "a.html", _HTML
    yield "HTML as JPG", "a.jpg", _HTML
    yield "HTML as text", "a.txt", _HTML
    yield "HTML after a long text", "a.txt", b"plain\n" * 9000 + _HTML
    yield "HTML in UTF-16", "a.txt", _HTML.decode().encode("utf-16")
    yield "HTML as CSV", "a.csv", b"name,value\n1,<script>alert('ran')</script>\n"
    yield "XHTML", "a.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>'
    yield "MHTML", "a.mht", b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + _HTML
    yield "GIF and JavaScript", "a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;" + MARK
    yield "GIF and JavaScript as JPG", "a.jpg", b"GIF89a=1;" + MARK
    yield "JPEG and HTML", "a.jpg", jpeg + _HTML
    yield "JPEG with HTML as comment", "a.jpg", picture(comment=_HTML)
    yield "PNG and HTML", "a.html", png + _HTML
    yield "PNG and an archive", "a.png", png + archive(a_dot_js=MARK)
    yield "PNG with a text chunk", "a.png", png[:33] + _chunk(b"tEXt", b"c\0" + _HTML) + png[33:]
    yield "JavaScript", "a.js", MARK
    yield "JavaScript as text", "a.txt", b"javascript:" + MARK
    yield "shell script", "a.txt", b"#!/bin/sh\nrm -rf /\n"
    yield "PHP", "a.php", b"<?php system($_GET['c']); ?>"
    yield "batch file", "a.bat", b"@echo off\r\nformat c:\r\n"
    yield "Windows program", "a.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 300
    yield "Windows program as PDF", "a.pdf", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + b"\0" * 300
    yield "Linux program", "a.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 300
    for words, change in ACTIVE_PAPERS.items():
        yield f"PDF with {words}", "a.pdf", paper(change)
    yield "PDF too deep", "a.pdf", paper(_deep)
    yield "PDF and HTML", "a.pdf", pdf + _HTML
    yield "HTML and PDF", "a.pdf", _HTML + pdf
    yield "PDF and an archive", "a.pdf", pdf + archive(a_dot_js=MARK)
    yield "PDF cut short", "a.pdf", pdf[: len(pdf) // 2]
    yield "PDF in name only", "a.pdf", b"%PDF-1.7\nnothing"
    yield "PDF with a password", "a.pdf", _locked()
    yield "PDF with restrictions", "a.pdf", _restricted()
    yield "zip bomb", "a.zip", archive(a=b"\0" * 60_000_000)
    yield "zip bomb as DOCX", "a.docx", office(word__a_dot_xml=b"\0" * 60_000_000)
    yield "zip that lies about its size", "a.docx", _lying_zip()
    yield "zip with many parts", "a.docx", office(**{f"p{n}": b"" for n in range(2500)})
    yield "zip that climbs", "a.docx", office(**{"..__..__etc__cron": b"x"})
    yield "DOCX with macros", "a.docx", office(word__vbaProject_dot_bin=b"macro")
    yield "DOCM", "a.docm", office(word__vbaProject_dot_bin=b"macro")
    yield "XLSX with a program inside", "a.xlsx", office(
        "xl/workbook.xml", xl__embeddings__oleObject1_dot_bin=b"x")  # fmt: skip
    yield "XLSX that calls a program", "a.xlsx", office(
        "xl/workbook.xml", xl__externalLinks__e1_dot_xml=b"<ddeLink s='cmd'/>")  # fmt: skip
    yield "DOCX that fetches its template", "a.docx", office(
        word___rels__settings_dot_xml_dot_rels=_EXTERNAL)  # fmt: skip
    yield "DOC of old", "a.doc", _OLE
    yield "DOCX behind HTML", "a.docx", _HTML + office()
    yield "JAR", "a.jar", archive(a_dot_class=b"\xca\xfe\xba\xbe")
    yield "RAR", "a.rar", b"Rar!\x1a\x07\x00" + b"\0" * 100
    yield "gzip", "a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\0" * 30
    yield "PNG bomb", "a.png", bomb_png()
    yield "PNG cut short", "a.png", png[:60]
    yield "JPEG cut short", "a.jpg", picture(size=(900, 900))[:2000]
    yield "JPEG in name only", "a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40
    yield "HEIC", "IMG_0001.HEIC", _HEIC
    yield "TIFF", "a.tif", picture("TIFF")
    yield "EICAR", "a.com", _EICAR
    yield "nothing at all", "a.jpg", b""
    yield "eleven megabytes", "a.jpg", jpeg + b"\0" * (11 * 1024 * 1024)
    yield "noise", "a.pdf", bytes(range(256)) * 40
    yield "text with NUL", "a.txt", b"a\0b\0c" * 90


FILES: dict[str, tuple[str, bytes]] = {what: (name, data) for what, name, data in _files()}

# Names that break headers, folders, pages and terminals; the file itself is harmless.
NAMES = {
    "quotes": 'a".jpg', "single quotes": "a';alert(1)//.jpg",
    "a new line": "a\r\nX-Evil: 1\r\n.jpg", "folders": "../../../etc/passwd",
    "folders of Windows": "..\\..\\boot.ini.jpg", "turned round": "photo\u202egpj.exe",
    "300 characters": "长" * 300 + ".jpg", "NUL": "a\0.php.jpg",
    "markup": "<img src=x onerror=alert('ran')>.jpg", "nothing": "", "dots": "...",
    "device": "CON.jpg", "a header": "a; filename=evil.html", "percent": "%2e%2e%2f.jpg",
    "formula": "=cmd|' /C calc'!A0.jpg", "half a character": "a\udcff.jpg",
}  # fmt: skip
