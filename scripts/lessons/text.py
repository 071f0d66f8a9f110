# scripts/lessons/text.py: what a lesson file says: its head, its prose, its commands, and what gdb shall answer.
"""docs/lessons/README.md describes the format to whoever writes one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROMPT = "(gdb)"
ANYTHING = "..."
HARTS_MAX = 8
LEAVES = ("quit", "q", "exit", "kill", "detach", "disconnect")

# What `xepc` is in each mode, as the manual writes it; which level of privilege the kernel has; and the number of its timer
# interrupt (Privileged manual, 3.1.15 and 4.1.8).
MODES = {
    "machine": {"x": "m", "xlevel": "3", "xtimer": "7"},
    "supervisor": {"x": "s", "xlevel": "1", "xtimer": "5"},
}
OF_MODE = re.compile(r"\bx(status|epc|cause|tval|tvec|scratch|ip|ie|ret)\b")


class BadLesson(Exception):
    """All that is wrong with a file: a line for each mistake, with its place."""


@dataclass(frozen=True)
class Expected:
    """A line that must be in the answer, or must not."""

    number: int  # of the line in the file
    text: str  # as it stands there
    pattern: re.Pattern[str]
    is_wanted: bool


@dataclass
class Step:
    """A command, the prose before it, and what gdb shall say."""

    number: int
    prose: str
    command: str
    expected: list[Expected] = field(default_factory=list)
    hint: str = ""


@dataclass
class Lesson:
    path: Path
    title: str
    program: str
    modes: list[str]
    harts: int
    is_recorded: bool
    steps: list[Step]
    ending: str  # the prose after the last command

    @property
    def name(self) -> str:
        return self.path.stem


def in_mode(text: str, mode: str) -> str:
    """A text that speaks of xepc and the kernel's xlevel, about a kernel in this mode."""
    words = MODES[mode]
    text = OF_MODE.sub(rf"{words['x']}\1", text)
    return re.sub(r"\b(xlevel|xtimer)\b", lambda match: words[match[1]], text)


def squeeze(line: str) -> str:
    """A line as it is compared: whatever blanks are in it count as one."""
    return " ".join(line.split())


def missing(step: Step, answer: str) -> Expected | None:
    """The first expectation that the answer does not meet. Wanted lines come in their order, others may be between."""
    lines = [squeeze(line) for line in answer.splitlines()]
    begin = 0
    for expected in step.expected:
        places = [at for at, line in enumerate(lines) if expected.pattern.fullmatch(line)]
        if not expected.is_wanted:
            if places:
                return expected
            continue
        place = next((at for at in places if at >= begin), None)
        if place is None:
            return expected
        begin = place + 1
    return None


class Reader:
    """Reads one file, and goes on after a mistake, so that all of them are told at once."""

    def __init__(self, path: Path, mode: str):
        self._path = path
        self._mode = mode
        self._mistakes: list[tuple[int, str]] = []

    def read(self) -> Lesson:
        try:
            text = self._path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise BadLesson(f"{self._path}: this is no text in UTF-8") from None
        lines = list(enumerate(in_mode(text, self._mode).splitlines(), 1))
        body = next((at for at, (_, line) in enumerate(lines) if not line.strip()), len(lines))
        head = self._head(lines[:body])
        steps, ending = self._body(lines[body:])
        if not steps and not self._mistakes:
            self._complain(len(lines), f"there is no command: a line that begins with {PROMPT}")
        if self._mistakes:
            raise BadLesson("\n".join(f"{self._path}:{number}: {what}" for number, what in sorted(self._mistakes)))
        modes = mode_words(head.get("modes", " ".join(MODES)))
        recorded = head.get("recorded", "no") == "yes"
        return Lesson(self._path, head["title"], head["program"], modes, int(head.get("harts", "1")), recorded, steps, ending)

    def _complain(self, number: int, what: str) -> None:
        self._mistakes.append((number, what))

    # --- the head: up to the first empty line ---

    def _head(self, lines: list[tuple[int, str]]) -> dict[str, str]:
        head: dict[str, str] = {}
        for number, line in lines:
            word, colon, value = (part.strip() for part in line.partition(":"))
            if not colon or word not in CHECKS:
                self._complain(number, f"{line!r} does not belong to the head of a lesson, which has {', '.join(CHECKS)}")
            elif word in head:
                self._complain(number, f"{word}: is there twice")
            elif not CHECKS[word](value):
                self._complain(number, f"{word}: {value}: {MEANINGS[word]}")
            head[word] = value
        for word in ("title", "program"):
            if word not in head:
                self._complain(1, f"the head lacks {word}: ({MEANINGS[word]}); an empty line ends the head")
        if head.get("recorded") == "yes" and (mode_words(head.get("modes", "")) != ["machine"] or head.get("harts", "1") != "1"):
            self._complain(1, "what is recorded has modes: machine, and one hart")
        return head

    # --- prose, commands, and what gdb shall say ---

    def _body(self, lines: list[tuple[int, str]]) -> tuple[list[Step], str]:
        steps: list[Step] = []
        prose: list[str] = []
        is_open = False  # lines belong to the last command: no empty one came since
        for number, line in lines:
            if line.startswith(PROMPT):
                steps.append(Step(number, "\n".join(prose).strip(), self._command(number, line)))
                prose = []
                is_open = True
            elif is_open and line.strip():
                self._add(steps[-1], number, line)
            else:
                is_open = False
                self._check_prose(number, line)
                prose.append(line.rstrip())
        return steps, "\n".join(prose).strip()

    def _command(self, number: int, line: str) -> str:
        command = line.removeprefix(PROMPT).strip()
        if not command:
            self._complain(number, f"after {PROMPT} a command is missing")
        if command.split(" ")[0] in LEAVES:
            self._complain(number, f"{command}: ends the session; a lesson ends by itself")
        return command

    def _check_prose(self, number: int, line: str) -> None:
        if line.startswith(("~ ", "! ", "? ")):
            self._complain(number, f"{line[:2]}belongs to a command: it stands right below one, without an empty line between")

    def _add(self, step: Step, number: int, line: str) -> None:
        sign, rest = line[:2], line[2:].strip()
        if sign == "? ":
            step.hint = f"{step.hint} {rest}".strip()
            return
        pattern = self._expression(number, rest) if sign == "~ " else self._pattern(number, rest if sign == "! " else line)
        if pattern:
            step.expected.append(Expected(number, line.strip(), pattern, sign != "! "))

    def _pattern(self, number: int, text: str) -> re.Pattern[str] | None:
        """Of a line as gdb says it, in which three dots stand for anything."""
        if not text.replace(ANYTHING, "").strip():
            self._complain(number, f"{text.strip() or 'nothing'!r} fits every line, and so says nothing")
            return None
        return re.compile(".*".join(map(re.escape, squeeze(text).split(ANYTHING))))

    def _expression(self, number: int, text: str) -> re.Pattern[str] | None:
        try:
            pattern = re.compile(text)
        except re.error as error:
            self._complain(number, f"{text!r} is no regular expression: {error}")
            return None
        if r"\n" in text or r"\t" in text or "  " in text:
            self._complain(number, f"{text!r} fits nothing: lines are looked at one by one, and blanks count as one")
        elif pattern.fullmatch(""):
            self._complain(number, f"{text!r} fits even an empty line, and so says nothing")
        return pattern


def mode_words(value: str) -> list[str]:
    return value.replace(",", " ").split()


CHECKS = {
    "title": bool,
    "program": bool,
    "modes": lambda value: bool(value) and all(word in MODES for word in mode_words(value)),
    "harts": lambda value: value.isdecimal() and 1 <= int(value) <= HARTS_MAX,
    "recorded": lambda value: value in ("yes", "no"),
}
MEANINGS = {
    "title": "what the lesson is about",
    "program": "the command that the machine runs, such as /lessons/hello",
    "modes": "there is machine, and supervisor",
    "harts": f"a number from 1 to {HARTS_MAX}",
    "recorded": "yes, or no",
}


def read(path: Path, mode: str) -> Lesson:
    """A lesson as it is for a kernel in this mode; BadLesson says what is wrong with the file."""
    return Reader(path, mode).read()


def lessons(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.lesson"))
