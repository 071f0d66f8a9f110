# tests/system/test_linux_library.py: programs that are linked with a C library for Linux do here what they do there.

import re
import shutil
import subprocess

import pytest

import disks
from harness import ROOT, Batch, without_banner

PROGRAMS = ("processes",)
COMPILER = "riscv64-linux-gnu-gcc"


def without_log(console):
    """What programs printed: the kernel says at boot what it is, and of each call that is missing once."""
    lines = without_banner(console).splitlines(keepends=True)
    return "".join(line for line in lines if not re.match(r"Stile: |the root is on|\w+ \(pid \d+\) asks for call", line))


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    for name in PROGRAMS:
        source = ROOT / f"tests/linux/{name}.c"
        subprocess.run([COMPILER, "-O1", "-Wall", "-Wextra", "-Werror", "-static", source, "-o", folder / name], check=True)
    return folder


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.every_configuration
def test_the_same_as_on_linux(programs, configuration, tmp_path, name):
    """[4.7] Signals, processes and threads of glibc: the same lines as under qemu-riscv64, the same end."""
    emulator = shutil.which("qemu-riscv64") or shutil.which("qemu-riscv64-static")
    there = subprocess.run([emulator, programs / name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    image = disks.new_disk(configuration, tmp_path)
    disks.change(image, f"cd data\nwrite {programs / name} {name}\nset_inode_field {name} mode 0100755\n")
    here = Batch(configuration, command=f"/data/{name} 2>/dev/null", more=disks.on_disk(image))
    assert without_log(here.console).replace("Aborted\n", "") == there.stdout
    assert there.stdout.count("\n") == 13 and there.returncode == -6 and here.status == 128 + 6
