# tests/system/test_gdb_session.py: make gdb, make qemu-gdb and make console: how a session begins, is shared, and ends.

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pexpect
import pytest

from debugger import KERNEL, QEMU, Debugged, assert_frames, session_command
from harness import PROMPT, ROOT, TIME_LIMIT, Terminal, clean_environment


# --- settings ---


@pytest.mark.parametrize("command", ["run", "r", "run now", "start"])
def test_run_says_what_to_type_instead(command):
    answers = Debugged(command, ("machine", "print $pc"))
    assert answers[command] == "The machine is started already, and waits: type continue.\n"
    assert "0x1000" in answers["machine"]


def test_gdb_is_told_how_to_step():
    answers = Debugged("show osabi", "show scheduler-locking")
    assert 'The current OS ABI is "none"' in answers["show osabi"]
    assert '"step"' in answers["show scheduler-locking"]


def test_settings_of_the_user_are_neither_read_nor_written(tmp_path):
    """[C.2] Not those of the home folder, nor those of the folder where one is."""
    for name in (".gdbinit", ".config/gdb/gdbinit", "work/.gdbinit"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("echo the settings of the user\\n\n")
    before = sorted(tmp_path.rglob("*"))
    folders = {"XDG_CONFIG_HOME": tmp_path / ".config", "XDG_CACHE_HOME": tmp_path / ".cache"}
    environment = clean_environment(HOME=tmp_path, **folders)
    answers = Debugged("break sys_write", "continue", environment=environment, cwd=tmp_path / "work")
    assert "the settings of the user" not in answers.output
    assert "sys_write (" in answers["continue"]
    assert sorted(tmp_path.rglob("*")) == before


# --- sessions ---


def test_two_sessions_do_not_meet():
    """[C.2] At once, each with a machine, a gdb and a console of its own."""

    def session(word):
        return Debugged(
            *("break sys_write if count == 4", "continue", "ps", "delete", ("end", "continue"), "console"), run=f"echo {word}"
        )

    with ThreadPoolExecutor() as pool:
        for word, answers in zip(("one", "two"), pool.map(session, ("one", "two"))):
            assert "sys_write (" in answers["continue"]
            assert answers["ps"].splitlines()[-1].endswith(" echo")
            assert answers["console"].splitlines()[-1] == word


@pytest.fixture
def folder():
    """For the folders of sessions, so that nobody else's are seen. Its path is short, as those of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="stile-test-") as name:
        yield Path(name)


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_session_leaves_nothing_behind(folder):
    """Neither when gdb ends, nor when somebody ends the session: no process, no file."""
    environment = clean_environment(TMPDIR=folder)
    family = "python print(open(f'/proc/{os.getppid()}/task/{os.getppid()}/children').read())"
    done = Debugged("python import os", family, environment=environment)
    processes = done[family].splitlines()[0].split()
    assert len(processes) == 2  # QEMU and gdb
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)
    assert list(folder.iterdir()) == []

    command = session_command("--no-gdb", run=None)[3:]  # without `timeout`
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as session:
        assert b"QEMU waits for gdb" in session.stdout.readline()
        (qemu,) = children(session.pid)
        session.send_signal(signal.SIGTERM)
        assert session.wait(TIME_LIMIT) == 128 + signal.SIGTERM
    assert not Path(f"/proc/{qemu}").exists()
    assert list(folder.iterdir()) == []


def test_a_machine_that_cannot_start_is_reported():
    command = session_command(qemu=QEMU.replace("virt", "nosuch"))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 1
    assert "unsupported machine type" in done.stderr and "QEMU ended at once" in done.stderr
    assert "Traceback" not in done.stderr


# --- the console ---


def test_the_console_can_be_read_and_typed_at_from_gdb():
    answers = Debugged(
        "break sys_read if fd.number_ == 0",
        ("to the prompt", "continue"),
        ("boot", "console"),
        ("nothing new", "console"),
        "delete",
        "break execute",
        "type echo it works",
        ("to the command", "continue"),
        "delete",
        "type poweroff",
        ("to the end", "continue"),
        ("end", "console"),
        ("nothing more", "console"),
        run=None,
    )
    assert re.fullmatch(rf"Stile: .*{PROMPT}\n", answers["boot"], re.DOTALL)
    assert answers["nothing new"] == "" and answers["nothing more"] == ""
    assert answers["end"].count("it works\n") == 2  # as it was typed, and as it was said
    assert answers["end"].rindex("it works") < answers["end"].rindex("poweroff")


@pytest.fixture
def at_terminal(folder):
    """at_terminal("gdb"): `make gdb`, as a student types it."""
    with ExitStack() as stack:
        yield lambda target, *more: stack.enter_context(Terminal("env", f"TMPDIR={folder}", "make", target, *more))


def test_ctrl_c_stops_the_machine_and_make_console_shares_its_console(at_terminal):
    """[C.2] In one terminal gdb; in another one the console, where one types while the machine runs."""
    interactive = at_terminal("gdb")
    assert "continue" in interactive.expect("(gdb) ")  # the first words say what to do
    interactive.type("continue\r")
    with at_terminal("console") as console:
        console.expect("Ctrl-]")
        console.expect_pattern(PROMPT)
        console.type("echo $((6 * 7))\r")
        console.expect("\n42\r\n")
        console.expect_pattern(PROMPT)
        interactive.type("\x03")
        interactive.expect("SIGINT")
        interactive.expect("(gdb) ")
        console.type("echo $((6 * 8))\r")
        assert console.expect("48", within=0.5) is None  # nobody runs
        interactive.type("continue\r")
        console.expect("\n48\r\n")
        console.type("\x1d")
        assert console.wait_for_end() == 0
    with at_terminal("console") as console:
        console.expect("\n48\r\n")  # who comes later sees what was printed before
        console.expect_pattern(PROMPT)
        console.type("poweroff\r")
        interactive.expect("Remote connection closed")
        assert console.wait_for_end() == 0
    interactive.type("quit\r")
    interactive.expect_pattern(pexpect.EOF)  # the status is make's, which has heard Ctrl-C too


def test_make_console_without_a_session(folder):
    environment = clean_environment(TMPDIR=folder)
    done = subprocess.run(["make", "-C", ROOT, "console"], env=environment, capture_output=True, text=True)
    assert done.returncode != 0 and "make gdb starts one" in done.stderr


# --- a gdb of one's own ---


def own_gdb(*commands):
    arguments = [argument for command in commands for argument in ("-ex", command)]
    gdb = ["timeout", str(TIME_LIMIT), os.environ.get("GDB", "gdb-multiarch"), "-nx", "-batch", *arguments, str(KERNEL)]
    done = subprocess.run(gdb, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout


def test_make_qemu_gdb_waits_for_any_gdb(at_terminal):
    """[C.2] The two lines that it prints are enough for a backtrace through the trap; its terminal is the console."""
    with at_terminal("qemu-gdb", "P=/lessons/hello") as console:
        console.expect("Ctrl-]")
        lines = re.findall(r"^    (.+)$", console.console, re.MULTILINE)
        assert len(lines) == 2
        symbols = f"add-symbol-file {KERNEL.parents[1]}/user/lessons/hello.elf"
        said = own_gdb(*lines, symbols, "break sys_write if count == 6", "continue", "backtrace", "delete", "continue")
        backtrace = said[said.index("#0") :]
        assert_frames(backtrace, "sys_write", "dispatch", "trap_handler", "trap_vector", "write", "main")
        console.expect("hello")
        console.wait_for_end()


def test_a_gdb_that_leaves_may_come_back(at_terminal):
    """The machine runs on while nobody is there, and stops for who comes."""
    with at_terminal("qemu-gdb") as console:
        console.expect("Ctrl-]")
        lines = re.findall(r"^    (.+)$", console.console, re.MULTILINE)
        assert "kernel_main" in own_gdb(*lines, "break kernel_main", "continue", "detach")
        console.expect_pattern(PROMPT)
        assert "= 134217728" in own_gdb(*lines, "print platform.memory_size")
        console.type("echo $((6 * 7))\r")
        console.expect("\n42\r\n")
        console.type("\x1d")
        assert console.wait_for_end() == 0


# --- the bridge ---


def test_a_step_that_led_nowhere_is_taken_again():
    """QEMU sometimes ends a step without the instruction. One stepi is one instruction all the same."""
    sys.path.insert(0, str(ROOT / "scripts/gdb"))
    from bridge import Bridge, Link

    to_qemu, qemu_end = socket.socketpair()
    to_gdb, gdb_end = socket.socketpair()
    pcs = [0x1000, 0x1000, 0x1004]  # before the step, after the first try, after the second one
    steps = []

    def be_qemu():
        link = Link(qemu_end)
        with suppress(EOFError):
            while packet := link.wait():
                if packet.startswith(b"qRcmd"):
                    link.send(b"O" + b"base memory: 4096".hex().encode())
                    link.send(b"OK")
                elif packet.startswith(b"qXfer"):
                    link.send(b'l<reg name="satp" regnum="450"/>')
                elif packet == b"p20":
                    link.send(pcs[len(steps)].to_bytes(8, "little").hex().encode())
                else:
                    steps.append(packet)
                    link.send(b"T05thread:01;")

    qemu = threading.Thread(target=be_qemu)
    qemu.start()
    bridge = Bridge(Link(to_qemu))
    between = threading.Thread(target=bridge.serve, args=(Link(to_gdb),))
    between.start()
    gdb = Link(gdb_end)
    gdb.send(b"vCont;s:1")
    assert gdb.wait() == b"T05thread:01;"
    assert steps == [b"vCont;s:1"] * 2
    gdb.close()
    between.join(TIME_LIMIT)
    bridge.close()
    qemu.join(TIME_LIMIT)
    assert not between.is_alive() and not qemu.is_alive()
