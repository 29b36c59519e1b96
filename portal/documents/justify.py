"""Chinese lines that end flush: WeasyPrint 70.0 justifies between words, and Chinese has no spaces.

A line that a full stop or a figure made too short is stretched evenly between all its characters.
Lines of other languages are left to WeasyPrint. The functions replaced here are not public ones:
WeasyPrint is pinned, and the tests measure the right edge of every full line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import copysign
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout


def patch() -> None:
    """Let every Chinese line that is to be justified end flush; once per process."""
    between_words: Callable[..., None] = inline.justify_line

    def justify_line(context: Any, line: Any, extra: float) -> None:
        texts = list(_texts(line))
        # The last character is followed by nothing, not even by the space between letters.
        gaps = sum(len(each.text) for each in texts) - 1
        # A short line is not meant to be full: stretched, it would look broken.
        if _is_chinese(line) and gaps > 0 and extra < line.width / 3:
            _Spreading(context, extra + _spacing(texts[-1].style), gaps).over(line)
        else:
            between_words(context, line, extra)

    inline.justify_line = justify_line


def _is_chinese(line: Any) -> bool:
    return str(line.style["lang"] or "").startswith("zh")


def _spacing(style: Any) -> float:
    own = style["letter_spacing"]
    return 0.0 if own == "normal" else float(own)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, _LINES):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


_LINES = (boxes.LineBox, boxes.InlineBox)


class _Spreading:
    """The room that is left on one line, and the gaps it is still to be spread over."""

    def __init__(self, context: Any, room: float, gaps: int) -> None:
        self._context, self._room, self._gaps = context, room, gaps
        self._moved = 0.0

    def over(self, box: Any) -> None:
        """Move a box by what came before it, and widen its texts."""
        if isinstance(box, boxes.TextBox):
            box.position_x += self._moved
            self._widen(box)
        elif isinstance(box, _LINES):
            box.position_x += self._moved
            before = self._moved
            for child in box.children:
                if child.is_in_normal_flow():
                    self.over(child)
            box.width += self._moved - before
        else:
            box.translate(self._moved, 0)

    def _widen(self, box: Any) -> None:
        style = box.style.copy()
        unit = style["font_size"] / 1000
        own = _spacing(style)
        # A PDF moves glyphs by whole units and WeasyPrint cuts the rest off, so the nearest whole
        # unit is asked for, with a little more that may be cut off.
        units = round((own + self._room / max(self._gaps, 1)) / unit)
        style["letter_spacing"] = (units + copysign(0.3, units)) * unit
        layout = create_layout(box.text, style, self._context, None, 0)
        layout.deactivate()
        box.style, box.pango_layout = style, layout
        more = (units * unit - own) * len(box.text)
        box.width += more
        self._room -= more
        self._gaps -= len(box.text)
        self._moved += more
