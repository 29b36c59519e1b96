"""The Jinja environments: one for pages, one for e-mails, one for papers.

Undefined names are errors, everything is escaped except the text of e-mails, and ``_()`` speaks
the language of the current request. Templates see the macros of ``templates/components`` as
``ui.<macro>``: a block is rendered alone for htmx, and an import at a page's top would not be
there then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2_fragments import render_block
from markupsafe import Markup

from portal.core import i18n, ids
from portal.core.i18n import Language
from portal.render import charts, filters, labels
from portal.render.assets import asset
from portal.render.frame import Frame

Kind = Literal["page", "mail", "paper"]

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "_templates"
TEMPLATES = _INSTALLED if _INSTALLED.exists() else _PACKAGE.parent / "templates"

FILTERS = {
    "date": filters.day,
    "written_day": filters.written_day,
    "weekday": filters.weekday_name,
    "instant": filters.instant,
    "time": filters.clock_time,
    "machine_time": filters.machine_time,
    "money": filters.money,
    "yuan": filters.yuan,
    "days": filters.days,
    "file_size": filters.file_size,
    "label": labels.label,
    "tone": labels.tone,
    "mask_id": filters.mask_id,
    "mask_phone": filters.mask_phone,
    "mask_name": filters.mask_name,
    "sentence": str,
    "wrap_rare": filters.wrap_rare,
}

LANGUAGES = ((Language.HANS, "简体中文"), (Language.HANT, "繁體中文"), (Language.EN, "English"))


def render(
    template: str, context: Mapping[str, Any], *, block: str | None = None, kind: Kind = "page"
) -> str:
    """Return the rendered template, or one named block of it alone."""
    env = environment(kind)
    if block is not None:
        return render_block(env, template, block, _framed(context))
    return env.get_template(template).render(_framed(context))


def _framed(context: Mapping[str, Any]) -> dict[str, Any]:
    return {"frame": Frame(), "csrf_token": "", **context}


@cache
def environment(kind: Kind) -> Environment:
    """Return the environment for this kind of text; it is made once."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=_escapes if kind == "mail" else True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    _speak(env)
    if kind != "mail":
        env.globals["_"] = _said
    env.filters.update(FILTERS)
    env.globals.update(language=i18n.language, languages=LANGUAGES)
    if kind == "page":
        env.globals.update(asset=asset, once=ids.new_code, still=still, ui=SimpleNamespace())
        env.globals.update(bars=charts.bars, trend=charts.trend)
        _collect_components(env)
    return env


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def _speak(env: Environment) -> None:
    install: Any = env.install_gettext_callables  # type: ignore[attr-defined]  # the extension adds it
    install(
        i18n.gettext,
        i18n.ngettext,
        newstyle=True,
        pgettext=i18n.pgettext,
        npgettext=i18n.npgettext,
    )


def _said(message: str, /, **params: Any) -> Markup:
    """Return the message with its particulars escaped.

    It does what the extension's own does, in a third of the time: a page says sixty sentences,
    and most have no particulars.
    """
    text = Markup(i18n.gettext(message))
    return text % params if "%" in message else text


def still(template: str) -> Markup:
    """Return a part that is the same for everybody who reads this language; it is rendered once."""
    return _still(template, i18n.language())


@cache
def _still(template: str, spoken: Language) -> Markup:
    with i18n.speaking(spoken):
        return Markup(environment("page").get_template(template).render())


# Small parts that a page holds many times over, and that follow from what they are given alone.
_KEPT = frozenset({"lamp", "state", "badge", "count", "icon"})


def _kept(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """Return the macro, rendered once for the same things in the same language.

    A text that is escaped and one that is markup already are not the same: types count.
    """

    @lru_cache(maxsize=4096, typed=True)
    def rendered(_spoken: Language, *args: Any, **kwargs: Any) -> Markup:
        return macro(*args, **kwargs)

    return lambda *args, **kwargs: rendered(i18n.language(), *args, **kwargs)


def _collect_components(env: Environment) -> None:
    """Put every public macro of the components under ``ui``; two of one name are an error."""
    kit = env.globals["ui"]
    for name in env.list_templates(filter_func=lambda path: path.startswith("components/")):
        for macro, call in _macros(env.get_template(name)):
            if hasattr(kit, macro):
                raise ValueError(f"{name}: there is another macro of the name {macro}")
            setattr(kit, macro, _kept(call) if macro in _KEPT else call)


def _macros(template: Template) -> list[tuple[str, Any]]:
    found = vars(template.module).items()
    return [(name, call) for name, call in found if not name.startswith("_") and callable(call)]
