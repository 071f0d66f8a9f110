# tests/system/screen.py: a terminal just good enough to see what a user sees: cells, and a cursor.

import re
import unicodedata

# A control sequence (ECMA-48, 5.4): parameters, and a final character that says what to do.
SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([@-~])")


def width(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """80 columns, and as many rows as are written: what scrolls away on a real terminal stays here. A wide
    character fills two cells: itself, and an empty string. A newline starts a row at its first column, since
    the console sends a carriage return with it."""

    COLUMNS = 80

    def __init__(self, text=""):
        self.rows = [[]]
        self.row = self.column = 0
        self.bells = 0
        self.show(text)

    @property
    def lines(self):
        return ["".join(row).rstrip() for row in self.rows]

    @property
    def line(self):
        """The row that the cursor is in."""
        return self.lines[self.row]

    def show(self, text):
        at = 0
        while at < len(text):
            if match := SEQUENCE.match(text, at):
                self._obey(match[1], match[2])
                at = match.end()
            else:
                self._put(text[at])
                at += 1

    def _put(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.column = 0
            self._down()
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\a":
            self.bells += 1
        else:
            assert character >= " ", f"a terminal would do who knows what for {character!r}"
            self._write(character)

    def _down(self):
        self.row += 1
        if self.row == len(self.rows):
            self.rows.append([])

    def _write(self, character):
        cells = width(character)
        if cells == 0:
            return
        if self.column + cells > self.COLUMNS:
            self.column = 0
            self._down()
        row = self.rows[self.row]
        row += [" "] * (self.column + cells - len(row))
        self._split_wide(row, self.column)
        self._split_wide(row, self.column + cells)
        row[self.column : self.column + cells] = [character] + [""] * (cells - 1)
        self.column += cells

    @staticmethod
    def _split_wide(row, column):
        """Half a character cannot stay: both its cells become blank."""
        if 0 < column < len(row) and row[column] == "":
            row[column - 1 : column + 1] = [" ", " "]

    def _obey(self, parameters, final):
        number = int(parameters or "0") if parameters.isdigit() or not parameters else None
        row = self.rows[self.row]
        if final == "m":
            pass  # colours
        elif final == "C":
            self.column = min(self.COLUMNS - 1, self.column + (number or 1))
        elif final == "D":
            self.column = max(0, self.column - (number or 1))
        elif final == "G":
            self.column = (number or 1) - 1
        elif final == "A":
            self.row = max(0, self.row - (number or 1))
        elif final == "B":
            for _ in range(number or 1):
                self._down()
        elif final == "H" and not parameters:
            self.row = self.column = 0
        elif final == "H" and (place := re.fullmatch(r"(\d+);(\d+)", parameters)):
            self.row, self.column = int(place[1]) - 1, int(place[2]) - 1
            self.rows += [[] for _ in range(self.row + 1 - len(self.rows))]
        elif final == "J" and number == 2:
            self.rows = [[] for _ in self.rows]
        elif final == "K" and number == 0:
            self._split_wide(row, self.column)
            del row[self.column :]
        elif final == "J" and number == 0:
            self._split_wide(row, self.column)
            del row[self.column :]
            del self.rows[self.row + 1 :]
        elif final == "P":
            del row[self.column : self.column + (number or 1)]
        else:
            raise AssertionError(f"this terminal does not know the control sequence {parameters!r} {final!r}")
