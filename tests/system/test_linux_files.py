# tests/system/test_linux_files.py: what programs for Linux do with files answers here what it answers there.

import re
import shutil
import subprocess

import pytest

import disks
from harness import ROOT, Batch, without_banner

COMPILER = "riscv64-linux-gnu-gcc"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    built = tmp_path_factory.mktemp("program") / "files"
    flags = ("-O1", "-Wall", "-Wextra", "-Werror", "-static")
    subprocess.run([COMPILER, *flags, ROOT / "tests/linux/files.c", "-o", built], check=True)
    return built


def without_log(console):
    """What the program printed: the kernel says at boot what it is."""
    return "".join(line for line in without_banner(console).splitlines(True) if not re.match("Stile: |the root is on", line))


@pytest.mark.every_configuration
def test_files(program, configuration, tmp_path):
    """[4.7] Permissions, times, names, descriptors and bytes: the same answers as under qemu-riscv64, and a disk that is sound."""
    emulator = shutil.which("qemu-riscv64") or shutil.which("qemu-riscv64-static")
    folder = tmp_path / "empty"
    folder.mkdir()
    there = subprocess.run([emulator, program, folder], stdout=subprocess.PIPE, text=True, check=True).stdout
    image = disks.new_disk(configuration, tmp_path)
    disks.change(image, f"cd data\nmkdir empty\nwrite {program} files\nset_inode_field files mode 0100755\n")
    here = Batch(configuration, command="/data/files /data/empty", more=disks.on_disk(image)).expect_status(0)
    assert without_log(here.console) == there
    assert there.count("\n") == 147 and list(folder.iterdir()) == []
    disks.expect_clean(image)
