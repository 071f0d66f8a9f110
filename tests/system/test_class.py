# tests/system/test_class.py: make class: a dashboard, gdb and the console, in a terminal that is a tmux of the test's own.

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from debugger import KERNEL, QEMU
from harness import ROOT, TIME_LIMIT, clean_environment

CLASSROOM = ROOT / "scripts/classroom"
sys.path[:0] = [str(CLASSROOM), str(ROOT / "scripts/gdb")]

import sections  # noqa: E402
import traps  # noqa: E402
from drawing import Painter  # noqa: E402

# The release build has no frames to step through line by line.
pytestmark = pytest.mark.exists_in(flavour="class")

# A class that is ready soon: without the symbols of the programs, which take gdb seconds.
BARE = [
    *(sys.executable, "-B", str(CLASSROOM / "classroom.py"), "--kernel", str(KERNEL), "--programs", "/nonexistent"),
    *("--qemu", QEMU, "--append= -- /lessons/hello"),
]


class Screen:
    """What a command shows on a terminal of a certain size, which is a pane of a tmux: the whole of it, as a user sees it."""

    def __init__(self, folder, command, columns=80, rows=24, **variables):
        self._socket = folder / "outer.sock"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "sleep infinity")
        self._tmux("set", "-g", "remain-on-exit", "on")
        environment = {"LC_ALL": "C.UTF-8", "TMPDIR": str(folder), **variables}
        words = ["env", "--chdir", str(ROOT), *(f"{name}={value}" for name, value in environment.items())]
        self._status = folder / "status"  # tmux itself sometimes forgets to tell it
        self._tmux("respawn-pane", "-k", *words, "sh", "-c", f'"$@"; echo $? >{self._status}', "sh", *command)

    def _tmux(self, *arguments):
        command = ["tmux", "-S", str(self._socket), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(LC_ALL="C.UTF-8"))
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    @property
    def text(self):
        return self._tmux("capture-pane", "-p")

    @property
    def with_colours(self):
        return self._tmux("capture-pane", "-p", "-e")

    def type(self, *keys):
        """Words are typed, and keys have tmux's names."""
        self._tmux("send-keys", *keys)

    def line(self, text):
        self.type("-l", text)
        self.type("Enter")

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait_for(self, *patterns):
        """Until all of these are to be seen; the screen then."""
        end = time.monotonic() + TIME_LIMIT
        while not all(re.search(pattern, text := self.text, re.MULTILINE) for pattern in patterns):
            assert time.monotonic() < end, f"waited for {patterns}; the screen:\n{text}"
            time.sleep(0.05)
        return text

    def wait_for_end(self):
        """The status with which the command ended, and what it left on the screen."""
        end = time.monotonic() + TIME_LIMIT
        while not (self._status.exists() and self._status.read_text()):
            assert time.monotonic() < end, f"it did not end; the screen:\n{self.text}"
            time.sleep(0.05)
        return int(self._status.read_text()), self._tmux("capture-pane", "-p", "-S", "-")

    def close(self):
        subprocess.run(["tmux", "-S", str(self._socket), "kill-server"], capture_output=True)


@pytest.fixture
def terminal():
    """terminal("make", "class"): a screen on which this runs. Afterwards no process of it is left, and no file."""
    with ExitStack() as stack:

        def run(*command, **named):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stile-test-")))
            stack.callback(nothing_left, folder)
            screen = Screen(folder, command, **named)
            stack.callback(screen.close)
            return screen

        yield run


def processes_of(folder):
    """Those that were told of this folder, but for the terminal itself."""
    found = {}
    for process in Path("/proc").iterdir():
        try:
            told, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"TMPDIR={folder}".encode() in told:
            found[process.name] = command.replace(b"\0", b" ").decode()
    return found


def nothing_left(folder):
    end = time.monotonic() + TIME_LIMIT
    while processes_of(folder) and time.monotonic() < end:
        time.sleep(0.05)
    assert processes_of(folder) == {}
    assert [path.name for path in folder.iterdir() if path.name not in ("outer.sock", "status", "stile-gdb-stale")] == []


# --- a class ---


def to_write(screen):
    """From gdb's first prompt into the handler of hello's write."""
    screen.wait_for(r"^\(gdb\)|│\(gdb\)", r"hart 0 \w+ 0x1000")
    screen.line("break sys_write if count == 6")
    screen.line("continue")
    return screen.wait_for(r"KERNEL .* pid 3 hello sys_write\+0", r"sys_write \(fd=Fd\(1\)")


def test_the_dashboard_follows_gdb_and_the_window_follows_the_terminal(terminal):
    """In a terminal of 80 by 24 that is itself a pane of another tmux: the least that there may be."""
    screen = terminal("make", "class", "P=/lessons/hello")
    screen.wait_for("Stile: machine mode, 1 hart .*Alt-q: end", "The console of the machine", r"\(gdb\)")
    screen.line("ubreak hello main")
    screen.line("continue")
    board = screen.wait_for(r"^ USER +hart 0 pid 3 hello main\+0", r"^\(gdb\)$", r"^=> +\d+  int main\(\) \{", r" pc\*")
    assert "no trap is under way" in board
    board = to_write_from_main(screen)
    assert re.search(r"^=> +\d+  Result<usize> sys_write\(Fd fd", board, re.MULTILINE)
    assert "system call 4 write(fd=1, bytes=0x" in board
    assert re.search(r"^\* .*(interrupt|call|fault) ", board, re.MULTILINE), "at least the last trap has room"
    assert re.search(r" a2\*6 ", board) and re.search(r" a0 1 ", board), "a star stands at what has changed, and nowhere else"
    assert re.search(r"\x1b\[[\d;]*33m[^\x1b]* a2\*6", screen.with_colours), "and it is in colour"
    screen.line("stepi")
    screen.wait_for(r"KERNEL .* sys_write\+2", r" pc\*", r" a2 6 ")
    screen.line("frame function system_call")
    screen.wait_for(r"^=> .*dispatch\(frame\);")  # the source of the frame that is selected
    screen.line("frame 0")
    screen.line("set $a2 = 5")
    screen.wait_for(r" a2\*5 ")

    screen.resize(170, 50)  # the dashboard goes to the left, with room for all registers and for titles
    board = screen.wait_for(r"^-- registers -+│", r"^-- last traps: 0 since the last stop -+│", r"^ +t5 .*t6 .*│", r"│\(gdb\)")
    assert re.search(r"^-- \S*kernel/syscall/file_calls\.cpp -+│", board, re.MULTILINE)
    assert re.search(r"^  store or atomic page fault +(pid 3 )?hello  start_program\+\d+ at 0x", board, re.MULTILINE)
    assert re.search(r"^  environment call from user mode +pid 3 hello  write\+\d+", board, re.MULTILINE)
    screen.resize(80, 24)
    screen.wait_for(r"^ MACHINE: KERNEL", r"^\(gdb\)", r"^The console of the machine|^Stile: machine mode")
    screen.line("quit")
    assert screen.wait_for_end()[0] == 0


def to_write_from_main(screen):
    screen.line("break sys_write if count == 6")
    screen.line("continue")
    return screen.wait_for(r"^ MACHINE: KERNEL +hart 0 pid 3 hello sys_write\+0", r"sys_write \(fd=Fd\(1\)")


def test_two_classes_at_once(terminal):
    """In supervisor mode on 4 harts, without colours, and beside it another one. Each has a window and a machine of its own, and
    ends by itself; what the machine said last stays to be read."""
    outside = ("env", "-u", "TMUX", "make", "class", "P=/lessons/hello")
    four = terminal(*outside, "MODE=supervisor", "CPUS=4", columns=160, rows=48, NO_COLOR="1")
    one = terminal(*BARE)
    board = to_write(four)
    assert re.search(r"^ SUPERVISOR: KERNEL +hart [0-3] pid 3 hello sys_write\+0", board, re.MULTILINE)
    assert "Stile: supervisor mode, 4 harts" in board and re.search(r" sepc[ *]", board) and "mepc" not in board
    dashboard = "\n".join(line.partition("│")[0] for line in four.with_colours.splitlines()[:-1])
    assert "\x1b[1m" not in dashboard and "33m" not in dashboard, "NO_COLOR means none"
    board = to_write(one)
    assert re.search(r"^ MACHINE: KERNEL ", board, re.MULTILINE)
    one.type("M-Down")
    one.type("C-]")
    assert one.wait_for_end()[0] == 0
    four.line("delete")
    four.line("continue")
    four.wait_for(r"^ the machine is off ", r"│hello$", r"│The machine is off\. Ctrl-\] leaves\.")
    four.type("M-q")
    assert four.wait_for_end()[0] == 0


@pytest.mark.parametrize("end", ["q in the dashboard", "the terminal is closed", "the session is killed"])
def test_every_end_leaves_nothing_behind(terminal, end):
    """No process and no file, which the terminal itself looks after; nor does a session that was left behind disturb."""
    screen = terminal("sh", "-c", 'mkdir "$TMPDIR/stile-gdb-stale"; touch "$TMPDIR/stile-gdb-stale/tmux.sock"; exec "$@"', "sh", *BARE)
    screen.wait_for(r"\(gdb\)", "boot 0x1000", "The console of the machine")
    if end == "the terminal is closed":
        screen.close()
    elif end == "the session is killed":
        (pid,) = [int(pid) for pid, command in processes_of(screen._socket.parent).items() if command.startswith(" ".join(BARE[:3]))]
        os.kill(pid, 15)
        assert screen.wait_for_end()[0] == 128 + 15
    else:
        screen.type("M-Up")
        screen.type("q")
        assert screen.wait_for_end()[0] == 0


# --- what is missing for one ---


def test_a_terminal_that_is_too_small(terminal):
    status, said = terminal(*BARE, columns=60, rows=12).wait_for_end()
    said = said.replace("\n", "")
    assert status == 1 and "60 columns and 12 lines, and three panes need 80 and 24" in said and "make gdb works in any" in said


def complaint(**variables):
    done = subprocess.run(BARE, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=clean_environment(**variables))
    assert done.returncode == 1 and done.stdout == ""
    return done.stderr


def test_without_tmux_or_a_terminal(tmp_path):
    said = complaint(PATH=tmp_path)
    assert "there is no tmux: ./scripts/setup.sh class installs it (on Debian: apt-get install tmux). make gdb works" in said
    assert "this is no terminal. make gdb works without one" in complaint()


# --- the dashboard ---

STATE = {
    "running": False,
    "mode": "M",
    "kernel_mode": "M",
    "headline": "[M] hart 0 pid 3 hello sys_write+0",
    "file": str(ROOT / "kernel/trap/trap.cpp"),
    "file_shown": "kernel/trap/trap.cpp",
    "line": 20,
    "instructions": ["0x80000000  add\tsp,sp,-80"] * 4,
    "registers": [(f"x{n}", n << 40, n % 2 == 1) for n in range(38)],
    "frame": "system call 4 write",
    "saved": [(f"x{n}", n, False) for n in range(33)],
    "traps": ["load page fault  pid 3 汉字 at 0x0"] * 40,
    "traps_since": 2,
}


def painted(capsys, painter, state, columns, rows):
    painter.paint(sections.board(state, columns, rows), columns, rows)
    return capsys.readouterr().out


@pytest.mark.parametrize("columns, rows", [(20, 3), (80, 10), (79, 24), (100, 60), (300, 100)])
def test_it_fits_into_every_pane(columns, rows):
    lines = sections.board(STATE, columns, rows)
    assert len(lines) == rows
    assert "sys_write+0" in "".join(span.text for span in lines[0]), "the first line says where"
    if rows >= 10:
        text = "\n".join("".join(span.text for span in line) for line in lines)
        assert all(word in text for word in ("=>   20", "add", "x1*", "system call 4 write", "load page fault"))


def test_only_what_has_changed_is_written_again(capsys, monkeypatch):
    """So that nothing flickers; and no line is longer than the pane."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    painter = Painter()
    assert painted(capsys, painter, STATE, 80, 24).count("\x1b[K") == 24
    assert painted(capsys, painter, STATE, 80, 24) == ""
    changed = painted(capsys, painter, STATE | {"headline": "[M] hart 0 pid 3 hello sys_write+2"}, 80, 24)
    assert changed.count("\x1b[K") == 1 and changed.startswith("\x1b[1;1H") and "sys_write+2" in changed
    assert painted(capsys, painter, STATE, 81, 24).count("\x1b[K") == 24


def test_without_colours_nothing_is_said_by_colour(capsys, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    output = painted(capsys, Painter(), STATE, 80, 24)
    assert not re.search(r"\x1b\[[\d;]*m", output) and "x1*" in output and "* load page fault" in output
    assert painted(capsys, Painter(), {"trouble": "the machine is off"}, 80, 24)


# --- the trap log ---


@contextmanager
def trap_log():
    with tempfile.TemporaryDirectory(prefix="stile-test-") as name:
        log = traps.TrapLog(Path(name))
        threading.Thread(target=log.serve, daemon=True).start()
        yield Path(name)


def test_the_last_traps_are_kept_however_many_there_are():
    """Whoever asks hears of every one that was written until then."""
    line = "riscv_cpu_do_interrupt: hart:2, async:{}, cause:{:016x}, epc:0x{:016x}, tval:0x{:016x}, desc=x\n"
    with trap_log() as folder, open(folder / traps.PIPE, "w", buffering=1) as pipe:
        assert traps.ask(folder) == (0, [])
        pipe.write(line.format(0, 8, 0x1000, 0) + line.format(1, 7, 0x2000, 0))
        assert traps.ask(folder) == (2, [traps.Trap(2, 8, 0x1000, 0), traps.Trap(2, 7 | traps.INTERRUPT, 0x2000, 0)])
        for n in range(20000):
            pipe.write(line.format(0, 13, n, 0x3FFFFFEF58))
        count, last = traps.ask(folder)
        assert count == 20002 and len(last) == traps.KEPT
        assert last[-1] == traps.Trap(2, 13, 19999, 0x3FFFFFEF58)
