# scripts/lessons/play.py: runs a lesson under gdb, and looks whether each answer is what the lesson expects.

import difflib
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts/gdb"))

from batch import Conversation, converse, run, session_command, within  # noqa: E402

from lessons.text import BadLesson, Expected, Lesson, Step, missing  # noqa: E402

TIME_LIMIT = 300  # seconds for a lesson: far more than any takes
# The machine's time is that of its instructions, a nanosecond for each: a turn of 10 ms is as many of them on any host. Not
# with sleep=off, with which time jumps to the next timer interrupt whenever gdb lets the machine go on.
CLOCK = "-icount shift=0"


class Problem(Exception):
    """Why a lesson cannot be run, and what one can do about it."""


@dataclass(frozen=True)
class Outcome:
    """What became of a step."""

    step: Step
    answer: str
    unmet: Expected | None = None  # the expectation that was not met, if it was that
    trouble: str = ""  # what else is wrong

    @property
    def is_good(self) -> bool:
        return not self.unmet and not self.trouble


@dataclass(frozen=True)
class Played:
    """A lesson that was run."""

    lesson: Lesson
    outcomes: list[Outcome]
    console: str

    @property
    def is_good(self) -> bool:
        return all(outcome.is_good for outcome in self.outcomes)


@dataclass(frozen=True)
class Kernel:
    """The kernel that lessons look into."""

    path: Path

    @property
    def mode(self) -> str:
        return self.path.parent.name

    @property
    def programs(self) -> Path:
        """The folder that the root image was made from."""
        return self.path.parents[1] / "root"

    @property
    def transcripts(self) -> Path:
        return self.path.parents[2] / "lessons"

    def check(self, lesson: Lesson) -> None:
        """Whether this lesson is for this kernel, and its program there."""
        if self.mode not in lesson.modes:
            raise Problem(f"{lesson.path} is for {' and '.join(lesson.modes)} mode: leave MODE={self.mode} out")
        word = lesson.program.split()[0]
        names = sorted(str(path.relative_to(self.programs)) for path in self.programs.glob("*/**/*") if path.is_file())
        if word.lstrip("/") in names or f"bin/{word}" in names:
            return
        near = difflib.get_close_matches(word.lstrip("/"), names, 1)
        guess = f"; there is /{near[0]}" if near else "; a new one goes to user/lessons/"
        raise Problem(f"{lesson.path}: program: {word}: there is no such program{guess}")

    @contextmanager
    def session(self, lesson: Lesson) -> Iterator[list[str]]:
        """The command line of a session with the machine that the lesson wants; what it needs is there meanwhile."""
        bios = "none" if self.mode == "machine" else "default"
        emulator = os.environ.get("QEMU", "qemu-system-riscv64")
        qemu = f"{emulator} -machine virt -bios {bios} -m 128M -smp {lesson.harts} -no-reboot"
        qemu += f" -kernel {shlex.quote(str(self.path))}"
        append = f" -- {lesson.program}"
        if not lesson.is_recorded:
            yield session_command(self.path, f"{qemu} {CLOCK}", append)
            return
        with TemporaryDirectory() as scratch:
            folder = f"{scratch}/{lesson.name}"
            record = [*session_command(self.path, qemu, append, "record.py"), folder]
            _, said, complaints = run(within(TIME_LIMIT, record), ROOT)
            if not os.path.exists(folder):
                raise Problem(f"{lesson.path}: the machine could not be recorded:\n{said}{complaints}".strip())
            yield [*session_command(self.path, qemu, append), "--recording", folder]


def first_word(command: str) -> str:
    """What gdb's help is asked about: print, of print/x."""
    match = re.match(r"[\w-]+", command)
    return match[0] if match else command


def check_words(lesson: Lesson, words: list[str], conversation: Conversation) -> None:
    """gdb was asked first what it knows about the commands of the lesson."""
    unknown = {word for word, answer in zip(words, conversation.answers) if "Undefined command" in answer.complaint}
    mistakes = [
        f"{lesson.path}:{step.number}: {step.command}: gdb knows no command {first_word(step.command)}"
        " (docs/debugging.md lists those of our own)"
        for step in lesson.steps
        if first_word(step.command) in unknown
    ]
    if mistakes:
        raise BadLesson("\n".join(mistakes))


def outcome(step: Step, said: str, complaint: str) -> Outcome:
    text = said + complaint
    if unmet := missing(step, text):
        return Outcome(step, text, unmet)
    refusals = [line for line in complaint.splitlines() if line.strip() and not line.startswith("warning:")]
    if refusals and not step.expected:
        return Outcome(step, text, None, "gdb could not do that")
    return Outcome(step, text)


def play(lesson: Lesson, kernel: Kernel) -> Played:
    """Runs all of a lesson. Nothing of it is left running, whatever happens."""
    kernel.check(lesson)
    words = sorted({first_word(step.command) for step in lesson.steps})
    commands = [*(f"help {word}" for word in words), *(step.command for step in lesson.steps), "console"]
    with kernel.session(lesson) as session:
        conversation = converse(within(TIME_LIMIT, session), commands, ROOT)
    if len(conversation.answers) < len(words):
        raise Problem(f"the session could not begin:\n{conversation.output.strip()}")
    check_words(lesson, words, conversation)
    answers = conversation.answers[len(words) :]
    outcomes = [outcome(step, answer.said, answer.complaint) for step, answer in zip(lesson.steps, answers)]
    if len(outcomes) < len(lesson.steps):
        reason = f"gdb did not come back within {TIME_LIMIT} s" if conversation.is_over_time else "gdb ended here"
        outcomes.append(Outcome(lesson.steps[len(outcomes)], "", None, reason))
    console = answers[-1].text if len(answers) > len(lesson.steps) else ""
    return Played(lesson, outcomes, console)
