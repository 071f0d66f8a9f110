#!/usr/bin/python3 -B
# tests/system/debugger.py: runs gdb on a halted machine, and replays what a document says that gdb answers.
"""As a program it brings the answers in a document up to date: tests/system/debugger.py docs/trap_path.md"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import ROOT, TIME_LIMIT, Configuration, clean_environment, make, plain

sys.path.insert(0, str(ROOT / "scripts/gdb"))
from batch import converse, session_command as session_with, within  # noqa: E402

HELLO = "/lessons/hello"


def debug_qemu(configuration):
    """QEMU's command line as `make gdb` has it."""
    qemu = os.environ.get("QEMU", "qemu-system-riscv64")
    return f"{qemu} -machine virt {configuration.machine} -m 128M -no-reboot -kernel {configuration.kernel}"


KERNEL = Configuration().kernel
QEMU = debug_qemu(Configuration())


def session_command(*more, configuration=Configuration(), run=HELLO, options="", qemu=None, recording=None):
    """The command line of a session in which the machine runs a command, or with run=None a shell; or of one that
    replays a recording."""
    if recording:
        return within(TIME_LIMIT, [str(ROOT / "scripts/gdb/session.py"), "--recording", str(recording), *more])
    append = options + (f" -- {run}" if run else "")
    session = session_with(configuration.kernel, qemu or debug_qemu(configuration), append)
    return [*within(TIME_LIMIT, session), *more]


def record(folder, run):
    """Has `make record` keep what the machine does that runs this command; the folder."""
    done = make("record", f"P={run}", f"RECORDING={folder}")
    assert "\nrecorded: " in done.stdout, done.stdout
    return folder


class Debugged:
    """What gdb answered to each command, and how its session ended. A command that is given twice needs a name for its
    answer: ("name", "command")."""

    def __init__(self, *commands, environment=None, cwd=ROOT, **named):
        names = [command if isinstance(command, str) else command[0] for command in commands]
        texts = [command if isinstance(command, str) else command[1] for command in commands]
        done = converse(session_command(**named), texts, cwd, environment or clean_environment())
        self.status, self.output = done.status, done.output
        self.answers = [answer.text for answer in done.answers]
        assert not done.is_over_time, f"its time was over:\n{self.output}"
        assert "Python Exception" not in self.output, f"a command of ours broke:\n{self.output}"
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
    for trouble in ("??", "previous frame", "Cannot access"):
        assert trouble not in backtrace, backtrace


# --- documents ---

GDB_BLOCK = re.compile(r"^```gdb\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^    make (gdb|record) P=(?:'(.*?)'|(\S+))", re.MULTILINE)

# What may differ from build to build, and what is shown for it. The documents say so in words.
MASKS = (
    (re.compile(r"\b0x[0-9a-f]{5,16}\b"), "0x…"),  # addresses
    (re.compile(r"\b[0-9a-f]{16}\b|\b\d{7,}\b|(?<=status )[0-9a-f]{6,}"), "…"),  # the same, and registers
    (re.compile(r"(?<=\w\+|\)\+)\d+\b"), "…"),  # offsets in functions
    (re.compile(r"(?<=instruction )\d+ of \d+\b"), "… of …"),
    (re.compile(r"(?<=line )\d+\b|(?<=pid )\d+\b"), "…"),
    (re.compile(r"(\.cpp|\.h|\.S|\.def|Makefile):\d+\b"), r"\1:…"),
    (re.compile(r"^\d+\t", re.MULTILINE), "…\t"),  # the number before a line of source
    (re.compile(r" +\d+(?:\.\d{3}\b|(?=K ))"), " …"),  # times and amounts of memory
)


def mask(text):
    for pattern, shown in MASKS:
        text = pattern.sub(shown, text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def commands_in(blocks, prompt):
    return [line.removeprefix(prompt) for block in blocks for line in block.splitlines() if line.startswith(prompt)]


# The machine's time is that of its instructions: who runs, and when, must not depend on how fast this computer is.
COUNTED = "-icount shift=0"


def run_in_shell(command):
    qemu = os.environ.get("QEMU", "qemu-system-riscv64")
    done = subprocess.run(
        ["timeout", "--kill-after=10", str(TIME_LIMIT), "bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env=clean_environment(LC_ALL="C", QEMU=f"{qemu} {COUNTED}"),
    )
    return plain(done.stdout.decode(errors="replace"))


def replay(document):
    """A document as it should be, with what commands answer now. Each `make gdb P=` in the text begins a session for the gdb
    blocks that follow, and each `make record P=` a recording that they replay; each command in a console block stands for
    itself."""
    if "DEBUG=1" in document:
        make("DEBUG=1", "all")  # or its answer would begin with what is compiled
    parts = re.split(r"(?=^    make (?:gdb|record) P=)", document, flags=re.MULTILINE)
    return "".join(replay_session(part) for part in parts)


def answers_to(commands, text):
    """What gdb says in the session with which the text begins."""
    if not commands:
        return []
    kind, *words = SESSION.match(text).groups()
    run = words[0] or words[1]
    with tempfile.TemporaryDirectory() as folder:
        recording = record(Path(folder) / "recording", run) if kind == "record" else None
        return Debugged(*commands, run=run, recording=recording, qemu=f"{QEMU} {COUNTED}").answers


def replay_session(text):
    answers = iter(answers_to(commands_in(GDB_BLOCK.findall(text), "(gdb) "), text))

    def session(match):
        return "".join(f"(gdb) {command}\n{mask(next(answers))}" for command in commands_in([match[1]], "(gdb) "))

    def shell(match):
        return "".join(f"$ {command}\n{mask(run_in_shell(command))}" for command in commands_in([match[1]], "$ "))

    text = GDB_BLOCK.sub(lambda match: f"```gdb\n{session(match)}```", text)
    return CONSOLE_BLOCK.sub(lambda match: f"```console\n{shell(match)}```", text)


def main():
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(replay(path.read_text()))


if __name__ == "__main__":
    main()
