#!/usr/bin/python3 -B
# tests/system/debugger.py: runs gdb on a halted machine, and replays what a document says that gdb answers.
"""As a program it brings the gdb blocks of a document up to date: tests/system/debugger.py docs/trap_path.md"""

import re
import subprocess
import sys
from pathlib import Path

from harness import ROOT, TIME_LIMIT, Configuration, clean_environment

KERNEL = Configuration().kernel
QEMU = f"qemu-system-riscv64 -machine virt -bios none -m 128M -smp 1 -no-reboot -kernel {KERNEL}"
HELLO = "/lessons/hello"

# Between the answers of gdb: its number follows.
MARK = "----- command "


def session_command(*more, run=HELLO, qemu=QEMU):
    """The command line of a session in which the machine runs a command, or with run=None a shell."""
    return [
        *("timeout", "--kill-after=10", str(TIME_LIMIT), str(ROOT / "scripts/gdb/session.py")),
        *("--kernel", str(KERNEL), "--programs", str(KERNEL.parents[1] / "user"), "--qemu", qemu),
        *("--append", "" if run is None else f" -- {run}", *more),
    ]


class Debugged:
    """What gdb answered to each command, and how its session ended. A command that is given twice needs a name for its
    answer: ("name", "command")."""

    def __init__(self, *commands, environment=None, cwd=ROOT, **named):
        names = [command if isinstance(command, str) else command[0] for command in commands]
        arguments = ["--", "-batch"]
        for number, command in enumerate(commands):
            text = command if isinstance(command, str) else command[1]
            arguments += ["-ex", f"python print('{MARK}{number}')", "-ex", text]
        done = subprocess.run(
            session_command(*arguments, **named),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=cwd,
            env=environment or clean_environment(),
        )
        self.status, self.output = done.returncode, done.stdout
        _, *self.answers = re.split(rf"^{MARK}\d+\n", done.stdout, flags=re.MULTILINE)
        assert self.status != 124, f"its time was over:\n{self.output}"
        assert len(self.answers) == len(commands), f"gdb did not come to the end of its commands:\n{self.output}"
        self._named = dict(zip(names, self.answers))

    def __getitem__(self, name):
        return self._named[name]

    def number(self, name):
        """The answer to a print command, as a number."""
        match = re.search(r"^\$\d+ = (-?\w+)", self[name], re.MULTILINE)
        assert match, f"{name} did not print a number:\n{self.output}"
        return int(match[1], 0)


def assert_frames(backtrace, *names):
    """These functions are in the backtrace, in this order, innermost first; it ends where the program began."""
    lines = iter(backtrace.splitlines())
    for name in names:
        frame = re.compile(rf"#\d+ +(?:0x[0-9a-f]+ in )?(?:\(anonymous namespace\)::)?{name} \(")
        assert any(frame.match(line) for line in lines), f"no frame of {name} where it should be:\n{backtrace}"
    for trouble in ("??", "Backtrace stopped", "Cannot access"):
        assert trouble not in backtrace


# --- documents ---

FENCE = re.compile(r"^```gdb\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "(gdb) "

# What may differ from build to build, and what is shown for it. Documents say so in words.
MASKS = (
    (re.compile(r"0x[0-9a-f]{5,16}\b"), "0x…"),  # addresses
    (re.compile(r"\b\d{7,}\b"), "…"),  # addresses in decimal
    (re.compile(r"<([^<>+]+)\+\d+>"), r"<\1+…>"),  # offsets in functions
    (re.compile(r"(\.(?:cpp|h|S|def)):\d+\b"), r"\1:…"),  # lines
    (re.compile(r"\bline \d+\b"), "line …"),
    (re.compile(r"^\d+\t", re.MULTILINE), "…\t"),
)


def mask(text):
    for pattern, shown in MASKS:
        text = pattern.sub(shown, text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def replay(document):
    """A document, as it should be: its gdb blocks, which are one session, with the answers that gdb gives now."""
    blocks = FENCE.findall(document)
    commands = [line[len(PROMPT) :] for block in blocks for line in block.splitlines() if line.startswith(PROMPT)]
    answers = iter(Debugged(*commands).answers)

    def block_now(match):
        lines = [line for line in match[1].splitlines() if line.startswith(PROMPT)]
        return "```gdb\n" + "".join(f"{line}\n{mask(next(answers))}" for line in lines) + "```"

    return FENCE.sub(block_now, document)


def main():
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(replay(path.read_text()))


if __name__ == "__main__":
    main()
