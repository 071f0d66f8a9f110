# scripts/classroom/drawing.py: lines of text in colours, cut to a width, and drawn where they differ from what is there.

import os
import sys
import unicodedata
from typing import NamedTuple

# What the parts of a line mean, and how they look (ECMA-48, 8.3.117). Never by colour alone: projectors differ.
STYLES = {
    "": "",
    "user": "1;30;42",
    "kernel": "1;37;41",
    "firmware": "1;37;45",
    "off": "7",
    "changed": "1;33",
    "here": "1",
    "title": "36",
    "faint": "2",
}


class Span(NamedTuple):
    text: str
    style: str = ""


Line = list[Span]


def width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int) -> tuple[str, int]:
    """As much of a text as fits, and the columns that it takes. What would move the cursor is shown as a dot."""
    shown, used = [], 0
    for character in text.expandtabs(4):
        character = character if character.isprintable() else "."
        if used + width(character) > columns:
            break
        shown.append(character)
        used += width(character)
    return "".join(shown), used


class Painter:
    """Writes to the terminal. Without colours if the user wishes none: https://no-color.org."""

    def __init__(self) -> None:
        self._colours = not os.environ.get("NO_COLOR")
        self._shown: list[str] = []
        self._size = (0, 0)

    def paint(self, lines: list[Line], columns: int, rows: int) -> None:
        """Only the rows that have changed are written, all at once, so that nothing flickers."""
        rendered = [self._render(line, columns) for line in lines[:rows]]
        rendered += [""] * (rows - len(rendered))
        if self._size != (columns, rows):
            self._size, self._shown = (columns, rows), ["?"] * rows
        output = [
            f"\x1b[{row + 1};1H{text}\x1b[K" for row, text in enumerate(rendered) if text != self._shown[row]
        ]
        self._shown = rendered
        if output:
            sys.stdout.write("".join(output))
            sys.stdout.flush()

    def _render(self, line: Line, columns: int) -> str:
        pieces = []
        for span in line:
            text, used = cut(span.text, columns)
            columns -= used
            colours = STYLES[span.style] if self._colours else ""
            pieces.append(f"\x1b[{colours}m{text}\x1b[m" if colours else text)
        return "".join(pieces)
