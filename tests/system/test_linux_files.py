# tests/system/test_linux_files.py: what programs for Linux do with files answers here what it answers there.

import re
import subprocess

import pytest

import disks
import linux
from harness import Batch, without_banner

PROGRAMS = {"files": 147, "file_locks": 42}  # and the lines that each prints


def without_log(console):
    """What the programs printed: the kernel says at boot what it is."""
    return "".join(line for line in without_banner(console).splitlines(True) if not re.match("Stile: |the root is on", line))


def on_linux(folder):
    """What they print there, one after the other; each leaves the folder empty."""
    folder.mkdir()
    printed = ""
    for name, lines in PROGRAMS.items():
        command = [linux.emulator(), linux.folder() / name, folder]
        text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        assert text.count("\n") == lines and list(folder.iterdir()) == [], text
        printed += text
    return printed


@pytest.mark.every_configuration
def test_files(configuration, tmp_path):
    """[4.7] Permissions, times, names, descriptors, bytes and locks: the same answers as under qemu-riscv64, and a sound disk."""
    there = on_linux(tmp_path / "empty")
    image = linux.new_disk(configuration, tmp_path, PROGRAMS)
    disks.change(image, "mkdir data/empty\n")
    command = " && ".join(f"/data/{name} /data/empty" for name in PROGRAMS)
    here = Batch(configuration, command=command, more=disks.on_disk(image)).expect_status(0)
    assert without_log(here.console) == there
    disks.expect_clean(image)
