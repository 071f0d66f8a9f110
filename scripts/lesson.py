#!/usr/bin/python3 -B
# scripts/lesson.py: runs lessons of docs/lessons: a transcript to read, and TAP; or one key a step.
"""make lesson L=ecall, make lesson L=ecall STEP=1, make lessons. docs/lessons/README.md tells how to write one.

The status is 0 if gdb has answered all that the lesson expects, 1 if not, 2 if the lesson could not be run."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from lessons import text
from lessons.play import ROOT, Kernel, Problem, play
from lessons.report import tap, transcript

FOLDER = Path("docs/lessons")
STEPPER = "scripts/gdb/step_lesson.py"


def find(name: str, mode: str) -> text.Lesson:
    """By its name, or by the path of its file."""
    if not name:
        raise Problem(f"usage: make lesson L=name, where name is one of:\n{listed(mode)}")
    path = Path(name) if name.endswith(".lesson") else FOLDER / f"{name}.lesson"
    if not path.is_file():
        raise Problem(f"there is no {path}; make lesson L=name runs one of:\n{listed(mode)}")
    return text.read(path, mode)


def listed(mode: str) -> str:
    lines = []
    for path in text.lessons(FOLDER):
        try:
            lines.append(f"  {path.stem:<14} {text.read(path, mode).title}")
        except text.BadLesson:
            lines.append(f"  {path.stem:<14} (make lesson L={path.stem} tells what is wrong with it)")
    return "\n".join(lines)


def how(lesson: text.Lesson, kernel: Kernel) -> str:
    return f"make lesson L={lesson.name}{' MODE=supervisor' if kernel.mode == 'supervisor' else ''}"


def write_transcript(lesson: text.Lesson, kernel: Kernel, content: str) -> Path:
    path = kernel.transcripts / f"{lesson.name}{'-supervisor' if kernel.mode == 'supervisor' else ''}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def run_one(name: str, kernel: Kernel) -> int:
    lesson = find(name, kernel.mode)
    played = play(lesson, kernel)
    path = write_transcript(lesson, kernel, transcript(played, how(lesson, kernel)))
    print("\n".join(tap(played)))
    print(f"# to read: {path}")
    return int(not played.is_good)


def run_all(kernel: Kernel) -> int:
    """A line for each lesson; those that are wrong or failed tell why."""
    paths = list(text.lessons(FOLDER))
    print(f"1..{len(paths)}")
    failed = 0
    for number, path in enumerate(paths, 1):
        details: list[str] = []
        try:
            lesson = text.read(path, kernel.mode)
            if kernel.mode not in lesson.modes:
                print(f"ok {number} - {path.stem} # SKIP it is for {' and '.join(lesson.modes)} mode")
                continue
            played = play(lesson, kernel)
            write_transcript(lesson, kernel, transcript(played, how(lesson, kernel)))
            details = [] if played.is_good else list(tap(played))
        except (text.BadLesson, Problem) as problem:
            details = str(problem).splitlines()
        failed += bool(details)
        print(f"{'not ok' if details else 'ok'} {number} - {path.stem}", flush=True)
        print("".join(f"#   {line}\n" for line in details), end="", flush=True)
    print(f"# to read: {kernel.transcripts}/")
    return int(failed > 0)


def step_through(name: str, kernel: Kernel) -> int:
    """The same in front of somebody, who presses a key for each step."""
    lesson = find(name, kernel.mode)
    kernel.check(lesson)
    if not sys.stdin.isatty():
        raise Problem("STEP=1 waits for keys, and here is no terminal: leave it out")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for gdb
    with kernel.session(lesson) as session:
        begin = ["-x", STEPPER, "-ex", f"lesson {lesson.path} {kernel.mode}"]
        return subprocess.run([*session, "--", *begin]).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", required=True, type=Path, help="its ELF file: of the class build, in either mode")
    parser.add_argument("--step", action="store_true", help="one key a step")
    parser.add_argument("name", nargs="?", help="a lesson; none: all of them")
    arguments = parser.parse_args()
    kernel = Kernel(arguments.kernel)
    if arguments.name is None:
        return run_all(kernel)
    return (step_through if arguments.step else run_one)(arguments.name, kernel)


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main())
    except (text.BadLesson, Problem) as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("interrupted: nothing of the lesson is left running", file=sys.stderr)
        sys.exit(130)
