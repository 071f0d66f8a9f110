# tests/system/test_laws.py: a table of system calls that breaks one of its laws does not compile.
#
# kernel/syscall/laws.cpp is compiled with a table in which one thing was changed.

import os
import re
import shlex
import subprocess

import pytest

from harness import ROOT, TIME_LIMIT, make

ROW = """SYSCALL({number}, extra, usize, {parameters},
        {flags}, {errors},
        "{text}", 9)
"""


def row(number=None, parameters="(Fd fd)", flags="()", errors="(badf)", text="Nothing."):
    """A row for the end of the table."""
    return lambda table: table + ROW.format(
        number=next_number(table) if number is None else number,
        parameters=parameters,
        flags=flags,
        errors=errors,
        text=text,
    )


def change(old, new):
    def changed(table):
        assert table.count(old) == 1, old
        return table.replace(old, new)

    return changed


def next_number(table):
    return 1 + max(map(int, re.findall(r"^(?:SYSCALL|RETIRED)\((\d+),", table, re.MULTILINE)))


FULL = "(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g)"

LAWS = {
    "a number that is left out": (row(number=999), "numbers go up by one from row to row"),
    "a number twice": (change("SYSCALL(9,", "SYSCALL(8,"), "numbers go up by one from row to row"),
    "write is number 1": (change("SYSCALL(4,", "SYSCALL(1,"), "numbers go up by one"),
    "a name twice": (change("SYSCALL(33, gettid, ", "SYSCALL(33, getpid, "), "no two rows have the same name"),
    "a number that had another name": (change("RETIRED(6,  putc,", "RETIRED(6,  getc,"), "number 6 is putc for ever"),
    "a retired number that comes back": (
        change('RETIRED(6,  putc,\n        "One character a call; use write.")', row(6)("").strip().replace("9)", "1)")),
        "number 6 is putc for ever: a call that goes away becomes RETIRED",
    ),
    "a name that moves": (change("SYSCALL(10, dup, ", "SYSCALL(10, copy, "), "number 10 is dup for ever"),
    "eight arguments": (row(parameters=FULL[:-1] + ", u64 h)"), "extra"),
    "a pointer": (row(parameters="(const char* text)"), "a parameter of extra does not fit a register"),
    "a structure by value": (row(parameters="(SignalAction action)"), "a parameter of extra does not fit a register"),
    "a frame that is not first": (row(flags="(blocks, frame)", errors="(intr)"), "extra"),
    "what waits but lists no intr": (row(flags="(blocks)"), "extra: blocks and intr go together"),
    "intr of what does not wait": (row(errors="(badf, intr)"), "extra: blocks and intr go together"),
    "an error twice": (row(errors="(badf, fault, badf)"), "a row lists each error once"),
    "an error that there is not": (row(errors="(nonsense)"), "'nonsense' was not declared"),
    "a text without a full stop": (row(text="Nothing"), "extra: the text fits a line and ends with a full stop"),
    "a long text": (row(text="No" * 60 + "."), "extra: the text fits a line and ends with a full stop"),
    "an earlier edition": (lambda table: row()(table).replace(", 9)\n", ", 1)\n"), "a new row is of the newest edition"),
}


@pytest.fixture(scope="module")
def compiler():
    """As for a file of handlers; without what would be written."""
    name = "build/class/machine/kernel/syscall/laws-command.o"
    done = make("--silent", "--eval", f"{name}: $(COMPAT) ; @echo '$(CXX) $(KFLAGS) $(CXXONLY)'", name)
    assert done.returncode == 0, done.stdout
    return [*shlex.split(done.stdout), "-fsyntax-only", "-MF", os.devnull]


def compile_with(compiler, folder, table):
    (folder / "abi").mkdir()
    (folder / "abi/syscalls.def").write_text(table)
    place = compiler.index("-Ikernel")
    return compile_it([*compiler[:place], f"-I{folder}", *compiler[place:], "kernel/syscall/laws.cpp"])


def compile_it(command, text=None):
    return subprocess.run(
        command,
        cwd=ROOT,
        input=text,
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT,
    )


TABLE = (ROOT / "kernel/abi/syscalls.def").read_text()


def test_a_lawful_row_compiles(compiler, tmp_path):
    """[0.1] With as many arguments as there can be."""
    done = compile_with(compiler, tmp_path, row(parameters=FULL)(TABLE))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", LAWS)
def test_it_does_not_compile(compiler, tmp_path, name):
    """[0.1] [3.5] [3.11]"""
    broken, message = LAWS[name]
    done = compile_with(compiler, tmp_path, broken(TABLE))
    assert done.returncode != 0, "it compiles"
    assert re.search(f"error: .*{re.escape(message)}", done.stdout), f"expected: {message}\n{done.stdout}"


@pytest.mark.parametrize("count, lawful", [("usize", True), ("u32", False)])
def test_a_handler_is_what_its_row_says(compiler, count, lawful):
    """[0.1] [4.2] Or else it would be another function, and the stub would answer."""
    text = f"Result<usize> sys_write(Fd, In<char>, {count}) {{ return Errno::badf; }}\n"
    done = compile_it([*compiler, "-x", "c++", "-"], '#include "syscall/handlers.h"\n' + text)
    assert (done.returncode == 0) == lawful, done.stdout
    assert lawful or "error: no previous declaration for" in done.stdout
