"""Taking in files: looked into by a process of its own, scanned, and given a decent name."""

from __future__ import annotations

import asyncio
import hashlib
import re
import unicodedata
from collections.abc import Sequence

import msgspec
import structlog

from portal.core import settings as settings_
from portal.core.errors import Invalid, NotPossible, Problem, Unavailable, problem
from portal.core.i18n import N_, say
from portal.documents import files, scanning
from portal.documents.files import Put, State
from portal.documents.inspecting.model import (
    ENDING,
    LARGEST,
    MIME,
    Answer,
    Found,
    Order,
    Why,
)
from portal.documents.limits import WALL_SECONDS
from portal.documents.press import Broken, NotStarted, Press, Presses

log = structlog.get_logger(__name__)

_PROGRAM = "portal.documents.inspecting.program"
_LONGEST_NAME = 120
# What no file name needs: control characters, marks that turn or hide a text, halves of a pair.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_RESERVED = re.compile(r'[<>:"|?*]')

MENDS: dict[Why, str] = {
    Why.EMPTY: N_("“%(name)s”是空的（0 字节）。请重新选择文件，或重新扫描后上传。"),
    Why.LARGE: N_("“%(name)s”超过 10 MB。请降低扫描分辨率，或分成几份上传。"),
    Why.UNKNOWN: N_("“%(name)s”不是可以上传的类型。可以上传 JPEG、PNG、WebP 图片，PDF，TXT、CSV，"
                    "XLSX 和 DOCX；请转换后再上传。"),
    Why.ACTIVE: N_("“%(name)s”是网页、程序或含有脚本，不能上传。请打印成 PDF 或截图后再上传。"),
    Why.HEIC: N_("“%(name)s”是 HEIC 格式。请在手机相机设置中选“兼容性最佳”（JPEG）重新拍照，"
                 "或转换为 JPEG 后上传。"),
    Why.PICTURE_KIND: N_("“%(name)s”这种图片格式不能上传。请另存为 JPEG 或 PNG 后上传。"),
    Why.PICTURE_BROKEN: N_("“%(name)s”不完整或已损坏。请重新拍照或重新扫描后上传。"),
    Why.PICTURE_HUGE: N_("“%(name)s”的像素太多。请缩小到 5000 万像素以内后上传。"),
    Why.PDF_BROKEN: N_("“%(name)s”打不开，可能不完整。请用原来的程序重新导出 PDF 后上传。"),
    Why.PDF_LOCKED: N_("“%(name)s”有密码或权限限制。请去掉密码，或打印成新的 PDF 后上传。"),
    Why.TEXT_UNREADABLE: N_("“%(name)s”中的文字读不出来。请另存为 UTF-8 编码的文本，"
                            "或打印成 PDF 后上传。"),
    Why.ARCHIVE: N_("“%(name)s”是压缩包。请解压后把其中的文件逐个上传。"),
    Why.OFFICE_OLD: N_("“%(name)s”是旧格式或有密码的办公文档。请另存为没有密码的 DOCX、XLSX，"
                       "或导出为 PDF 后上传。"),
    Why.OFFICE_MACROS: N_("“%(name)s”含有宏或嵌入的对象。请另存为不含宏的 DOCX、XLSX，"
                          "或导出为 PDF 后上传。"),
    Why.OFFICE_BROKEN: N_("“%(name)s”打不开，可能已损坏。请用原来的程序重新保存后上传。"),
    Why.OFFICE_REACHES_OUT: N_("“%(name)s”会从别处读取内容。请导出为 PDF 后上传。"),
    Why.BOMB: N_("“%(name)s”解开后过大，没有接收。请导出为 PDF 后上传。"),
    Why.HEAVY: N_("“%(name)s”太复杂，检查没有完成。请降低分辨率或打印成新的 PDF 后上传。"),
}  # fmt: skip
_HARMFUL = N_("“%(name)s”被查出病毒，没有接收。请先为这台电脑杀毒，再重新扫描原件后上传。")


class Upload(msgspec.Struct, frozen=True):
    """A file as it was sent."""

    name: str
    data: bytes


class Taken(msgspec.Struct, frozen=True):
    """A file on the disk, harmless as far as that can be known; it belongs to nothing yet.

    ``original`` is the SHA-256 of what was sent; ``cleaned`` says that something that acts was
    taken out of it.
    """

    put: Put
    name: str
    mime: str
    state: State
    original: str
    cleaned: bool


def fingerprint(upload: Upload) -> str:
    """Return the SHA-256 of what was sent, by which the same file is known again."""
    return hashlib.sha256(upload.data).hexdigest()


async def take(upload: Upload, *, field: str) -> Taken:
    """Look into a file, and keep its bytes; ``field`` is the form's, for what is said against it.

    Raises ``Invalid`` with how to mend it for a file that is not taken.
    """
    found = await inspect(upload, field=field)
    state = await scanning.scanned(found.data)
    name = decent(upload.name, ENDING[found.kind])
    if state is State.INFECTED:
        raise Invalid([problem(field, _HARMFUL, code="infected", name=name)])
    put = await files.put(found.data, thumbnail=found.thumbnail)
    return Taken(put, name, MIME[found.kind], state, fingerprint(upload), found.cleaned)


async def take_all(sent: Sequence[Upload], *, field: str) -> list[Taken]:
    """Look into all of the files, so that everything wrong is said at once; take all or none."""
    taken: list[Taken] = []
    wrong: list[Problem] = []
    for each in sent:
        try:
            taken.append(await take(each, field=field))
        except Invalid as refused:
            wrong += refused.problems
        except BaseException:
            await discard(taken)
            raise
    if wrong:
        await discard(taken)
        raise Invalid(wrong)
    return taken


async def discard(taken: Sequence[Taken]) -> None:
    """Remove files from the disk that belong to nothing, after their transaction failed."""
    for each in taken:
        await files.discard(each.put)


def require_harmless(state: str) -> None:
    """Raise ``NotPossible`` while a file waits for the virus scanner, or was found harmful."""
    if state == State.QUARANTINED:
        raise NotPossible(say(N_("这份材料正在等待病毒检查，检查通过后就能打开，请稍后再试。")),
                          code="quarantined")  # fmt: skip
    if state == State.INFECTED:
        raise NotPossible(say(N_("这份材料被查出病毒，不能打开。请移除后重新扫描原件上传。")),
                          code="infected")  # fmt: skip


async def inspect(upload: Upload, *, field: str) -> Found:
    """Return the file made harmless; raise ``Invalid`` as ``take``."""
    answer = await _answered(upload)
    if answer.found is not None:
        return answer.found
    why = answer.why or Why.UNKNOWN
    raise Invalid([problem(field, MENDS[why], code=why.value, name=decent(upload.name))])


async def _answered(upload: Upload) -> Answer:
    if len(upload.data) > LARGEST:
        return Answer(why=Why.LARGE)
    order = msgspec.msgpack.encode(Order(upload.data, _ending(upload.name)))
    try:
        message = await asyncio.wrap_future(_running().order(order))
    except Broken as error:
        log.warning("a file was too much for its inspection", status=error.status)
        return Answer(why=Why.HEAVY)
    except NotStarted as error:
        sentence = say(N_("现在不能检查上传的文件，请稍后再试；如一直如此，请联系系统管理员。"))
        raise Unavailable(sentence) from error
    return msgspec.msgpack.decode(message, type=Answer)


def decent(name: str, ending: str = "") -> str:
    """Return a name that is only a name: no folders, no hidden marks; with the kind's ending."""
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = _RESERVED.sub("_", _UNSEEN.sub("", plain)).strip(" .")
    stem, dot, own = plain.rpartition(".")
    if not dot:
        stem, own = plain, ""
    kept = ending or own
    stem = stem[: _LONGEST_NAME - len(kept) - 1].strip(" .") or "file"
    return f"{stem}.{kept}" if kept else stem


def _ending(name: str) -> str:
    plain = decent(name)
    return plain.rpartition(".")[2].lower()[:10] if "." in plain else ""


_presses: list[Presses] = []


def _running() -> Presses:
    if not _presses:
        number = settings_.current().pdf_workers
        _presses.append(
            Presses(number, lambda: Press(_PROGRAM, [], seconds=WALL_SECONDS))
        )  # fmt: skip
    return _presses[0]


def shutdown() -> None:
    """End the inspections; the next file starts new ones."""
    while _presses:
        _presses.pop().close()
