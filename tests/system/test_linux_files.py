# tests/system/test_linux_files.py: what programs for Linux do with files answers here what it answers there.

import re
import shutil
import subprocess

import pytest

import disks
from harness import ROOT, Batch, without_banner

COMPILER = "riscv64-linux-gnu-gcc"
PROGRAMS = {"files": 147, "file_locks": 42}  # and the lines that each prints


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    flags = ("-O1", "-Wall", "-Wextra", "-Werror", "-static")
    for name in PROGRAMS:
        subprocess.run([COMPILER, *flags, ROOT / f"tests/linux/{name}.c", "-o", folder / name], check=True)
    return folder


@pytest.fixture(scope="module")
def on_linux(programs, tmp_path_factory):
    """What they print there, one after the other; each leaves its folder empty."""
    emulator = shutil.which("qemu-riscv64") or shutil.which("qemu-riscv64-static")
    folder = tmp_path_factory.mktemp("empty")
    printed = ""
    for name, lines in PROGRAMS.items():
        text = subprocess.run([emulator, programs / name, folder], stdout=subprocess.PIPE, text=True, check=True).stdout
        assert text.count("\n") == lines and list(folder.iterdir()) == [], text
        printed += text
    return printed


def without_log(console):
    """What programs printed: the kernel says at boot what it is."""
    return "".join(line for line in without_banner(console).splitlines(True) if not re.match("Stile: |the root is on", line))


@pytest.mark.every_configuration
def test_files(programs, on_linux, configuration, tmp_path):
    """[4.7] Permissions, times, names, descriptors, bytes and locks: the same answers as under qemu-riscv64, and a sound disk."""
    image = disks.new_disk(configuration, tmp_path)
    put = "".join(f"write {programs / name} {name}\nset_inode_field {name} mode 0100755\n" for name in PROGRAMS)
    disks.change(image, f"cd data\nmkdir empty\n{put}")
    command = " && ".join(f"/data/{name} /data/empty" for name in PROGRAMS)
    here = Batch(configuration, command=command, more=disks.on_disk(image)).expect_status(0)
    assert without_log(here.console) == on_linux
    disks.expect_clean(image)
