# scripts/gdb/step_lesson.py: a lesson in front of somebody: prose, the command, a key, and what gdb answers.

import os
import sys
import termios
import tty
from pathlib import Path
from typing import Optional

import gdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lessons import text  # noqa: E402

KEYS = "a key: go on   g: gdb's own prompt   q: leave"
LEAVE = ("q", "Q", "\x03", "\x04", "")  # Ctrl-C and Ctrl-D among them
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def read_key() -> str:
    """One key, without Enter, whatever it is: Ctrl-C too is one."""
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setraw(sys.stdin)
        return os.read(sys.stdin.fileno(), 1).decode(errors="replace")
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def show(text: str) -> None:
    gdb.write(text + "\n")
    gdb.flush()


class LessonCommand(gdb.Command):
    """lesson: go on with the lesson, where it was left for gdb's own prompt."""

    def __init__(self) -> None:
        super().__init__("lesson", gdb.COMMAND_USER)
        self._lesson: Optional[text.Lesson] = None
        self._next = 0

    def invoke(self, argument: str, from_tty: bool) -> None:
        self.dont_repeat()
        if argument:
            path, _, mode = argument.rpartition(" ")
            if not Path(path).is_file():
                raise gdb.GdbError("lesson alone goes on with the lesson at hand; make lesson L=name STEP=1 begins another")
            self._lesson, self._next = text.read(Path(path), mode), 0
            show(f"\n{BOLD}{self._lesson.title}{PLAIN}\n\n{DIM}[{KEYS}]{PLAIN}")
        if not self._lesson:
            raise gdb.GdbError("no lesson is under way: make lesson L=name STEP=1 begins one")
        while self._next < len(self._lesson.steps):
            if not self._take(self._lesson.steps[self._next]):
                return
            self._next += 1
        self._end(self._lesson)

    def _take(self, step: text.Step) -> bool:
        """Whether somebody wanted this step to be taken."""
        if step.prose:
            show(f"\n{step.prose}\n")
        show(f"{BOLD}{text.PROMPT} {step.command}{PLAIN}")
        key = read_key()
        if key in LEAVE:
            gdb.execute("quit")
        if key in ("g", "G"):
            show(f"{DIM}[this is gdb; lesson goes on with the lesson, quit leaves]{PLAIN}")
            return False
        try:
            answer = gdb.execute(step.command, from_tty=True, to_string=True)
        except gdb.error as error:
            answer = f"{error}\n"
        except KeyboardInterrupt:
            answer = "Ctrl-C has stopped this command.\n"
        show(answer.rstrip())
        if unmet := text.missing(step, answer):
            wanted = "is expected" if unmet.is_wanted else "should not come"
            show(f"{DIM}[here {wanted}: {unmet.text}")
            show(f" Where gdb has gone elsewhere meanwhile, make lesson begins the lesson anew.]{PLAIN}")
        return True

    def _end(self, lesson: text.Lesson) -> None:
        if lesson.ending:
            show(f"\n{lesson.ending}\n")
        show(f"{DIM}[the end of the lesson; this is gdb, where one can go on: quit leaves]{PLAIN}")
        self._lesson = None


LessonCommand()
