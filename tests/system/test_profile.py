# tests/system/test_profile.py: `make profile`: where instructions go adds up, to what was counted elsewhere.

import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest

from harness import PROGRAM_LIMIT, ROOT, Batch, Configuration, clean_environment

sys.path.append(str(ROOT / "scripts"))
from measuring import machine  # noqa: E402
from measuring.machine import Problem  # noqa: E402
from profiling import calls, picture, road, trace  # noqa: E402
from profiling.code import FIRMWARE, Function  # noqa: E402

COUNT = ("-icount", "shift=0,sleep=off")
WORKS = ["null", "pipe", "pingpong", "open", "read", "write", "touch", "fork", "exec"]


def profile(*arguments, **environment):
    return subprocess.run(
        ["timeout", str(PROGRAM_LIMIT), ROOT / "scripts" / "profile.py", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(**environment),
    )


def tables(output):
    """The tables, by the first words of their headings: the rows of each, as lists of words."""
    found = {}
    for heading, table in re.findall(r"^(By [a-z ]+|The road)[^\n]*:\n\n(.*?)\n\n", output + "\n", re.MULTILINE | re.DOTALL):
        found[heading] = [re.split(r"  +", row.strip()) for row in table.splitlines()[1:]]
    return found


def total(output):
    return int(re.search(r": (\d+) instructions, ", output)[1])


def figures(rows):
    return [int(row[0]) for row in rows]


@pytest.mark.quick
@pytest.mark.exists_in(cpus=1)
def test_the_phases_of_a_null_call(configuration):
    """Together they are what /bench/null_call has counted for one of a thousand calls. 31 registers are saved, and so many
    restored; the loop is four instructions, and the handler is one phase of many."""
    done = profile("null", configuration.flavour, configuration.mode)
    assert done.returncode == 0, done.stdout
    found = tables(done.stdout)
    phases = {row[2]: int(row[0]) for row in found["By phase"][:-1]}
    counted = Batch(configuration, command="/bench/null_call", more=COUNT).expect_status(0).console
    median = int(re.search(r"null call \(getpid\) +\d+ +(\d+)", counted)[1])
    assert list(phases) == ["program", "entry", "save", "dispatch", "handler", "answer", "restore"]
    assert sum(phases.values()) == total(done.stdout) == median
    assert phases["program"] == 4
    assert phases["save"] >= 31 and phases["restore"] >= 31
    assert phases["handler"] < phases["dispatch"] and min(phases.values()) > 0

    way = found["The road"]
    assert sum(figures(way)) == median
    in_order = [row[1] for row in way]
    assert list(dict.fromkeys(in_order)) == list(phases) and in_order[-1] == "program"
    assert {row[2].split()[-1] for row in way if row[1] == "handler"} == {"sys_getpid"}
    assert sum(figures(found["By function"][:-1])) == median


def in_general(text):
    """Without figures, and without the blanks that depend on them."""
    return [re.sub(r"[\d.]+|#", "#", " ".join(line.split())) for line in text.splitlines()]


def test_what_the_document_shows():
    """Of the release build, in which the compiler has put functions into others; the phases are found all the same."""
    page = (ROOT / "docs/profiling.md").read_text()
    output = profile("null", "release").stdout
    shown = in_general(re.search(r"```console\n\$ make profile WORK=null RELEASE=1\n(.*?)```", page, re.DOTALL)[1])
    assert shown == in_general(output)[: len(shown)] and len(shown) == 13
    assert any(" in system_call" in row[-1] for row in tables(output)["The road"])
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == WORKS


@pytest.mark.quick
def test_what_instructions_are_for():
    """The calls of both processes, their page faults, and the two programs: all is told, once."""
    done = profile("exec", "class")
    assert done.returncode == 0, done.stdout
    found = tables(done.stdout)
    purposes = {row[-1]: int(row[0]) for row in found["By what it is for"]}
    everything = purposes.pop("all")
    calls_made = {"sys_fork", "sys_execve", "sys_exit", "sys_waitpid"}
    assert calls_made | {"store page fault", "the program works", "the program true", "into the kernel and out"} <= purposes.keys()
    assert sum(purposes.values()) == everything == total(done.stdout)
    assert purposes["sys_execve"] > purposes["sys_waitpid"]

    functions = found["By function"]
    assert sum(figures(functions[:-1])) == figures(functions[-1:])[0] == everything
    inclusive = {row[-1]: int(row[2]) for row in functions[:-2] if len(row) == 6}
    assert all(int(row[0]) <= int(row[2]) <= everything for row in functions[:-2])
    assert inclusive["trap_vector"] > everything * 0.9


@pytest.mark.parametrize("work", ["pipe", "pingpong", "open", "fork"])  # the others: in other tests
def test_each_work(work):
    """Also that the trace shows as many instructions as the machine has counted: profile.py fails otherwise."""
    done = profile(work, "release", "machine", "--markdown")
    assert done.returncode == 0, done.stdout
    rows = [row for row in done.stdout.splitlines() if row.startswith("|")]
    assert len(rows) > 5 and f"| {total(done.stdout)} |" in done.stdout
    assert not re.search(r"^  ", done.stdout, re.MULTILINE)


@pytest.mark.quick
def test_a_picture(tmp_path):
    """The same figures give the same picture, with all phases."""
    steps = [("program", 4), ("save", 40), ("handler <3>", 3)]
    bars = [picture.Bar(phase, (count,)) for phase, count in steps]
    for name in ("one.svg", "folder/other.svg"):
        picture.draw(tmp_path / name, bars, 'A "null" call', ["instructions"])
    drawn = (tmp_path / "one.svg").read_bytes()
    assert drawn == (tmp_path / "folder/other.svg").read_bytes()
    texts = {"".join(text.itertext()).strip() for text in xml.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
    assert {'A "null" call', "save", "40", "handler <3>", "3", "instructions"} <= texts


def test_a_picture_of_functions(tmp_path):
    done = profile("touch", "--picture", tmp_path / "touch.svg")
    assert done.returncode == 0, done.stdout
    drawn = (tmp_path / "touch.svg").read_text()
    assert "store page fault" in drawn and "AddressSpace::handle_fault" in drawn


@pytest.mark.quick
def test_no_gnuplot(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="no gnuplot .*setup.sh"):
        picture.draw(tmp_path / "no.svg", [picture.Bar("", (1,))], "", [""])
    assert not list(tmp_path.iterdir())


@pytest.mark.quick
@pytest.mark.parametrize(
    "arguments",
    [[], ["foo"], ["null", "pipe"], ["null", "debug"], ["null", "class", "release"], ["null", "--picture"], ["--markdown"]],
)
def test_wrong_arguments(arguments):
    done = profile(*arguments)
    assert done.returncode == 1
    assert done.stdout.startswith("profile: usage: ") and "Traceback" not in done.stdout
    assert [work for work in WORKS if re.search(rf"^  {work} ", done.stdout, re.MULTILINE)] == WORKS


def test_the_program_knows_the_same_works():
    done = Batch(Configuration(), command="/bench/works foo").expect_status(2)
    assert f"NAME is one of {' '.join(WORKS)}\n" in done.console


@pytest.mark.quick
def test_no_kernel(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    with pytest.raises(Problem, match="there is no build/class/supervisor/kernel.elf: `make MODE=supervisor` builds it"):
        trace.run(machine.Kernel("class", "supervisor"), "/bin/true", BEGIN, END)


def emulator(folder, version):
    """Writes down how it is called, and leaves no trace."""
    script = folder / "qemu"
    script.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "QEMU emulator version {version}"\necho "$@" >>{folder}/called\n')
    script.chmod(0o755)
    return script


@pytest.mark.quick
def test_qemu_that_is_too_old(tmp_path):
    done = profile("null", "class", QEMU=emulator(tmp_path, "6.2.0"))
    assert done.returncode == 1
    assert "the trace of QEMU 7.2 or newer" in done.stdout and "QEMU=path" in done.stdout


@pytest.mark.quick
@pytest.mark.parametrize("version, option", [("7.2.22", "-singlestep"), ("8.0.1", "-singlestep"), ("8.1.0", "one-insn-per-tb=on")])
def test_how_qemu_is_told(tmp_path, version, option):
    """Newer ones have another option for one instruction at a time. One that leaves no trace is no success."""
    done = profile("null", "class", QEMU=emulator(tmp_path, version))
    assert done.returncode == 1 and "trace does not show the work" in done.stdout
    called = (tmp_path / "called").read_text()
    assert option in called and ("-singlestep" in called) != ("one-insn-per-tb" in called)


# --- its parts ---


def started(pc):
    return b"Trace 0: 0x7f1122334455 [0000000000000000/%016x/00209003/ff020201] \n" % pc


def trapped(cause, interrupt=0, what=b"something"):
    return b"riscv_cpu_do_interrupt: hart:0, async:%d, cause:%016x, epc:0x10, tval:0x0, desc=%s\n" % (interrupt, cause, what)


BEGIN, END = 0x100, 0x104


@pytest.mark.quick
@pytest.mark.parametrize(
    "lines, steps",
    [
        ([started(1), started(2), started(3)], [(1, ""), (2, "")]),  # the last one is the return
        ([started(1), b"Stopped execution of TB chain before 0x7f [1] \n", started(1), started(2)], [(1, "")]),
        ([started(1), b"cpu_io_recompile: rewound execution of TB to 1\n", started(1), started(2)], [(1, "")]),
        ([started(1), trapped(8, what=b"user_ecall"), started(2), started(3)], [(1, ""), (2, "user_ecall")]),
        ([started(1), trapped(15, what=b"fault"), started(2), started(1), started(3)], [(2, "fault"), (1, "")]),
        ([started(1), trapped(7, 1, b"timer"), started(2), started(3)], [(1, ""), (2, "timer")]),
    ],
)
def test_only_what_has_run_is_counted(lines, steps):
    around = [started(5), started(BEGIN), *lines, started(END), started(6)]
    assert trace.between_marks(around, BEGIN, END) == [trace.Step(*step) for step in steps]
    assert trace.between_marks(around[:-2], BEGIN, END) == []  # it never came back


class Pretended:
    """Code of which functions and kinds of instructions are told."""

    def __init__(self, functions, kinds):
        self.functions, self.kinds = functions, kinds

    def function(self, pc):
        return self.functions.get(pc, FIRMWARE)

    def kind(self, pc):
        return self.kinds.get(pc, "")


def in_kernel(*names):
    return {pc: Function("kernel", name) for pc, name in enumerate(names)}


@pytest.mark.quick
def test_a_jump_to_another_function_is_a_call():
    """a calls b, which ends by jumping to c; c returns to a."""
    code = Pretended(in_kernel("a", "b", "c"), {0: "call", 2: "return"})
    shares, _ = calls.profile([trace.Step(pc) for pc in (0, 1, 2, 0)], code)
    assert {share.function.name: (share.own, share.inclusive) for share in shares} == {"a": (2, 4), "b": (1, 2), "c": (1, 1)}


@pytest.mark.quick
def test_a_recursive_function_is_counted_once():
    code = Pretended(in_kernel("a", "b"), {0: "call", 1: "call"})
    shares, _ = calls.profile([trace.Step(pc) for pc in (0, 1, 1, 1)], code)
    assert {share.function.name: share.inclusive for share in shares} == {"a": 4, "b": 3}


@pytest.mark.quick
def test_threads_have_stacks_of_their_own():
    """What runs while one waits is not within its call."""
    names = ("sys_read", "switch_context", "sys_write")
    code = Pretended(in_kernel(*names), {0: "call", 1: "return", 2: "call"})
    shares, purposes = calls.profile([trace.Step(pc) for pc in (0, 1, 2, 1, 0)], code)
    assert {share.function.name: share.inclusive for share in shares} == {"sys_read": 3, "switch_context": 2, "sys_write": 2}
    assert dict(purposes) == {"sys_read": 3, "sys_write": 2}


@pytest.mark.quick
def test_an_interrupt_makes_no_road():
    code = Pretended(in_kernel("a", "b"), {})
    with pytest.raises(Problem, match="not one system call"):
        road.cut([trace.Step(0), trace.Step(1, "user_ecall"), trace.Step(1, "m_timer")], code)
