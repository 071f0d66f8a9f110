# tests/system/test_gdb_commands.py: the commands of our own in gdb, and the line at each stop.

import os
import re
from functools import partial

import pytest

from debugger import Debugged
from harness import Configuration

LETTER = {"machine": "M", "supervisor": "S"}

# The easiest and the hardest; with time, those between. What gdb is told takes its frames from the class build.
CHOSEN = [Configuration(mode=mode, cpus=cpus) for mode, cpus in (("machine", 1), ("supervisor", 4))]
BETWEEN = [Configuration(mode=mode, cpus=cpus) for mode, cpus in (("machine", 4), ("supervisor", 1))]


@pytest.fixture(scope="module", params=CHOSEN + BETWEEN if os.environ.get("TESTS") == "all" else CHOSEN, ids=str)
def machine_kind(request):
    return request.param


@pytest.fixture(scope="module")
def debug(machine_kind):
    """debug("ps", "threads"): what gdb answers to these commands, on a machine of this kind."""
    return partial(Debugged, configuration=machine_kind)


def last_line(answer):
    return answer.splitlines()[-1]


# --- stepping, and the line at each stop ---


@pytest.fixture(scope="module")
def road(debug):
    """From one system call of hello to the next, there and back; and to its end."""
    return debug(
        "ubreak hello main",
        ("to main", "continue"),
        ("not at an ecall", "into"),
        ("not in the kernel", "out"),
        ("frame in the program", "frame trap"),
        ("to write", "next-ecall"),
        "syscall",
        "set $ecall = $pc",
        ("into write", "into"),
        ("frame that is not yet whole", "frame trap"),
        "cause",
        ("into the kernel", "into"),
        "tbreak dispatch",
        ("to the switch", "continue"),
        ("frame in the kernel", "frame trap"),
        ("out of write", "out"),
        "print $pc - $ecall",
        "print $a0",
        "set banner off",
        ("to exit", "next-ecall"),
        "set banner on",
        ("into exit", "into"),
        ("out of exit", "out"),
        "frame function scheduler::exit_thread",
        "frame 0",
    )


@pytest.mark.quick
def test_from_one_ecall_to_the_next_there_and_back(road, machine_kind):
    """next-ecall, into and out, wherever the program makes its calls; each stop ends with a line that says where."""
    kernel = LETTER[machine_kind.mode]
    assert re.fullmatch(r"\[U\] hart \d pid 3 hello main\+0", last_line(road["to main"]))
    assert road["to write"].count("[U]") == 1
    assert re.search(r"^=> 0x\w+ <write\(.*\)\+\d+>:\tecall\n\[U\] hart \d pid 3 hello write\+\d+$", road["to write"], re.M)
    assert road["syscall"].startswith("4 write(fd=1, ")
    assert re.search(rf"^trap_vector \(\) .*\n.*\n\[{kernel}\] hart \d pid 3 hello trap_vector\+0$", road["into write"], re.M)
    assert re.search(rf"^\[{kernel}\] hart \d pid 3 hello dispatch\+\d+$", road["to the switch"], re.M)
    assert re.fullmatch(r"\[U\] hart \d pid 3 hello write\+\d+", last_line(road["out of write"]))
    assert road["out of write"].count("hart") == 1
    assert road.number("print $pc - $ecall") == 4
    assert road.number("print $a0") == len("hello\n")


def test_out_tells_of_a_thread_that_does_not_come_back(road):
    assert "this thread of process 3 (hello) ends" in road["out of exit"]
    assert "scheduler::exit_thread ()" in road["out of exit"]


def test_stepping_says_what_is_wrong(road):
    assert "next-ecall leads to one" in road["not at an ecall"]
    assert "next-ecall and into lead to the kernel" in road["not in the kernel"]
    assert "out leads back to the program" in road["into the kernel"]


def test_the_line_at_each_stop_can_be_turned_off(road):
    assert "hart" not in road["to exit"] and "_exit" in road["to exit"]
    assert "hart" in road["into exit"]


# --- the trap frame ---


def test_the_trap_frame_in_words(road):
    """Call, mode, interrupts, where it goes on, and the registers as the program had them."""
    frame = road["frame in the kernel"]
    assert re.search(r"^system call 4 write\(fd=1, bytes=0x\w+, count=6\), of pid 3 hello$", frame, re.M)
    assert "it came from user mode, with interrupts on" in frame
    assert re.search(r"^  it goes on at 0x\w+, write\+\d+, behind the ecall$", frame, re.M)
    assert re.search(r"  a0 0{15}4   a1 0{15}1 ", frame) and re.search(r"  a3 0{15}6 ", frame)
    assert "environment call from user mode, and trap_vector is still saving" in road["frame that is not yet whole"]
    assert "no trap is under way" in road["frame in the program"]
    assert road["cause"] == "exception 8: environment call from user mode\n"


def test_frame_is_still_gdbs_own(road):
    """With every argument that gdb knows: a command of ours has only its own word."""
    assert re.search(r"^#\d+ .*scheduler::exit_thread", road["frame function scheduler::exit_thread"], re.M)
    assert road["frame 0"].startswith("#0 ")
