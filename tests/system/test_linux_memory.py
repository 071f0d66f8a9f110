# tests/system/test_linux_memory.py: what programs for Linux do with memory: the same as on Linux itself.

import re
import subprocess

import pytest

import disks
from harness import ROOT, Batch, without_banner

SOURCE = ROOT / "tests/linux/memory.c"
FLAGS = ("-O1", "-Wall", "-Wextra", "-Werror", "-static", SOURCE, "-o")


def without_log(console):
    """What the program printed: the kernel says at boot what it is, and of each fault where it was."""
    log = r"Stile: |the root is on|\w+ \(pid \d+\) ended by|  probably: "
    return "".join(line for line in without_banner(console).splitlines(keepends=True) if not re.match(log, line))


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """The same source for the kernel here and for the one that runs the tests: qemu-riscv64 has some answers of its own."""
    folder = tmp_path_factory.mktemp("programs")
    subprocess.run(["riscv64-linux-gnu-gcc", *FLAGS, folder / "memory"], check=True)
    subprocess.run(["gcc", *FLAGS, folder / "memory-there"], check=True)
    return folder


@pytest.mark.every_configuration
def test_memory_is_as_on_linux(programs, configuration, tmp_path):
    """[4.7] mmap, mremap, mprotect, madvise and their kin: the same answers, and the same bytes and faults."""
    there = subprocess.run([programs / "memory-there"], capture_output=True, text=True, check=True).stdout
    assert there.count("\n") > 60 and "EEXIST" in there
    image = disks.new_disk(configuration, tmp_path)
    disks.change(image, f"cd data\nwrite {programs / 'memory'} memory\nset_inode_field memory mode 0100755\n")
    here = Batch(configuration, command="/data/memory", more=disks.on_disk(image)).expect_status(0)
    assert without_log(here.console) == there
