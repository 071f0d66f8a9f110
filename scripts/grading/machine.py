# scripts/grading/machine.py: runs a kernel for so many instructions at most, and tells what came of it.
#
# With -icount shift=0 QEMU takes each instruction for a nanosecond of the machine's time, and a nanosecond asleep for an
# instruction. The clock of the board is read from outside, by QEMU's monitor: nothing that the kernel prints, or does
# not print any more, changes when it is stopped. It is the same on a slow host and on a fast one.
#
# What a kernel prints is not believed either. /labs/run (user/labs/run.cpp) and the programs that measure begin each line
# that counts with a word that was made up just for this run, and that only their arguments tell.

import json
import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grading.labs import Problem
from grading.processes import started

CLOCK = 0x200BFF8  # mtime of QEMU's board virt: ticks of its time
NANOSECONDS_OF_TICK = 100

# Seconds: far more than any run takes, and no verdict on a kernel.
WALL_LIMIT = 600
LOOK_EVERY = 0.05

# Looks, one after the other, at which the clock is where it was: such a machine has nothing to wait for. QEMU has to answer
# each of them, so that they are not over sooner than a machine on a busy host has had its turns.
STILL_LOOKS = 200

OUTPUT_LIMIT = 1_000_000  # bytes that a console may print
CONSOLE_SHOWN = 20  # lines
NO_INSTRUCTION = "no instruction comes to its end any more: it sleeps and nothing will wake it, or it traps again and again"


@dataclass(frozen=True)
class Run:
    """How a command went: what it printed and told, and how it ended."""

    console: str  # all of it, the boot included
    printed: tuple  # the lines between the beginning of the command and its end
    values: dict  # that it told
    trouble: str  # why it did not get to its end; "" if it did
    instructions: int  # from the first one of the boot to the end of the command; or until it was stopped
    status: str  # "exit status 0"; "" if there was no end

    @property
    def last_lines(self):
        return "\n".join(self.console.splitlines()[-CONSOLE_SHOWN:])


class Monitor:
    """QEMU's own command line (QMP), by which one can ask it what the time is."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path)
        self._answers = self._socket.makefile()
        self._answers.readline()  # a greeting
        self._ask("qmp_capabilities")

    def _ask(self, command, **arguments):
        self._socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while line := self._answers.readline():
            if "return" in (answer := json.loads(line)):
                return answer["return"]
        raise ConnectionError("QEMU is gone")

    def instructions(self):
        answer = self._ask("human-monitor-command", **{"command-line": f"xp /1gx {CLOCK:#x}"})
        if not (ticks := re.search(r": 0x([0-9a-f]+)", answer)):
            raise Problem(f"QEMU does not tell what the board's clock shows, but: {answer.strip()}")
        return int(ticks[1], 16) * NANOSECONDS_OF_TICK


def emulator():
    command = shlex.split(os.environ.get("QEMU", "qemu-system-riscv64"))
    if not command or not shutil.which(command[0]):
        raise Problem(f"there is no {' '.join(command)}: ./scripts/setup.sh qemu installs it, or QEMU=path of yours")
    return command


def qemu(kernel, folder, boot_line):
    return [
        *("timeout", "--kill-after=5", str(WALL_LIMIT + 60)),  # should this script be killed
        *emulator(),
        *("-machine", "virt", "-bios", "none", "-m", "128M", "-smp", "1", "-icount", "shift=0,sleep=off"),
        *("-no-reboot", "-display", "none", "-monitor", "none", "-serial", f"file:{folder}/console"),
        *("-qmp", f"unix:{folder}/monitor,server=on,wait=off", "-kernel", str(kernel), "-append", boot_line),
    ]


def monitor_of(process, path):
    """As soon as it is there; None if the machine has ended before."""
    while process.poll() is None:
        with suppress(ConnectionError, FileNotFoundError):
            return Monitor(path)
        time.sleep(LOOK_EVERY)
    return None


def watch(process, monitor, console, limit):
    """Waits until the machine ends, or should: why, and after how many instructions. "" if it ended by itself."""
    start = time.monotonic()
    latest = still = 0
    while process.poll() is None:
        time.sleep(LOOK_EVERY)
        try:
            count = monitor.instructions()
        except ConnectionError:  # it ends just now
            with suppress(subprocess.TimeoutExpired):
                process.wait(WALL_LIMIT)
            break
        still = still + 1 if count == latest else 0
        latest = count
        if count > limit:
            return f"it still ran after {limit:,} instructions, which is the limit", count
        if still > STILL_LOOKS:
            return NO_INSTRUCTION, count
        if console.exists() and console.stat().st_size > OUTPUT_LIMIT:
            break  # run() says so, whether it came to its end before it was looked at or not
        if time.monotonic() - start > WALL_LIMIT:
            return f"no verdict: {WALL_LIMIT} seconds of this host were not enough for {limit:,} instructions", count
    return "", latest


def run(kernel, command, options, limit):
    """Boots the kernel, and has it run a command of the shell as /labs/run does."""
    word = secrets.token_hex(8)
    words = {"nonce": word, "reversed": word[::-1]}
    told = command
    for name, text in words.items():
        told = told.replace(f"{{{name}}}", text)
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        boot_line = f"{options} -- /labs/run {word} {told}".strip()
        console, complaints = Path(folder, "console"), Path(folder, "complaints")
        with complaints.open("wb") as said:
            with started(qemu(kernel, folder, boot_line), stdout=said, stderr=said) as process:
                monitor = monitor_of(process, f"{folder}/monitor")
                trouble, count = watch(process, monitor, console, limit)
        data = b"".join(file.read_bytes() for file in (complaints, console) if file.exists())
    if len(data) > OUTPUT_LIMIT:
        trouble = f"it printed more than {OUTPUT_LIMIT:,} bytes"
    text = data[:OUTPUT_LIMIT].decode(errors="replace").replace("\r", "")
    text = re.sub(r"^qemu.*: terminating on signal.*\n", "", text)  # that was this script
    return understand(text, word, words, trouble, count, limit, process.returncode)


def understand(console, word, words, trouble, count, limit, status_of_machine):
    """What the lines of a console mean that begin with the word."""
    told = re.compile(rf"{word} ([^:\n]+): (.*)")
    values = dict(told.findall(console))
    status = values.pop("ended", "")
    used = values.pop("instructions", "")
    count = int(used) if used.isdigit() else count
    _, _, after = console.partition(f"{word} begins\n")
    between, _, _ = after.partition(f"{word} ended: ")
    printed = "".join(line for line in between.splitlines(keepends=True) if not told.search(line))
    for name, text in words.items():  # so that what is expected can be compared as it was written
        printed = printed.replace(text, f"{{{name}}}")
        values = {what: value.replace(text, f"{{{name}}}") for what, value in values.items()}
    if not trouble and (panic := re.search(r"kernel panic: (.*)", console)):
        trouble = f"the kernel panicked: {panic[1]}"
    elif not trouble and not status:
        trouble = f"the machine went off, with status {status_of_machine}, before the command had ended"
    elif not trouble and count > limit:
        trouble = f"it needed {count:,} instructions, and the limit is {limit:,}"
    return Run(console, tuple(printed.splitlines()), values, trouble, count, status)
