"""Three languages, complete: every text of the code and templates has its words."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / ".ci" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_text_is_translated_with_its_placeholders() -> None:
    assert _tool().check() == []


def test_the_tool_would_see_a_text_that_is_missing() -> None:
    tool = _tool()

    assert tool._wrong("en", {(None, "这句话不在任何目录里。")})
