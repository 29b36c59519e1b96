"""Collect every text into the three catalogues, check that they are complete, compile them.

    python .ci/translations.py update    collect, keep what is translated, compile
    python .ci/translations.py draft     fill what 繁體 lacks from 简体, to be read and corrected
    python .ci/translations.py compile   compile only
    python .ci/translations.py check     fail when a text is missing or a placeholder differs

简体中文 is the language of the texts themselves, so its catalogue repeats them.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "portal" / "locales"
LANGUAGES = ("zh_Hans", "zh_Hant", "en")
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "say": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "problem": (2,),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def collect() -> Catalog:
    """Return every text of the code, the templates and the data files that name things."""
    found = Catalog(charset="utf-8")
    jinja = {"encoding": "utf-8", "silent": "false", "extensions": "jinja2.ext.do"}
    for room in ("portal", "referrals", "meetings", "templates"):
        methods = [
            ("**/piccolo_migrations/**", "ignore"),
            ("**.py", "python"),
            ("**.html", "jinja2"),
            ("**.txt", "jinja2"),
        ]
        options = {"**.html": jinja, "**.txt": jinja}
        for file, line, text, comments, context in extract_from_dir(
            ROOT / room, methods, options, KEYWORDS, comment_tags=("Translators:",)
        ):
            if _plain(text):
                continue
            place = [(f"{room}/{file}", line)]
            found.add(text, None, place, auto_comments=comments, context=context)
    return found


def _plain(text: str | tuple[str, ...]) -> bool:
    """Return whether there is nothing to translate: tags and codes are not Chinese."""
    words = [text] if isinstance(text, str) else [part for part in text if part]
    return all(word.isascii() for word in words)


def path(language: str) -> Path:
    """Return where a language's catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / "portal.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue, an empty one when there is none."""
    if not path(language).exists():
        return Catalog(locale=language, domain="portal")
    with path(language).open("rb") as file:
        return read_po(file, locale=language, domain="portal")


def update() -> None:
    """Bring the three catalogues to today's texts; texts no longer used are dropped."""
    for language in LANGUAGES:
        catalogue = read(language)
        # Collected anew for each: a catalogue takes over the very messages it is given.
        catalogue.update(collect(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.fuzzy = False
        if language == "zh_Hans":
            _repeat(catalogue)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        with path(language).open("wb") as file:
            write_po(file, catalogue, omit_header=False, sort_output=True, no_location=True,
                     include_lineno=False, width=100)  # fmt: skip
    compile_()


def _repeat(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            message.string = message.id if isinstance(message.id, str) else (message.id[0],)


# Where the character table leaves a choice, the words the offices use.
_CORRECTED = {"台賬": "臺賬", "答復": "答覆", "聯係": "聯繫", "覆蓋": "覆蓋", "頁麵": "頁面"}


def draft() -> None:
    """Fill the gaps of the 繁體 catalogue character by character; mainland terms stay."""
    convert = importlib.import_module("opencc").OpenCC("s2tw").convert
    catalogue = read("zh_Hant")
    for message in catalogue:
        if message.id and not any(
            [message.string] if isinstance(message.string, str) else message.string
        ):
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            words = tuple(_corrected(convert(text)) for text in ids[:1])
            message.string = words[0] if isinstance(message.id, str) else words
    with path("zh_Hant").open("wb") as file:
        write_po(file, catalogue, omit_header=False, sort_output=True, no_location=True, width=100)
    compile_()


def _corrected(text: str) -> str:
    for wrong, right in _CORRECTED.items():
        text = text.replace(wrong, right)
    return text


def compile_() -> None:
    """Write the binary catalogues the running portal reads."""
    for language in LANGUAGES:
        with path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))


def check() -> list[str]:
    """Return what is wrong with the catalogues, one line each."""
    texts = {(m.context, m.id) for m in collect() if m.id}
    return [line for language in LANGUAGES for line in _wrong(language, texts)]


def _wrong(language: str, texts: set[tuple[str | None, object]]) -> list[str]:
    held = {(m.context, m.id): m for m in read(language) if m.id}
    lines = [f"{language}: not collected: {key[1]!r}" for key in texts - held.keys()]
    lines += [f"{language}: no longer used: {key[1]!r}" for key in held.keys() - texts]
    return lines + [f"{language}: {why}" for m in held.values() if (why := _fault(language, m))]


def _fault(language: str, message: Message) -> str:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    words = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(words):
        return f"not translated: {ids[0]!r}"
    if language == "en" and any(_CHINESE.search(word) for word in words):
        return f"still Chinese: {ids[0]!r}"
    wanted = set(_PLACEHOLDER.findall(ids[0]))
    if any(set(_PLACEHOLDER.findall(word)) != wanted for word in words):
        return f"placeholders differ: {ids[0]!r}"
    return ""


def main() -> int:
    """Run the word of the command line; return its exit status."""
    word = sys.argv[1] if len(sys.argv) > 1 else "check"
    if word == "check":
        wrong = check()
        print("\n".join(wrong) or "the catalogues are complete")
        return int(bool(wrong))
    {"update": update, "draft": draft, "compile": compile_}[word]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
