# tests/system/test_linux_fuzz.py: the fuzzer of system calls, with workers that are programs for Linux.

import subprocess

import pytest

import disks
from harness import ROOT, Batch, cross

FLAGS = "-std=c++23 -O1 -Wall -Wextra -Werror -march=rv64gc -mabi=lp64d -ffreestanding -fno-exceptions -fno-rtti"
LINK = ("-fno-threadsafe-statics", "-nostdlib", "-static")
# What the two fuzzers share, what is Linux's, and what the compiler wants.
SOURCES = (
    *(ROOT / f"user/tests/fuzz_calls/{name}.cpp" for name in ("worker", "maker", "adjust", "rules", "own_folder")),
    *(ROOT / f"tests/linux/fuzz/{name}" for name in ("entry.cpp", "runtime.cpp", "text.cpp", "stubs.S")),
    ROOT / "kernel/lib/string.cpp",
)
CALLS = {1: 20_000, 4: 8_000}  # where four harts share two of the host's, a call takes longer


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    program = tmp_path_factory.mktemp("programs") / "fuzz_worker"
    includes = ("-isystem", ROOT / "user/libc/include", "-I", ROOT / "kernel", "-DCALL_ABI=LinuxEcall")
    subprocess.run([cross("g++"), *FLAGS.split(), *LINK, *includes, *SOURCES, "-o", program], check=True)
    return program


@pytest.mark.every_configuration
def test_no_call_of_linux_does_harm(worker, configuration, tmp_path):
    """[4.7] [0.7] All rows of Linux's table, by Linux's way, from several threads: the answers of our handlers are in our rows."""
    image = disks.new_disk(configuration, tmp_path, programs=("bin/rm", "bin/true", "bin/false", "bin/sh", "tests/fuzz_calls"))
    disks.change(image, f"cd data\nwrite {worker} fuzz_worker\nset_inode_field fuzz_worker mode 0100755\n")
    command = f"/tests/fuzz_calls {CALLS[configuration.cpus]} 1 /data/fuzz_worker"
    console = Batch(configuration, command=command, more=disks.on_disk(image)).expect_status(0).console
    assert "ok 1 - " in console and "\n1.." in console, console
