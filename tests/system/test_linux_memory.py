# tests/system/test_linux_memory.py: what programs for Linux do with memory: the same as on Linux itself.

import re
import subprocess

import pytest

import disks
import linux
from harness import ROOT, Batch, without_banner

FLAGS = ("-O1", "-Wall", "-Wextra", "-Werror", "-static")


def without_log(console):
    """What the program printed: the kernel says at boot what it is, and of each fault where it was."""
    log = r"Stile: |the root is on|\w+ \(pid \d+\) ended by|  probably: "
    return "".join(line for line in without_banner(console).splitlines(keepends=True) if not re.match(log, line))


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """What the same source prints on the kernel that runs the tests: qemu-riscv64 has some answers of its own."""
    program = tmp_path_factory.mktemp("programs") / "memory"
    subprocess.run(["gcc", *FLAGS, ROOT / "tests/linux/memory.c", "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


@pytest.mark.every_configuration
def test_memory_is_as_on_linux(there, configuration, tmp_path):
    """[4.7] mmap, mremap, mprotect, madvise and their kin: the same answers, and the same bytes and faults."""
    assert there.count("\n") > 60 and "EEXIST" in there
    image = linux.new_disk(configuration, tmp_path, ["memory"])
    here = Batch(configuration, command="/data/memory", more=disks.on_disk(image)).expect_status(0)
    assert without_log(here.console) == there
