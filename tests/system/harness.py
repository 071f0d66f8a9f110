# tests/system/harness.py: a machine to test: boots QEMU, types at its console, and ends it whatever happens.

import functools
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pexpect
from pexpect.popen_spawn import PopenSpawn

from screen import Screen

ROOT = Path(__file__).parents[2]
PLAIN_PROMPT = "stile$ "
PROMPT = r"stile(?::/\S*)?\$ "  # with the folder that one is in, unless it is the root

# Seconds, far more than anything takes: no test depends on how fast this machine is, but each one ends.
TIME_LIMIT = 300  # for an answer
PROGRAM_LIMIT = 1200  # for a program, or a make
LIFETIME = 3600  # for a machine that many tests share

# What a command line or a surrounding make has chosen must not reach the makes that a test starts.
CHOICES = "MODE CPUS MEMORY RELEASE DEBUG APPEND P LIBRARY SHUFFLE INTO DISK DISK_SIZE FOLDER FILE TO ARGS SOCKET MAKEFLAGS MFLAGS MAKELEVEL".split()


@dataclass(frozen=True)
class Configuration:
    """One of the kernels that the Makefile builds."""

    flavour: str = "class"
    mode: str = "machine"
    cpus: int = 1

    def __str__(self):
        return f"{self.flavour}-{self.mode}-{self.cpus}"

    @property
    def kernel(self):
        path = ROOT / "build" / self.flavour / self.mode / "kernel.elf"
        assert path.exists(), f"there is no {path}: make {' '.join(self.choices)} all builds it"
        return path

    @property
    def machine(self):
        """What QEMU is told to have this one."""
        return f"-bios {'none' if self.mode == 'machine' else 'default'} -smp {self.cpus}"

    @property
    def choices(self):
        """What make is told to have this one."""
        builds = [f"{build.upper()}=1" for build in self.flavour.split("-") if build != "class"]
        return [f"MODE={self.mode}", f"CPUS={self.cpus}", *builds]

    @property
    def image(self):
        return ROOT / "build" / self.flavour.removeprefix("debug-") / "root.img"


# Every one that `make test-all` runs all tests on. The first is the one that students use.
CONFIGURATIONS = tuple(
    Configuration(flavour, mode, cpus)
    for flavour in ("class", "release")
    for mode in ("machine", "supervisor")
    for cpus in (1, 4)
)
# Those on which `make test` runs the tests that are marked so: each mode meets each number of harts and each build, and
# each build each number of harts.
MARKED = tuple(
    each for each in CONFIGURATIONS if ((each.flavour == "release") + (each.mode == "supervisor") + (each.cpus > 1)) % 2 == 0
)
# Of these, the one on which it also runs those that take long.
HARDEST = Configuration("class", "supervisor", 4)


def clean_environment(**more):
    environment = {name: value for name, value in os.environ.items() if name not in CHOICES}
    return {**environment, **{name: str(value) for name, value in more.items()}}


def make(*arguments, environment=None, time_limit=PROGRAM_LIMIT, **more):
    """Runs make in the tree; its result, with both its outputs in stdout."""
    return subprocess.run(
        ["timeout", "--kill-after=60", str(time_limit), "make", "--no-print-directory", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment or clean_environment(),
        **more,
    )


@functools.cache
def is_out_of_date(configuration):
    """Whether there is something to make before the kernel is that of this tree."""
    return make("--question", *configuration.choices, "all").returncode == 1


def qemu_command(
    configuration=Configuration(),
    *,
    command=None,
    options="",
    memory="128M",
    kernel=None,
    more=(),
    time_limit=PROGRAM_LIMIT,
):
    """The command line of a machine whose console is standard input and output, every byte of it: none has a
    meaning for QEMU itself. With a command the machine runs that, and powers off with its status."""
    append = options if command is None else f"{options} -- {command}"
    return [
        *("timeout", "--kill-after=60", str(time_limit)),
        os.environ.get("QEMU", "qemu-system-riscv64"),
        *("-machine", "virt", *configuration.machine.split(), "-m", memory),
        *("-no-reboot", "-display", "none", "-monitor", "none"),
        *("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"),
        *("-kernel", str(kernel or configuration.kernel), "-append", append),
        *more,
    ]


def wait_until(condition):
    """Looks again and again, until it holds."""
    end = time.monotonic() + TIME_LIMIT
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def without_banner(console):
    """What the kernel and its programs printed: before that, OpenSBI has told about itself and the board."""
    return re.sub(r"\A\s*OpenSBI v.*?^Boot HART MEDELEG +: \w+\n", "", console, flags=re.DOTALL | re.MULTILINE)


def plain(text):
    """Console output as a program wrote it: the console, and a terminal of the host too, put a carriage
    return before each newline."""
    return re.sub("\r+\n", "\n", text)


# What a kernel with the boot option `counts` prints at its end, wherever the cursor was; and where it is kept, for
# tests/every_row.py.
COUNT = re.compile(r"\[counts (.*?)\]\n")
COUNTS = ROOT / "build" / "test" / "counts"


def keep_counts(console):
    """Takes these lines out of what a machine has printed, and keeps them; the rest."""
    if lines := COUNT.findall(console):
        COUNTS.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=COUNTS, delete=False) as file:
            file.writelines(f"{line}\n" for line in lines)
    return COUNT.sub("", console)


class Batch:
    """A machine that has ended by itself: the status that QEMU passed on, and the whole console, but for the counts."""

    def __init__(self, *arguments, options="", **named):
        qemu = qemu_command(*arguments, options=f"counts {options}".strip(), **named)
        pipes = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        done = subprocess.run(qemu, **pipes)
        self.status = done.returncode
        self.console = keep_counts(plain(done.stdout.decode(errors="replace")))
        in_time = self.status != 124
        assert in_time, f"still running when its time was over:\n{shlex.join(qemu)}\n{self.console}"

    def expect_status(self, status):
        assert self.status == status, f"status {self.status}, not {status}; the console:\n{self.console}"
        return self


# How pexpect reads a console: any byte may come.
CONSOLE = dict(timeout=TIME_LIMIT, encoding="utf-8", codec_errors="replace")


class Console:
    """What is behind it prints, and is typed at. It ends with the `with` block, if it did not end before."""

    def __init__(self, child):
        self._child = child
        self._child.logfile_read = self
        self._printed = []

    def write(self, text):
        """What pexpect reads, it hands over here."""
        self._printed.append(text)

    def flush(self):
        pass

    @property
    def console(self):
        return plain("".join(self._printed))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def expect(self, text, within=TIME_LIMIT):
        """Waits for a text; what was printed before it. None if a time shorter than the limit is over."""
        return self.expect_pattern(re.escape(text), within)

    def expect_pattern(self, pattern, within=TIME_LIMIT):
        try:
            self._child.expect(pattern, timeout=within)
        except (pexpect.TIMEOUT, pexpect.EOF) as problem:
            if within < TIME_LIMIT and isinstance(problem, pexpect.TIMEOUT):
                return None
            reason = "the end came" if isinstance(problem, pexpect.EOF) else "nothing more came"
            message = f"waited for {pattern!r}, but {reason}; the console:\n{self.console}"
            raise AssertionError(message) from None
        return plain(self._child.before)

    @property
    def found(self):
        """What the pattern was that came."""
        return self._child.after

    def wait_for_end(self):
        """The status with which it ends by itself."""
        self.expect_pattern(pexpect.EOF)
        status = self._status()
        assert status != 124, f"its time was over; the console:\n{self.console}"
        return status


class Terminal(Console):
    """A command at a terminal, as a student has one: the host's line discipline is in between."""

    def __init__(self, command, *arguments):
        place = dict(cwd=str(ROOT), env=clean_environment())
        super().__init__(pexpect.spawn(command, list(arguments), **place, **CONSOLE))

    def type(self, keys):
        self._child.send(keys)

    def end(self):
        """The hangup of the terminal reaches everything that runs there."""
        self._child.close(force=True)

    def _status(self):
        self._child.close()
        status, signal = self._child.exitstatus, self._child.signalstatus
        assert status is not None, f"ended by signal {signal}; the console:\n{self.console}"
        return status


class Machine(Console):
    """A machine with a shell. at_prompt tells whether the shell is known to wait for a command."""

    def __init__(self, configuration=Configuration(), **named):
        command = qemu_command(configuration, time_limit=LIFETIME, **named)
        super().__init__(PopenSpawn(command, preexec_fn=os.setpgrp, **CONSOLE))
        self.configuration = configuration
        self.at_prompt = False

    def type(self, keys):
        """Presses keys: text, or bytes as they are."""
        try:
            self._child.proc.stdin.write(keys.encode() if isinstance(keys, str) else keys)
        except BrokenPipeError:
            raise AssertionError(f"nobody is there to type at; the console:\n{self.console}") from None

    def end(self):
        """QEMU leaves at once. `timeout`, the process that was started, would pass the signal on, but not at the moment at which
        it starts QEMU: so both get it."""
        if self._child.proc.poll() is None:
            os.killpg(self._child.proc.pid, signal.SIGTERM)
        self._child.proc.wait(TIME_LIMIT)
        self._child.proc.stdin.close()

    def _status(self):
        return self._child.proc.wait(TIME_LIMIT)

    def wait_for_prompt(self, within=TIME_LIMIT):
        """What was printed before it."""
        self.at_prompt = False
        before = self.expect_pattern(PROMPT, within)
        self.at_prompt = before is not None
        return before

    def run(self, command):
        """Types a command at the prompt: its status, and what it printed."""
        output = self.enter(command)
        return int(self.enter("echo $?").split()[0]), output  # after it, the shell may tell of jobs

    def enter_keys(self, keys, printed):
        """Types keys and Enter, and waits for just this output of the line that they make, and the prompt
        after it; all that was shown before. Meanwhile the shell may show its prompt again, below a list."""
        self.at_prompt = False
        self.type(keys)
        self.type("\r")
        shown = self.expect("\n" + (printed + PLAIN_PROMPT).replace("\n", "\r\n"))
        self.at_prompt = True
        return PLAIN_PROMPT + shown.removesuffix("\r")

    def enter(self, line):
        """Types a line at the prompt; what is printed until the next prompt, without the echo of the line."""
        assert self.at_prompt, f"the shell is busy; the console:\n{self.console}"
        rows = Screen(self.found + line).row + 1
        self.at_prompt = False
        self.type(line + "\r")
        shown = self.wait_for_prompt().split("\n", rows)
        assert len(shown) == rows + 1, f"the shell did not take {line!r}; the console:\n{self.console}"
        return shown[rows]


@functools.cache
def cross(tool):
    """The path of one of the tools for RISC-V, such as nm."""
    prefix = os.environ.get("CROSS")
    if not prefix:
        prefix = subprocess.check_output([ROOT / "scripts/doctor.sh", "--cross"], text=True).strip()
    path = shutil.which(prefix + tool)
    assert path, f"there is no {prefix}{tool}"
    return path


def symbols(kernel):
    """The addresses of the kernel's names, as the linker knows them."""
    lines = subprocess.check_output([cross("nm"), str(kernel)], text=True).splitlines()
    return {name: int(address, 16) for address, _, name in (line.split() for line in lines if line[0] != " ")}
