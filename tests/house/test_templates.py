"""Templates: they compile, stand in a frame, hold no script or style, speak whole sentences."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from portal.core.errors import problem
from portal.core.i18n import Language, speaking
from portal.render.assets import STATIC
from portal.render.environment import TEMPLATES, Kind, environment, render
from portal.render.frame import Flash, Frame, NavItem

ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
HTML = [name for name in ALL if name.endswith(".html")]
SCREEN = [name for name in HTML if "/pdf/" not in name and "/email/" not in name]
PAGES = [name for name in SCREEN if "/_" not in f"/{name}" and not name.startswith("components/")]

GETTEXT = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
HAN = re.compile(r"[\u3400-\u9fff]")

# The samples stand for what people have written; the last lists words people may type.
UNTRANSLATED = {"_words.html", "portal/_ui_lists.html", "portal/_ui_lines.html"}


def kind_of(name: str) -> Kind:
    return "paper" if "/pdf/" in name else "mail" if "/email/" in name else "page"


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def tree(name: str) -> nodes.Template:
    env: Environment = environment(kind_of(name))
    return env.parse(source(name))


def without_comments(name: str) -> str:
    return re.sub(r"{#.*?#}", "", source(name), flags=re.S)


@pytest.mark.parametrize("name", ALL)
def test_it_compiles(name: str) -> None:
    assert environment(kind_of(name)).get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_a_frame_and_has_a_title(name: str) -> None:
    if name in {"base.html", "bare.html"}:
        return
    assert re.search(r'{% extends "(base|bare)\.html"', source(name))
    assert "{% block title %}" in source(name)


@pytest.mark.parametrize("name", [n for n in SCREEN if not n.startswith("components/")])
def test_it_says_what_it_expects(name: str) -> None:
    comment = re.match(r"{#(.*?)#}", source(name), flags=re.S)

    assert comment, "begin with a comment"
    assert "expects:" in comment[1]


FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"\son[a-z]+\s*=",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "a script in an htmx attribute": r"\bhx-on\b|[\"'{]js:|javascript:",
    "a filter in a trigger, which needs eval": r"hx-trigger=\"[^\"]*\[",
    "a foreign address": r"(src|href|action|hx-\w+)=\"(https?:)?//",
    "a browser's own bubble": r"<input[^>]*\srequired[\s>]",
}


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("name", SCREEN)
def test_it_holds_no(name: str, what: str) -> None:
    found = re.search(FORBIDDEN[what], without_comments(name))

    assert not found, f"{what}: {found and found[0]}"


@pytest.mark.parametrize("name", ALL)
def test_nothing_escapes_escaping(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|{%-?\s*autoescape|Markup\(", without_comments(name))


@pytest.mark.parametrize("name", ALL)
def test_what_is_translated_is_a_plain_text(name: str) -> None:
    for call in tree(name).find_all(nodes.Call):
        if not isinstance(call.node, nodes.Name) or call.node.name not in GETTEXT:
            continue
        texts = call.args[: GETTEXT[call.node.name]]
        assert all(isinstance(text, nodes.Const) for text in texts), f"line {call.lineno}"
        for text in texts:
            unnamed = re.sub(r"%%|%\(\w+\)s", "", text.as_const())
            assert "%" not in unnamed, f"line {call.lineno}: name the placeholders"


@pytest.mark.parametrize("name", [n for n in ALL if n not in UNTRANSLATED])
def test_no_words_stand_outside_the_catalogues(name: str) -> None:
    if "/pdf/" in name:
        return
    for data in tree(name).find_all(nodes.TemplateData):
        found = HAN.search(data.data)
        assert not found, f"line {data.lineno}: {data.data.strip()[:40]}"


@pytest.mark.parametrize("name", SCREEN)
def test_every_posted_form_carries_the_token(name: str) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source(name), flags=re.S)

    assert all("ui.hidden(" in form or 'name="_csrf"' in form for form in forms)


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    listed = set((STATIC / "icons.txt").read_text(encoding="utf-8").split())
    used = {
        icon
        for name in SCREEN
        for icon in re.findall(r"""icon(?:=|\()["']([a-z0-9-]+)""", without_comments(name))
    }

    assert used <= listed


def classes_shown() -> set[str]:
    """The classes of the page of all components, and of the frame without navigation."""
    frame = Frame(
        person_name="陈晓梅", unit_name="几江街道", unread=3, demo=True,
        nav=(NavItem("/", "工作台"),), flashes=(Flash("已签收。", undo="/x"),),
    )  # fmt: skip
    wrong = [problem("wrong", "请填写姓名。")]
    shown = render(
        "portal/ui.html",
        {"frame": frame, "now": datetime(2026, 11, 23, 9, tzinfo=UTC), "problems": wrong},
    )
    stranger = {"step": "password", "login": "", "next": "/", "problems": (), "said": ""}
    shown += render("portal/sign_in.html", {**stranger, "demo_logins": [("a", "b")]})
    return {word for value in re.findall(r'class="([^"]*)"', shown) for word in value.split()}


def classes_of(name: str) -> set[str]:
    """The classes a template names as they are; those it composes are the components' matter."""
    composed = re.sub(r"{{.*?}}|{%.*?%}", "\0", without_comments(name), flags=re.S)
    values = re.findall(r'class="([^"]*)"', composed)
    return {word for value in values for word in value.split() if "\0" not in word}


@pytest.mark.parametrize("name", SCREEN)
def test_a_class_that_is_used_is_on_the_page_of_all_components(name: str) -> None:
    assert classes_of(name) <= classes_shown()


def test_a_class_of_ours_that_nobody_uses_is_not_kept() -> None:
    style = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
    bare = re.sub(r"/\*.*?\*/|url\(.*?\)|\"[^\"]*\"", "", style, flags=re.S)
    ours = set(re.findall(r"\.([a-z][a-z0-9-]+)", bare))
    script = (STATIC / "js" / "app.js").read_text(encoding="utf-8")
    by_script = {name for name in ours if f'"{name}"' in script or name.startswith("htmx-")}

    assert ours - by_script <= classes_shown()


def test_our_stylesheet_keeps_to_its_budget() -> None:
    style = (STATIC / "css" / "app.css").read_bytes()

    assert len(gzip.compress(style)) <= 12 * 1024


@pytest.mark.parametrize("spoken", list(Language))
def test_the_page_of_all_components_speaks_every_language(spoken: Language) -> None:
    with speaking(spoken):
        context = {"now": datetime(2026, 11, 23, 9, tzinfo=UTC), "problems": ()}
        assert f'<html lang="{spoken}"' in render("portal/ui.html", context)


def test_no_template_is_left_behind() -> None:
    assert {Path(name).suffix for name in ALL} <= {".html", ".txt", ".css", ".svg"}
