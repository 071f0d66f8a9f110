# tests/system/test_calls.py: the ways to make a call: macros, policies, old names; and the lessons about dispatching.

import re
import subprocess
import sys

import pytest

from harness import ROOT, TIME_LIMIT, Batch, Configuration, clean_environment, cross, make

sys.path.insert(0, str(ROOT / "scripts"))
import call_table  # noqa: E402

LESSONS = ("foo", "open", "typed_calls", "narrowing_hole", "dispatch")

# What the lessons print. Of the hole, the same in each build: the compiler believes what the convention promises.
PRINTED = {
    "foo": "The kernel stack size is 16384\n",
    "open": "/etc/help is descriptor 3\n/none is -1: No such file or directory\n",
    "narrowing_hole": """\
by table, setuid(0) is refused: the user is 1000
by table, setuid(2^32) is allowed: the user is 0
by switch, setuid(0) is refused: the user is 1000
by switch, setuid(2^32) is refused: the user is 1000
by switch, setuid(2^32 + 7) is allowed: the user is 7
""",
}


@pytest.fixture(scope="module")
def printed():
    """What each of the lessons printed, all of them on one machine."""
    done = Batch(Configuration(), command="; ".join(f"echo '[{name}]'; /lessons/{name}" for name in LESSONS))
    assert done.status == 0, done.console
    parts = re.split(r"^\[(\w+)\]\n", done.console, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


@pytest.mark.parametrize("name", PRINTED)
def test_lesson(printed, name):
    """[3.8] foo and open, made by macros; [1.6] a table of cast pointers lets 2^32 through, a switch of types does not."""
    assert printed[name] == PRINTED[name]


def test_the_same_program_on_this_machine(printed):
    """[0.3] The wrappers' policy is all that differs: an ecall there, the kernel's dispatcher called here."""
    built = make("build/host/typed_calls")
    assert built.returncode == 0, built.stdout
    here = subprocess.run([ROOT / "build/host/typed_calls"], capture_output=True, text=True, timeout=TIME_LIMIT, check=True)
    assert here.stdout == printed["typed_calls"]
    assert len(here.stdout.splitlines()) == 10 and here.stderr == ""


def test_what_the_dispatchers_print(printed):
    """[1.6] Six figures; what they are, `make bench` tells."""
    rows = re.findall(r"^dispatch by (switch|table|fold), (first|last) row +\d+ +\d+$", printed["dispatch"], re.MULTILINE)
    assert rows == [(way, row) for way in ("switch", "table", "fold") for row in ("first", "last")]


def test_the_switch_as_the_compiler_sees_it():
    """[1.6] `make dispatch` prints a case for each row, as the comment in dispatch.h has one of them."""
    shown = make("dispatch")
    assert shown.returncode == 0, shown.stdout
    example = re.search(r"^// +(case \d+: .*)$", (ROOT / "kernel/syscall/dispatch.h").read_text(), re.MULTILINE)[1]
    assert example in shown.stdout.splitlines()
    assert shown.stdout.count("\ncase ") == len(call_table.rows())


def test_the_lesson_open_has_only_its_own():
    """[3.8] The library's open is not there a second time, and the call is made in the program's own function."""
    listing = subprocess.check_output([cross("objdump"), "-d", ROOT / "build/class/user/lessons/open.elf"], text=True)
    own = re.findall(r"^[0-9a-f]+ <open>:\n(.*?)\n\n", listing, re.MULTILINE | re.DOTALL)
    assert len(own) == 1 and own[0].count("ecall") == 1


# Each of these uses one call of an old program.
OLD = {
    "creat": ('creat("x", 0666);', "open"),
    "pipe": ("int ends[2]; pipe(ends);", "pipe2"),
    "vfork": ("vfork();", "fork"),
    "sbrk": ("sbrk(1);", "brk, or malloc"),
    "usleep": ("usleep(1);", "nanosleep"),
}


@pytest.mark.parametrize("language", ["c", "c++"])
def test_an_old_call_is_a_warning(language):
    """[4.6] The compiler names the call that took its place; otherwise the program compiles."""
    uses = "".join(f"void use_{name}(void) {{ {use} }}\n" for name, (use, _) in OLD.items())
    compiler = cross("g++") if language == "c++" else cross("gcc")
    done = subprocess.run(
        [compiler, "-march=rv64gc", "-mabi=lp64d", "-ffreestanding", "-fsyntax-only", "-Wall", "-Wno-unused-result",
         "-isystem", "user/libc/include", "-Ikernel", "-x", language, "-"],
        cwd=ROOT, env=clean_environment(LC_ALL="C"), input=f"#include <fcntl.h>\n#include <unistd.h>\n{uses}",
        capture_output=True, text=True, timeout=TIME_LIMIT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    warned = re.findall(r"warning: '.*?\b(\w+)(?:\(.*?\))?' is deprecated: use (.*?) \[", done.stderr)
    assert dict(warned) == {name: instead for name, (_, instead) in OLD.items()}, done.stderr


# What the library does for itself, where errno is none of its business but the program's.
FOR_ITSELF = "condition exit futex keys lock mutex semaphore start thread_locals threads".split()


def test_raw_is_preferred_inside():
    """[4.4] The library's own needs are met by sys::, raw or typed; no file but calls.cpp knows the functions for C, of
    which each public row has two, and an internal one none."""
    rows = call_table.rows()
    names = [row.name for row in rows]
    posix = re.compile(rf"(?<![\w:.>])(?:{'|'.join({*names} - {'exit'})}|mmap|munmap|mprotect)\(")  # exit is C's own
    for path in sorted((ROOT / "user/libc").glob("*.cpp")):
        text = re.sub(r"//.*", "", path.read_text())
        assert path.stem == "calls" or not re.search(rf"\b(?:call|raw)_(?:{'|'.join(names)})\(", text), path
        assert path.stem not in FOR_ITSELF or not posix.search(text), f"{path}: {posix.search(text)[0]}"
    defined = subprocess.check_output([cross("nm"), "--defined-only", ROOT / "build/class/user/libc.a"], text=True)
    functions = set(re.findall(r" T ((?:call|raw)_\w+)", defined))
    public, internal = ({row.name for row in rows if ("internal" in row.flags) == hidden} for hidden in (False, True))
    assert functions >= {f"{form}_{name}" for form in ("call", "raw") for name in public}
    assert internal and not functions & {f"{form}_{name}" for form in ("call", "raw") for name in internal}
