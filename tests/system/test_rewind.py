# tests/system/test_rewind.py: a recorded session is replayed, forwards and backwards, and what is said when it cannot be.

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pexpect
import pytest

from debugger import KERNEL, QEMU, Debugged, assert_frames, replay
from disks import new_disk
from harness import PROMPT, ROOT, TIME_LIMIT, Configuration, Terminal, make, plain

# What goes back and forth at random; `make test-all` tries more of it, and what may take a thousand moves for one.
EVERYTHING = os.environ.get("TESTS") == "all"
SEEDS = range(1, 21 if EVERYTHING else 4)
MOVES = 10
WAYS = ("stepi", "reverse-stepi", "goto", "back", "continue", "reverse-continue", "next", *(["reverse-next"] if EVERYTHING else []))

TYPED = ("/lessons/hello", "echo more than the sixteen bytes that fit > /data/file; sync", "cat /data/file", "poweroff 3")


# --- what is rewound ---


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("rewind")


@pytest.fixture(scope="module")
def image(place):
    return new_disk(Configuration(), place, programs=("bin/poweroff", "lessons/hello"))


@pytest.fixture(scope="module")
def session(place, image):
    """The recording of a shell that somebody types at, with a disk; and what was on the console."""
    before = hashlib.sha256(image.read_bytes()).hexdigest()
    folder = place / "shell"
    with Terminal("make", "record", f"DISK={image}", f"RECORDING={folder}") as terminal:
        for line in TYPED:
            terminal.expect_pattern(PROMPT)
            terminal.type(line + "\r")
        terminal.wait_for_end()
    assert re.search(r"recorded: \d{6,} instructions", terminal.console), terminal.console
    assert "Error 3" in terminal.console  # the status of the machine
    assert hashlib.sha256(image.read_bytes()).hexdigest() == before  # it writes elsewhere
    return folder, terminal.console[terminal.console.index("Stile: ") : terminal.console.index("recorded: ")]


@pytest.fixture(scope="module")
def spin(place):
    """The recording of a program that goes on until somebody leaves."""
    folder = place / "spin"
    with Terminal("make", "record", "P=/lessons/spin", f"RECORDING={folder}") as terminal:
        terminal.expect("Stile: ")
        terminal.type("\x1d")
        assert terminal.wait_for_end() == 0
    return folder


def test_from_main_back_through_the_call_that_started_the_program(session):
    """[C.2] A shell's child: from main of hello back into execve, to the ecall, and into sh, which is there again."""
    answers = Debugged(
        *("ubreak hello main", ("to main", "continue"), ("at main", "when"), "next", "reverse-next", ("a line back", "when")),
        *("break sys_execve", ("to the handler", "reverse-continue"), ("in the handler", "when"), "backtrace", "delete"),
        *("tbreak trap_vector", ("to the vector", "reverse-continue"), "reverse-stepi", "print $priv", ("at the ecall", "syscall")),
        *("tbreak run_program", ("to the shell", "reverse-continue"), ("in the shell", "when")),
        *(("back to the ecall", "back"), ("there again", "syscall"), "back 3", ("main again", "when")),
        recording=session[0],
    )
    assert "main () at user/lessons/hello.cpp" in answers["to main"]
    assert re.search(r"instruction \d+ of \d+: \[U\] hart 0 pid \d+ hello main\+0", answers["at main"])
    assert answers["a line back"] == answers["at main"]
    assert 'sys_execve (frame=..., path=Str(0x' in answers["to the handler"] and '"/lessons/hello")' in answers["to the handler"]
    assert re.search(r"\[M\] hart 0 pid \d+ sh sys_execve.*\nfor 18 execve\(", answers["in the handler"])
    assert_frames(answers["backtrace"], "sys_execve", "dispatch", "trap_handler", "trap_vector", "execve", "main", "_start")
    assert answers.number("print $priv") == 0
    assert answers["at the ecall"].startswith("18 execve(path=0x") and answers["there again"] == answers["at the ecall"]
    assert "[U]" in answers["in the shell"] and " sh " in answers["in the shell"]
    assert answers["main again"] == answers["at main"]


def test_what_prints_a_lot_can_be_replayed(place):
    """However slowly somebody reads that: the machine has not waited for it."""
    folder = place / "lot"
    recorder = subprocess.Popen(["make", "record", "P=seq 9000", f"RECORDING={folder}"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    parts = list(iter(lambda: os.read(recorder.stdout.fileno(), 100), b""))
    assert recorder.wait() == 0, b"".join(parts)
    assert b"\n9000\r\n" in b"".join(parts)
    assert Debugged("goto end", "console", recording=folder)["console"].endswith("\n9000\n")


# Walks through a recording. Whenever it comes to a place again, all registers are what they were.
WALK = """
import gdb
import random
import rewind
seen = {}
def look(way):
    place, registers = rewind.here(), gdb.execute("info registers", to_string=True)
    assert seen.setdefault(place, registers) == registers, (way, place, seen[place], registers)
def move(way):
    try:
        gdb.execute(way, to_string=True)
    except gdb.error as error:  # next and reverse-next want to know the lines of a function, and the reset vector has none
        assert "Cannot find bounds" in str(error), error
    look(way)
def retrace(count):
    there = []
    for _ in range(count):
        look("here")
        there.append(rewind.here())
        gdb.execute("stepi", to_string=True)
    for place in reversed(there):
        move("reverse-stepi")
        assert rewind.here() == place, (rewind.here(), place)
    print("retraced", len(set(there)))
def walk(seed, moves, ways):
    lot, end = random.Random(seed), rewind.span()[1]
    for _ in range(moves):
        way = lot.choice(ways)
        if way == "back" and len(rewind.visited) < 2:
            continue
        count = {"goto": lot.randrange(end), "stepi": lot.randrange(1, 20), "reverse-stepi": lot.randrange(1, 3)}.get(way, "")
        move(f"{way} {count}")
    print("walked with seed", seed)
gdb.execute("set banner off")
"""


@pytest.fixture
def walk(tmp_path):
    script = tmp_path / "walk.py"
    script.write_text(WALK)
    return f"source {script}"


def test_forty_steps_are_retraced_exactly(session, walk):
    """With all registers, and an interrupt among them."""
    answers = Debugged(
        *(walk, "break trap_vector if (long)$mcause < 0", "continue", "delete"),
        *("python move(f'goto {rewind.here().instruction - 20}')", ("retraced", "python retrace(40)")),
        recording=session[0],
    )
    assert answers["retraced"].splitlines()[-1] == "retraced 40", answers.output


def test_breakpoints_do_not_change_the_count(session):
    """None of them is at an instruction; but QEMU takes each instruction of these pages for itself, also those at which the
    hart falls asleep."""
    sleepers = ("wait_for_interrupt", "scheduler::idle", "virtio_block::(anonymous namespace)::VirtioBlock::wait_in")
    answers = Debugged(
        *(f"break *((unsigned long)&'{name}' | 1)" for name in sleepers),
        *("info breakpoints", "continue", ("end", "when")),
        recording=session[0],
    )
    assert answers["info breakpoints"].count("breakpoint     keep y") == len(sleepers)
    assert re.search(r"instruction (\d+) of \1:", answers["end"]), answers.output


@pytest.mark.parametrize("seed", SEEDS)
def test_back_and_forth_at_random(session, walk, seed):
    """Each place is as it was whenever one comes there, and no move hangs."""
    answers = Debugged(
        *(walk, "ubreak sh run_command", "break sys_read", "break trap_vector if (long)$mcause < 0"),
        *(("walk", f"python walk({seed}, {MOVES}, {WAYS})"),),
        recording=session[0],
    )
    assert answers["walk"].splitlines()[-1] == f"walked with seed {seed}", answers.output


def test_console_input_and_disk_are_what_they_were(session):
    """What was printed and typed until here, also after going back; and nobody can type something else."""
    folder, console = session
    answers = Debugged(
        *("goto end", ("all", "console"), "ubreak cat main", "reverse-continue", ("until cat", "console"), "console"),
        *("type ls", "goto end", ("the rest", "console"), "goto start", ("nothing", "console")),
        recording=folder,
    )
    assert plain(answers["all"]) == console
    until_cat = console[: console.index("cat /data/file") + len("cat /data/file\n")]
    assert answers["until cat"] == until_cat and answers["the rest"] == console[len(until_cat) :]
    assert "that fit\n" in answers["the rest"]
    assert answers["console"] == answers["nothing"] == ""
    assert "nobody can type into a recording" in answers["type ls"]


def test_whowrote_finds_the_store(session):
    """A program's variable; and its memory that the kernel writes, by another address."""
    answers = Debugged(
        *("ubreak hello write", "continue", "frame function main", ("own", "whowrote text"), "x/i $pc"),
        *("delete", "ubreak cat write", "continue", ("kernel's", "whowrote *(char*)bytes"), "backtrace"),
        recording=session[0],
    )
    assert 'text: "hell\\000\\000" -> "hello\\n"' in answers["own"]
    assert re.search(r"=> .*<main\(\)\+\d+>:\ts[bhwd]\t", answers["x/i $pc"])
    assert re.search(r"^\*\(char\*\)bytes: 0 .* -> 109 'm'$", answers["kernel's"], re.MULTILINE)
    assert_frames(answers["backtrace"], "sys_read", "dispatch", "trap_vector", "read", "main")


def test_whowrote_says_what_is_wrong(session):
    answers = Debugged(
        *("break sys_execve", "continue", "delete", ("register", "whowrote $pc"), ("nothing mapped", "whowrote *(int*)8")),
        *(("not known", "whowrote nosuch"), ("nothing", "whowrote")),
        recording=session[0],
    )
    assert "$pc is not in memory" in answers["register"]
    assert "Cannot access memory at address 0x8" in answers["nothing mapped"]
    assert 'No symbol "nosuch"' in answers["not known"] and answers["nothing"].startswith("usage: whowrote")


if EVERYTHING:  # a page of the kernel's that is used all the time takes long to watch

    def test_whowrote_in_the_kernel(spin):
        answers = Debugged(
            *("break sys_execve", "continue", "delete", "set $thread = (Thread*)$tp", ("variable", "whowrote $thread->process->pid")),
            *("back", ("nobody", "whowrote *(char*)&root_image_start")),
            recording=spin,
        )
        assert re.search(r"^\$thread->process->pid: Pid\(0\) -> Pid\(\d+\)$", answers["variable"], re.MULTILINE)
        assert "join_family (" in answers["variable"] and "sys_execve (" in answers["back"]
        assert "no instruction before here has changed" in answers["nobody"]


def test_the_ends_of_a_recording(session):
    answers = Debugged(
        *("reverse-stepi", ("before it", "back"), "goto end", "stepi", "continue", ("end", "when"), "goto -1", "goto start", "reverse-continue"),
        *("goto", "back 0", "back 99"),
        recording=session[0],
    )
    assert "The recording begins here." in answers["reverse-stepi"] and "The recording begins here." in answers["reverse-continue"]
    assert "moves that can be undone: 0" in answers["before it"]
    for command in ("goto end", "stepi", "continue"):
        assert "power_off (status=3)" in answers[command] and "The recording ends here." in answers[command]
    assert len(set(re.findall(r"\d{6,}", answers["end"]))) == 1
    assert re.match(r"this recording goes from instruction 0 to \d+", answers["goto -1"])
    assert answers["goto"].startswith("usage: goto N") and answers["back 0"].startswith("usage: back")
    assert "reverse-stepi and others lead further back" in answers["back 99"]
    assert answers.status == 0


def test_ctrl_c_in_the_middle_of_a_replay(session):
    """A move back is as if it had not begun. Nothing hangs, and all ends."""
    with Terminal("make", "replay", f"RECORDING={session[0]}") as gdb:
        gdb.expect("(gdb) ")

        def ask(command, *, interrupt=False):
            gdb.type(command + "\r")
            if interrupt:
                gdb.expect("Continuing.")
                gdb.type("\x03")
                gdb.expect("SIGINT")
            return gdb.expect("(gdb) ")

        def place():
            return re.search(r"instruction (\d+) of", ask("when"))[1]

        ask("set style enabled off")
        ask("goto end")
        before = place()
        ask("break trap_vector if 0")  # at hundreds of places, and each takes a replay
        ask("reverse-continue", interrupt=True)
        assert place() == before
        ask("delete")
        ask("goto 400000")
        assert place() == "400000"
        ask("reverse-stepi")
        assert place() == "399999"
        gdb.type("quit\r")
        gdb.expect_pattern(pexpect.EOF)  # the status is make's, which has heard Ctrl-C too


def test_what_gdb_answers_in_the_book_is_what_it_answers():
    """To bring the document up to date: tests/system/debugger.py docs/rewinding.md"""
    document = (ROOT / "docs" / "rewinding.md").read_text()
    assert replay(document) == document


# --- what cannot be replayed ---


def test_who_leaves_ends_the_recording(spin, tmp_path):
    """And all that a replay needs it has taken with it."""
    copy = shutil.copytree(spin, tmp_path / "copy")
    answers = Debugged("goto end", "continue", f"shell rm -r {copy}", "goto start", ("there again", "goto end"), recording=copy)
    assert "The recording ends here." in answers["goto end"] and "The recording ends here." in answers["continue"]
    assert "The recording ends here." in answers["there again"] and not copy.exists()


def replay_fails(folder):
    done = make("replay", f"RECORDING={folder}")
    assert done.returncode != 0 and "Traceback" not in done.stdout
    return done.stdout


def change(folder, **fields):
    path = folder / "session.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_what_is_no_recording_is_refused(spin, tmp_path):
    """Each time it is said what to do."""
    assert "there is no recording in" in replay_fails(tmp_path / "nothing")
    copy = shutil.copytree(spin, tmp_path / "copy")
    change(copy, kernel_hash="0")
    assert "was recorded with another kernel than" in replay_fails(copy)
    change(copy, kernel="build/nosuch/kernel.elf")
    assert "is not there any more" in replay_fails(copy)
    copy = shutil.copytree(spin, tmp_path / "other")
    change(copy, qemu_version="QEMU emulator version 7.1.0")
    assert "was recorded by QEMU emulator version 7.1.0, and this is QEMU" in replay_fails(copy)
    log = (spin / "log").read_bytes()
    copy = shutil.copytree(spin, tmp_path / "cut")
    (copy / "log").write_bytes(bytes(12) + log[12:])  # as QEMU leaves it when it is killed
    assert "was cut off before its end" in replay_fails(copy)
    (copy / "session.json").write_text("{")
    said = replay_fails(copy)
    assert "cannot be read" in said and "make record makes another one" in said


@pytest.mark.parametrize("choice", ["MODE=supervisor", "CPUS=4"])
def test_only_one_hart_in_machine_mode_is_recorded(choice):
    for target in ("record", "replay"):
        done = make(target, choice)
        assert done.returncode != 0 and "only the machine-mode kernel on one hart can be rewound" in done.stdout
        assert choice in done.stdout


def test_a_killed_qemu_leaves_no_recording(place):
    command = ["scripts/gdb/record.py", "--kernel", KERNEL, "--programs", KERNEL.parents[1] / "user", "--qemu", QEMU, place / "killed"]
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with subprocess.Popen(command, cwd=ROOT, **pipes) as recorder:
        assert recorder.stdout.readline().startswith(b"Stile: ")
        (qemu,) = Path(f"/proc/{recorder.pid}/task/{recorder.pid}/children").read_text().split()
        os.kill(int(qemu), signal.SIGKILL)
        said = recorder.communicate(timeout=TIME_LIMIT)[1]
    assert recorder.returncode == 1
    assert b"QEMU was ended by signal 9, and the recording is cut off" in said
    assert not list(place.glob("killed*"))


def test_commands_for_a_recording_say_so_elsewhere():
    answers = Debugged("when", "back", "goto 5", "whowrote platform", "reverse-stepi")
    for command in ("when", "back", "goto 5", "whowrote platform"):
        assert "`make record` makes one, and `make replay`" in answers[command]
