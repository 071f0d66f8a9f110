# tests/system/test_doctor.py: scripts/doctor.sh finds what is missing or too old; its tools are made up.

import os
import subprocess

import pytest
from harness import ROOT, TIME_LIMIT, clean_environment

pytestmark = pytest.mark.quick
DOCTOR = ROOT / "scripts/doctor.sh"

GOOD_TOOLS = {
    "make": "",
    "riscv64-linux-gnu-g++": 'case "$*" in *-dump*) echo 12.2.0 ;; *) cat >/dev/null ;; esac',
    "qemu-system-riscv64": 'case $1 in -L) echo "$FIRMWARE" ;; *) echo "QEMU emulator version 7.2.22";; esac',
    "mke2fs": "",
    "e2fsck": "",
    "debugfs": "",
    "gdb-multiarch": "echo has 13.1",
    "git": "",
    "tmux": "",
    "mkdocs": "",
    "gnuplot": "",
    "g++": "echo /usr/lib/libgtest.a",
    "clang++": 'echo "$FIRMWARE"',
    "clangd": "",
    "clang-format": "",
    "shellcheck": "",
    "qemu-riscv64": "",
    "python": "echo Python 3.11.2",
}


def run(arguments, environment):
    return subprocess.run([DOCTOR, *arguments], env=environment, capture_output=True, text=True, timeout=TIME_LIMIT)


@pytest.fixture
def machine(tmp_path):
    """A machine that has exactly the tools that are put there; at first, all that are needed."""
    return Machine(tmp_path)


class Machine:
    def __init__(self, folder):
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.firmware = folder / "firmware"
        (self.firmware / "lib/linux").mkdir(parents=True)
        (self.firmware / "lib/linux/libclang_rt.fuzzer-x86_64.a").touch()
        (self.firmware / "opensbi-riscv64-generic-fw_dynamic.bin").touch()
        for name in ("bash", "sh", "cat", "mktemp", "rm"):
            (self.bin / name).symlink_to(f"/usr/bin/{name}")
        for name, script in GOOD_TOOLS.items():
            self.put(name, script)
        python = self.bin / "python"
        self.environment = {"PATH": self.bin, "SBIN": "", "PYTHON": python, "FIRMWARE": self.firmware}

    def put(self, name, script):
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def remove(self, name):
        (self.bin / name).unlink()

    def doctor(self, *arguments, **variables):
        return run(arguments, self.environment | variables)

    def complaint(self, *arguments, **variables):
        """The one line that the doctor says when there is one problem."""
        done = self.doctor(*arguments, **variables)
        lines = done.stdout.splitlines()
        assert done.returncode == 1 and len(lines) == 1, done.stdout + done.stderr
        assert lines[0].startswith("doctor: ") and ". Fix: " in lines[0]
        return lines[0]


def test_all_is_well(machine):
    done = machine.doctor()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "doctor: all is well (make, riscv64-linux-gnu-g++ 12.2.0, QEMU 7.2.22, mke2fs, Python 3.11.2,"
        " OpenSBI, e2fsck, debugfs, git, gdb-multiarch 13.1, tmux, mkdocs, gnuplot, pytest, pexpect, g++, GoogleTest,"
        " clang with libFuzzer, clangd, clang-format, shellcheck, riscv64-linux-gnu-g++ -static, qemu-riscv64)\n"
    )


def test_each_missing_tool_is_one_line(machine):
    for name in GOOD_TOOLS.keys() - {"python"}:
        script = GOOD_TOOLS[name]
        machine.remove(name)
        done = machine.doctor()
        assert done.returncode == 1, name
        assert f"no {name}" in done.stdout or name in ("riscv64-linux-gnu-g++", "gdb-multiarch"), done.stdout
        assert all(line.startswith("doctor: ") and "Fix:" in line for line in done.stdout.splitlines())
        assert "all is well" not in done.stdout
        machine.put(name, script)
    assert machine.doctor().returncode == 0


def test_what_is_large_is_looked_for_by_name(machine):
    assert machine.complaint("wine") == "doctor: no wine. Fix: ./scripts/setup.sh levels"
    machine.put("x86_64-w64-mingw32-gcc", "")
    assert machine.doctor("--missing", "mingw", "wine").stdout == "wine\n"
    machine.put("qemu-riscv64-static", "")
    machine.remove("qemu-riscv64")
    assert "qemu-riscv64-static" in machine.doctor("qemu_user").stdout


def test_programs_for_linux_may_want_another_compiler(machine):
    """The same one, if it has Linux's library; else Debian's; or the one that is chosen."""
    assert "riscv64-linux-gnu-g++ -static" in machine.doctor("linux_library").stdout
    machine.put("my-g++", GOOD_TOOLS["riscv64-linux-gnu-g++"])
    assert "riscv64-linux-gnu-g++ -static" in machine.doctor("linux_library", CROSS="my-").stdout
    assert "my-g++ -static" in machine.doctor("linux_library", LINUX_CROSS="my-").stdout
    machine.put("my-g++", "exit 1")
    assert "no my-g++ that links a program for Linux" in machine.complaint("linux_library", LINUX_CROSS="my-")


def test_nothing_there_is_a_line_for_each_need(machine):
    for name in GOOD_TOOLS:
        machine.remove(name)
    done = machine.doctor()
    assert done.returncode == 1 and done.stderr == ""
    assert len(done.stdout.splitlines()) == 22
    assert machine.doctor("--missing", "--quick").stdout.split() == "make compiler qemu mke2fs python".split()


@pytest.mark.parametrize("version", ["6.2.0", "7.1.90", "0.15"])
def test_old_qemu(machine, version):
    machine.put("qemu-system-riscv64", f"echo 'QEMU emulator version {version} (Debian)'")
    short = ".".join(version.split(".")[:2])
    assert machine.complaint("--quick").startswith(f"doctor: QEMU {short} is too old. Fix: ")


@pytest.mark.parametrize("version", ["7.2.0", "8.0.0", "10.1.2", "11.0"])
def test_new_qemu(machine, version):
    machine.put("qemu-system-riscv64", f"echo 'QEMU emulator version {version}'")
    assert f"QEMU {version}" in machine.doctor("--quick").stdout


def test_qemu_that_does_not_run(machine):
    machine.put("qemu-system-riscv64", "echo 'libpixman: not found' >&2; exit 127")
    assert "does not tell a version" in machine.complaint("--quick")


def test_own_qemu(machine):
    machine.put("my-qemu", "echo 'QEMU emulator version 9.0.0'")
    machine.remove("qemu-system-riscv64")
    assert "QEMU 9.0.0" in machine.doctor("--quick", QEMU="my-qemu").stdout
    assert "QEMU 9.0.0" in machine.doctor("--quick", QEMU="my-qemu -S").stdout
    assert "no their-qemu" in machine.complaint("--quick", QEMU="their-qemu")


HEADLESS = 'case "$*" in *-dump*) echo 12.2.0 ;; *) cat >/dev/null; exit 1 ;; esac'
OLD = HEADLESS.replace("12.2.0", "11.4.0")


def test_compiler_without_headers(machine):
    machine.put("riscv64-linux-gnu-g++", HEADLESS)
    assert "riscv64-linux-gnu-g++ 12.2.0 has no C++ headers" in machine.complaint("--quick")
    assert machine.doctor("--cross").returncode == 1


def test_old_compiler(machine):
    machine.put("riscv64-linux-gnu-g++", OLD)
    assert "riscv64-linux-gnu-g++ 11.4.0 is older than 12" in machine.complaint("--quick")


def test_the_compiler_is_asked_for_its_headers(machine):
    """A pretended compiler says what it was told to. So look at what is asked of it."""
    keeps_its_input = GOOD_TOOLS["riscv64-linux-gnu-g++"].replace("cat >/dev/null", 'cat >"$0.in"')
    machine.put("riscv64-linux-gnu-g++", keeps_its_input)
    assert machine.doctor("--cross").stdout == "riscv64-linux-gnu-\n"
    asked = (machine.bin / "riscv64-linux-gnu-g++.in").read_text()
    assert "#include <span>" in asked and "__GNUC__ < 12" in asked


def test_the_first_compiler_that_works_is_taken(machine):
    machine.put("riscv64-unknown-elf-g++", HEADLESS)
    assert machine.doctor("--cross").stdout == "riscv64-linux-gnu-\n"
    machine.put("riscv64-unknown-elf-g++", GOOD_TOOLS["riscv64-linux-gnu-g++"])
    assert machine.doctor("--cross").stdout == "riscv64-unknown-elf-\n"


def test_own_compiler_alone_counts(machine):
    machine.put("my-g++", GOOD_TOOLS["riscv64-linux-gnu-g++"])
    assert "my-g++ 12.2.0" in machine.doctor("--quick", CROSS="my-").stdout
    assert machine.doctor("--cross", CROSS="my-").stdout == "my-\n"
    assert "looked for: your-" in machine.complaint("--quick", CROSS="your-")


@pytest.mark.parametrize("module", ["pytest", "pexpect"])
def test_missing_module(machine, module):
    machine.put("python", f'case "$*" in *{module}) exit 1 ;; *) echo Python 3.11.2 ;; esac')
    assert f"has no module {module}" in machine.complaint()


def test_modules_are_really_looked_for(machine):
    """The real interpreter has these modules, as it runs this test; but not without its site's."""
    machine.put("python", 'exec /usr/bin/python3 "$@"')
    assert machine.doctor("pytest", "pexpect").returncode == 0
    machine.put("python", 'exec /usr/bin/python3 -I -S "$@"')
    assert machine.doctor("--missing", "pytest", "pexpect").stdout.split() == ["pytest", "pexpect"]


def test_gdb_without_python(machine):
    machine.put("gdb-multiarch", "echo 'Scripting in the Python language is not supported.' >&2")
    assert "no gdb that has Python and knows RISC-V" in machine.complaint()
    machine.put("riscv64-unknown-elf-gdb", "echo has 14.2")
    assert "riscv64-unknown-elf-gdb 14.2" in machine.doctor().stdout


def test_missing_libraries(machine):
    machine.put("g++", "echo libgtest.a")
    assert "no GoogleTest" in machine.complaint()
    machine.put("g++", GOOD_TOOLS["g++"])
    (machine.firmware / "lib/linux/libclang_rt.fuzzer-x86_64.a").unlink()
    assert "clang++ has no libFuzzer" in machine.complaint()
    (machine.firmware / "lib/linux/libclang_rt.fuzzer-x86_64.a").touch()
    (machine.firmware / "opensbi-riscv64-generic-fw_dynamic.bin").unlink()
    for needs in ([], ["--quick", "opensbi"]):
        complaint = machine.complaint(*needs)
        assert "QEMU finds no OpenSBI, on which MODE=supervisor stands. Fix: ./scripts/setup.sh all" in complaint
    assert machine.doctor("--quick").returncode == 0  # machine mode needs none


def test_tools_of_the_system_beside_the_path(machine, tmp_path):
    sbin = tmp_path / "sbin"
    sbin.mkdir()
    (machine.bin / "mke2fs").rename(sbin / "mke2fs")
    assert machine.doctor("--quick").returncode == 1
    assert machine.doctor("--quick", SBIN=str(sbin)).returncode == 0


@pytest.mark.parametrize("arguments", [["--fast"], ["everything"], ["--cross", "qemu"], [""]])
def test_wrong_usage(machine, arguments):
    done = machine.doctor(*arguments)
    assert done.returncode == 2 and done.stdout == "" and "usage:" in done.stderr


@pytest.mark.parametrize("arguments, limit", [(["--quick"], 0.3), ([], 1.0)])
def test_it_is_quick_on_this_machine(arguments, limit):
    """Time of the processor, of which it uses more than one: so not what else the machine was doing."""
    before = os.times()
    done = run(arguments, clean_environment())
    after = os.times()
    assert done.returncode == 0, done.stdout
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < limit


def test_it_leaves_nothing_behind(machine, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    machine.doctor(TMPDIR=str(temporary))
    assert list(temporary.iterdir()) == []
