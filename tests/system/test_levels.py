# tests/system/test_levels.py: one line at three levels, here and on other systems, and what is left when numbers change.

import os
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys

import pytest

import test_user
from harness import LIFETIME, PROGRAM_LIMIT, ROOT, Batch, clean_environment, cross, make

sys.path.insert(0, str(ROOT / "scripts"))
import shuffle  # noqa: E402

LEVELS = ("trap", "write", "print")
LINE = "Hello from user mode!\n"
NATIVE = f"linux {platform.machine()}"
SCRIPTS = "Hello, \u4f60\u597d \U0001f600\n"
OBJECTS = "user/lessons/levels/{}.c.o"


def sections(console):
    """What stands behind each heading [so] of a console."""
    parts = re.split(r"^\[(.*)\]\n", console, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


# --- on this kernel ---


@pytest.fixture(scope="module")
def said():
    """What the programs of all levels do on one machine."""
    commands = ["echo '[scripts]'; /lessons/levels/console; /lessons/levels/console | cat"]
    for level in LEVELS:
        program = f"/lessons/levels/{level}"
        commands += [
            f"echo '[{level}]'; {program} && echo good",
            f"echo '[{level} in a pipe]'; {program} | cat",
            f"echo '[{level} watched]'; strace -e write {program} 2>&1 >/dev/null | cat",
            f"echo '[{level} closed]'; {program} >&- || echo $?",
        ]
    return sections(Batch(command="; ".join(commands)).expect_status(0).console)


@pytest.mark.parametrize("level", LEVELS)
def test_one_line(said, level):
    """[2.1] Each level writes the same bytes with one write, and tells if they did not come out."""
    assert said[level] == LINE + "good\n"
    assert said[f"{level} in a pipe"] == LINE
    assert re.findall(r"^write\(.*", said[f"{level} watched"], re.MULTILINE) == [f'write(1, {LINE!r}, 22) = 22'.replace("'", '"')]
    assert said[f"{level} closed"] == "1\n"


def test_one_line_in_several_scripts(said):
    """[2.3] As a program for Windows writes it: UTF-16 to a console, and UTF-8 to what is none."""
    assert said["scripts"] == SCRIPTS * 2


def test_only_one_of_them_has_the_trap():
    """[2.1] What a program itself is compiled to."""
    traps = {}
    for level in LEVELS:
        code = subprocess.check_output([cross("objdump"), "-d", ROOT / "build/class" / OBJECTS.format(level)], text=True)
        traps[level] = len(re.findall(r"\becall\b", code))
    assert traps == {"trap": 1, "write": 0, "print": 0}


# --- when the numbers are others ---

# Calls that answer at once, whatever they are given, and do no harm.
HARMLESS = {"dup", "fchmodat", "ftruncate", "getdents", "getpid", "getppid", "gettid", "lseek", "statfs", "system_info", "umask"}


@pytest.fixture(scope="module")
def seed():
    """One by which number 4 is a harmless call."""
    names = [match[4] for match in shuffle.ROW.finditer((ROOT / shuffle.TABLE).read_text())]
    return next(seed for seed in range(1000) if shuffle.shuffled(names, seed)[names.index("write")] in HARMLESS)


def test_other_numbers_break_the_trap_and_nothing_else(seed):
    """[2.5] With other numbers the program in assembly asks for another call; the others, the same objects, do what they did."""
    programs = ["bin/init", "bin/sh", "bin/echo", "bin/strace", *(f"lessons/levels/{level}" for level in LEVELS)]
    built = make("-j2", f"SHUFFLE={seed}", f"PROGRAMS={' '.join(programs)}", "all")
    assert built.returncode == 0, built.stdout
    folder = ROOT / f"build/class-shuffle-{seed}"
    watched = "; ".join(f"echo '[{level}]'; strace /lessons/levels/{level} || echo $?" for level in LEVELS)
    console = Batch(command=watched, kernel=folder / "machine/kernel.elf").expect_status(0).console
    said = sections(re.sub(r"\x1b\[[0-9;]*m", "", console))

    table = (folder / "table/abi/syscalls.def").read_text()
    asked = re.search(r"^SYSCALL\(4, *(\w+)", table, re.MULTILINE)[1]
    assert LINE not in said["trap"] and "write(" not in said["trap"]
    assert re.search(rf"^{asked}\(", said["trap"], re.MULTILINE), said["trap"]
    for level in ("write", "print"):
        assert LINE in said[level] and 'write(1, "Hello from user mode!\\n", 22) = 22' in said[level]
    for level in LEVELS:
        before, after = (place / OBJECTS.format(level) for place in (ROOT / "build/class", folder))
        assert before.read_bytes() == after.read_bytes(), f"{level} was only to be linked again"


if os.environ.get("TESTS") == "all":  # as it compiles everything anew

    def test_test_programs_with_other_numbers(seed):
        """[2.5] The whole tree is built with other numbers, and what is tested works as before."""
        built = make("-j2", f"SHUFFLE={seed}", "all", time_limit=LIFETIME)
        assert built.returncode == 0, built.stdout
        kernel = ROOT / f"build/class-shuffle-{seed}/machine/kernel.elf"
        for program in test_user.PROGRAMS:
            done = Batch(command=f"/tests/{program}", kernel=kernel)
            wrong = test_user.verdict(done.status, done.console)
            assert not wrong, "\n".join([program, *wrong, done.console])


def test_every_number_is_another():
    """[2.5] But that of exit; and the same seed gives the same."""
    names = ["exit", "getpid", "write", "read", "putc"]
    for seed in range(20):
        order = shuffle.shuffled(names, seed)
        assert sorted(order) == sorted(names) and order == shuffle.shuffled(names, seed)
        assert order[0] == "exit" and order[1] != "write" and all(a != b for a, b in zip(order[1:], names[1:]))
    assert shuffle.shuffled(names, 1) != names


@pytest.mark.parametrize("word", ["x", "-1", "1 2", "0x10"])
def test_no_seed(word):
    done = make(f"SHUFFLE={word}", "all")
    assert done.returncode == 2 and f"SHUFFLE={word} is no seed: it is a number" in done.stdout


def test_constants_have_names():
    """[2.6] Descriptor 1 is not call number 1; and gdb prints a number of a call, an error or a signal by its name."""
    commands = ["print call_write", "print (CallNumber)1", "print (Errno)9", "print (int)call_write"]
    gdb = shutil.which("gdb-multiarch") or cross("gdb")
    arguments = [word for command in commands for word in ("-ex", command)]
    kernel = ROOT / "build/class/machine/kernel.elf"
    answers = subprocess.check_output([gdb, "-nx", "-batch", *arguments, kernel], text=True, stdin=subprocess.DEVNULL)
    assert re.findall(r"= (.*)", answers) == ["call_write", "call_getpid", "Errno::badf", "4"]


# --- on other systems ---


def told(output):
    """[(system, programs, what was done with them)]"""
    lines = [re.fullmatch(r"(\w+ \w+) +((?:trap|write|print|console| (?=\w))+) +(.*)", line) for line in output.splitlines()]
    assert all(lines), output
    return [(line[1], line[2].split(), line[3]) for line in lines]


def test_other_systems():
    """[2.2] [2.3] One source for Linux, macOS and Windows: whatever tools are here, each system's programs are run, or built,
    or it is said why not."""
    done = make("levels", time_limit=2 * PROGRAM_LIMIT)
    assert done.returncode == 0 and "FAILED" not in done.stdout, done.stdout
    lines = told(done.stdout)
    for system in (NATIVE, "linux riscv64", "linux aarch64", "macos x86_64", "macos arm64", "windows x86_64"):
        programs = [name for each, names, _ in lines if each == system for name in names]
        assert set(programs) >= set(LEVELS), f"{system}\n{done.stdout}"
    assert (NATIVE, list(LEVELS), "run") in lines
    only = "only compiled, to an object with"
    assert ("macos x86_64", ["trap"], f"{only} 0x2000004 in eax and syscall (0f 05)") in lines
    assert ("macos arm64", ["trap"], f"{only} 4 in x16 and svc #0x80 (01 10 00 d4)") in lines
    if shutil.which("qemu-riscv64") or shutil.which("qemu-riscv64-static"):
        assert [names for system, names, what in lines if what.startswith("run under qemu-riscv64")] == [list(LEVELS)]
    if shutil.which("wine") and shutil.which("x86_64-w64-mingw32-gcc"):
        assert ("windows x86_64", [*LEVELS, "console"], "run under wine, into a pipe (WriteFile, UTF-8)") in lines
        assert ("windows x86_64", ["write", "console"], "run under wine, on a console (WriteConsoleW, UTF-16)") in lines
        assert ("windows x86_64", ["trap", "print"], "run under wine, on a console (WriteFile, ASCII)") in lines


def write_ten_bytes_at_most():
    """A process that may not make a file longer than that is told so by EFBIG, rather than by a signal."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


@pytest.mark.parametrize("level", LEVELS)
def test_a_short_write(level, tmp_path):
    """[2.1] Where only the beginning of the line fits, that is written, and the program tells that it was not all."""
    if not (program := ROOT / f"build/levels/{NATIVE.replace(' ', '-')}-{level}").exists():
        assert make("levels", time_limit=2 * PROGRAM_LIMIT).returncode == 0
    with open(tmp_path / "out", "wb") as out:
        done = subprocess.run([program], stdin=subprocess.DEVNULL, stdout=out, preexec_fn=write_ten_bytes_at_most)
    assert (tmp_path / "out").read_text() == LINE[:10] and done.returncode == 1


def levels_with(folder, prefix, **more):
    """scripts/levels.py, where the only tools are those in a folder."""
    command = [sys.executable, ROOT / "scripts/levels.py", prefix]
    return subprocess.run(command, env=clean_environment(PATH=folder, **more), capture_output=True, text=True)


def lines_without_tools(folder, prefix):
    done = levels_with(folder, prefix)
    assert done.returncode == 0, done.stdout + done.stderr
    return told(done.stdout)


def test_what_is_missing_is_told(tmp_path):
    """[2.2] Without the tools that are not needed for tests nothing fails, and each line tells what brings them."""
    for tool in ("gcc", "cc", "as", "ld", "clang", "timeout"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    lines = lines_without_tools(tmp_path, cross("gcc").removesuffix("gcc"))
    get = "; ./scripts/setup.sh levels"
    assert ("linux riscv64", list(LEVELS), f"only built: no qemu-riscv64 here{get}") in lines
    reason = f"no x86_64-w64-mingw32-gcc{get}"
    assert ("windows x86_64", ["trap", "console"], f"only compiled, with Stile's <windows.h>: {reason}") in lines
    assert ("windows x86_64", ["write", "print"], f"skipped: {reason}") in lines


def test_no_compiler_at_all(tmp_path):
    """[2.2] Even then it is told."""
    assert all(what.startswith("skipped: ") for _, _, what in lines_without_tools(tmp_path, "none-"))


@pytest.mark.parametrize(
    "script, complaint",
    [
        ("echo Hello", r"status 0, and it wrote b'Hello\\n'"),
        ("echo Hello from user mode!; exit 3", "status 3, and it wrote"),
        ("echo Hello from user mode! 2>/dev/null; exit 0", "status 0 on a full disk"),
        ("[ -e /dev/fd/1 ] || exit 0; echo Hello from user mode!", "status 0 without an output"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, script, complaint):
    """[2.2] A compiler whose programs do something else."""
    (tmp_path / "timeout").symlink_to(shutil.which("timeout"))
    compiler = tmp_path / "compiler"
    compiler.write_text(f"#!/bin/bash\nprintf '#!/bin/bash\n%s\n' {script!r} >${{!#}}\n/bin/chmod +x ${{!#}}\n")
    compiler.chmod(0o755)
    done = levels_with(tmp_path, "none-", HOST_CC=compiler)
    assert done.returncode == 1
    for level in LEVELS:
        assert re.search(rf"^{NATIVE} +{level} +FAILED: {complaint}", done.stdout, re.MULTILINE), done.stdout
