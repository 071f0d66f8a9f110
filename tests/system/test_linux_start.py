# tests/system/test_linux_start.py: programs for Linux begin as they do there: what they find, scripts, and what is refused.

import os
import re
import shutil
import subprocess

import pytest

import disks
import linux
from harness import ROOT, Batch, cross, without_banner

PROGRAMS = ("start", "start-pie", "wants-linker")
SCRIPTS = {
    "script": "#!/data/start\n",
    "with-option": "#! /data/start-pie   one option \t\nthe rest\n",
    "by-script": "#!/data/script -x\n",
    "native": "#!/bin/echo by\n",
    "without-end": "#!/data/start -x",
    "windows": "#!/data/start\r\n",
    **{f"nested-{n}": f"#!/data/nested-{n - 1}\n" for n in range(2, 7)},
    "nested-1": "#!/data/start\n",
    "circle": "#!/data/circle\n",
    "nobody": "#!/data/none\n",
    "by-folder": "#!/data\n",
    "empty-line": "#!\n",
}


@pytest.fixture(scope="module")
def disk(configuration, tmp_path_factory):
    place = tmp_path_factory.mktemp("disk")
    image = linux.new_disk(configuration, place, PROGRAMS, ("bin/ps", "bin/strace", "bin/env", "bin/grep", "bin/true"))
    for name, text in SCRIPTS.items():
        (place / name).write_text(text)
    linux.put(image, {name: place / name for name in SCRIPTS})
    disks.expect_clean(image)
    return image


@pytest.fixture
def boot(disk, configuration, tmp_path):
    """boot("ls /"): the status of a machine with this disk that runs one command, and what it prints; there may be one more program."""

    def run(command, program=None):
        copy = shutil.copy(disk, tmp_path / "disk.img")
        if program:
            linux.put(copy, {program.name: program})
        machine = Batch(configuration, command=command, more=disks.on_disk(copy))
        return machine.status, machine.console

    return run


def on_linux(name, *arguments):
    """What it prints there, and its status."""
    program = linux.folder() / name
    done = subprocess.run([linux.emulator(), program, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout.replace(str(program), f"/data/{name}")


@pytest.mark.parametrize("name", ["start", "start-pie"])
@pytest.mark.every_configuration
def test_it_finds_what_it_finds_on_linux(boot, name):
    """[4.7] Arguments, auxiliary vector, memory, floating point: the same lines as under qemu-riscv64, the same status."""
    status, output = boot(f"/data/{name} one 'two  words'")
    expected_status, expected = on_linux(name, "one", "two  words")
    assert expected.endswith("no such call: -38\n") and (status, expected_status) == (43, 43)
    missing = f"{name} (pid "
    lines = [line for line in without_banner(output).splitlines() if not line.startswith((missing, "Stile: ", "the root is on"))]
    assert "\n".join(lines) + "\n" == expected
    assert re.findall(rf"^{name} \(pid \d+\) asks for call (\d+) of Linux", output, re.MULTILINE) == ["2000"]


def test_who_is_for_linux(boot):
    """[4.7] execve decides, children inherit: ps shows it; strace decodes each call by the table that it is from."""
    command = "strace -o /tmp/trace /data/start >/tmp/out; cat /tmp/trace; strace -o /tmp/trace -e write echo native; cat /tmp/trace; "
    command += "/data/start-pie >/tmp/out; /data/start wait >/tmp/out & until ps | grep -q Linux; do true; done; ps"
    _, output = boot(f"sh -c '{command}'")
    assert re.search(r'^execve\("/data/start", \["/data/start"\], .*\) = 0\nwrite\(1, "arguments", 9\) = 9$', output, re.MULTILINE), output
    assert re.search(r'^openat\(AT_FDCWD, "/data/start", O_RDONLY, 0000\) = 3$', output, re.MULTILINE)
    assert re.search(r"^mmap\(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0\) = 0x", output, re.MULTILINE)
    assert re.search(r"^mprotect\(0x\w+, 4096, PROT_READ\) = 0$", output, re.MULTILINE)
    assert re.search(r"^call_2000\(0x0(, 0x0){5}\) = -1 ENOSYS", output, re.MULTILINE)
    asked = re.findall(r"^(\S+) \(pid \d+\) asks for call 2000 of Linux \(unknown there too\), which is not there: pc 0x", output, re.MULTILINE)
    assert asked == ["start", "start-pie"], "once of each program, though one asked twice"
    assert re.search(r'^write\(1, "native\\n", 7\) = 7$', output, re.MULTILINE)
    assert re.search(r" Stile +sh$", output, re.MULTILINE) and re.search(r" Linux +start$", output, re.MULTILINE)


def test_scripts(boot):
    """Whose first line names a program is run by that, native or not, and be it a script."""
    for command, status, arguments in (
        ("/data/script a", 43, "/data/start|/data/script|a"),
        ("/data/with-option", 43, "/data/start-pie|one option|/data/with-option"),
        ("/data/without-end", 43, "/data/start|-x|/data/without-end"),
        ("/data/nested-5", 46, "/data/start|" + "|".join(f"/data/nested-{n}" for n in range(1, 6))),
        ("/data/by-script a b", 46, "/data/start|/data/script|-x|/data/by-script|a|b"),
    ):
        got, output = boot(command)
        assert got == status and f"\n{arguments}\n" in output, output
    assert "\nby /data/native a\n" in boot("/data/native a")[1]


def test_what_is_refused(boot):
    """[4.7] A dynamic program, and scripts that nobody can run: a clear message, and the shell goes on."""
    names = ("wants-linker", "circle", "nested-6", "windows", "nobody", "by-folder", "empty-line")
    command = "; ".join(f"echo {name}; /data/{name} 2>&1" for name in names)
    _, output = boot(f"sh -c '{command}; echo goes on'")
    said = {name: output.split(f"\n{name}\n", 1)[1].split("\n", 2) for name in names}
    assert said["wants-linker"][0] == "/data/wants-linker: a dynamically linked program; only static ones run here: link it with -static"
    assert "Exec format error" in said["wants-linker"][1]
    assert "Too many levels of symbolic links" in said["circle"][0] and "Too many levels" in said["nested-6"][0]
    assert "No such file" in said["windows"][0], "a carriage return is a part of the name, as on Linux"
    assert "No such file" in said["nobody"][0]
    assert "directory" in said["by-folder"][0].lower()
    assert output.endswith("goes on\n") or "\ngoes on\n" in output


def test_too_many_arguments(boot):
    """[4.7] More than there is room for is E2BIG; what just fits arrives."""
    doubled = "x=1234567890123456789012345678901; for i in 1 2 3 4 5 6 7 8 9 10 11; do x=$x$x; done"
    _, output = boot(f"sh -c '{doubled}; /data/start $x >/tmp/out; echo so: $?; /data/start $x $x 2>&1; echo so: $?'")
    assert re.search(r"^so: 42\nsh: /data/start: Argument list too long\nso: 126$", output, re.MULTILINE), output


# What the library's start.S does, as far as this program needs it.
START = """
extern "C" void _start() asm("_start");
int main();
void _start() { main(); }
"""


def test_one_source_for_both_kernels(boot, configuration, tmp_path):
    """[0.3] The wrappers' policy is all that differs: our ecall, or Linux's, here and under qemu-riscv64."""
    start, program = tmp_path / "start.cpp", tmp_path / "both_kernels"
    start.write_text(START)
    flags = "-std=c++23 -O1 -march=rv64gc -mabi=lp64d -ffreestanding -fno-exceptions -fno-rtti -nostdlib -static"
    includes = ("-isystem", ROOT / "user/libc/include", "-I", ROOT / "kernel", "-DCALL_ABI=LinuxEcall")
    command = [cross("g++"), *flags.split(), *includes, ROOT / "user/lessons/both_kernels.cpp", start, "-o", program]
    subprocess.run(command, check=True)
    there = subprocess.run([linux.emulator(), program], capture_output=True, text=True)
    assert there.returncode == 7 and there.stdout.count(": yes\n") == 11 and ": no\n" not in there.stdout
    native = Batch(configuration, command="/lessons/both_kernels").expect_status(7)
    status, output = boot("/data/both_kernels", program)
    assert native.console.endswith(there.stdout) and output.endswith(there.stdout) and status == 7
