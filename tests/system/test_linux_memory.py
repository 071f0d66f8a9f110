# tests/system/test_linux_memory.py: what programs for Linux do with memory: the same as on Linux itself.

import subprocess

import pytest

import linux
from harness import ROOT


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """What the same source does on the Linux that runs the tests: qemu-riscv64 has some answers of its own."""
    program = tmp_path_factory.mktemp("there") / "memory"
    subprocess.run(["gcc", "-std=gnu17", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-static", ROOT / "tests/linux/memory.c", "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


@pytest.mark.every_configuration
def test_memory_is_as_on_linux(there, configuration, tmp_path):
    """[4.7] mmap, mremap, mprotect, madvise and their kin: the same answers, and the same bytes and faults."""
    image = linux.new_disk(configuration, tmp_path, ["memory"])
    assert there.count("\n") > 60 and "EEXIST" in there
    assert linux.run_here(configuration, image, tmp_path, ["memory"])["memory"] == (0, there)
