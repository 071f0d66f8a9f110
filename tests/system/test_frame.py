# tests/system/test_frame.py: assembly and C++ cannot disagree about where the trap frame has what.

import os
import re
import subprocess

import pytest

from harness import ROOT, cross

HEADER = (ROOT / "kernel" / "arch" / "trap_frame.h").read_text().replace("#pragma once\n", "")
OFFSETS = re.findall(r"^#define (FRAME_\w+) ", HEADER, re.MULTILINE)
FLAGS = "-std=c++23 -march=rv64imac_zicsr_zifencei -mabi=lp64 -ffreestanding -fsyntax-only -x c++".split()
FLAGS += ["-DPRIVILEGE=3", "-DPHYS_BASE_OFFSET=0", f"-I{ROOT / 'kernel'}", f"-I{ROOT / 'build' / 'compat'}"]


def compiles(text):
    english = {**os.environ, "LC_ALL": "C"}
    command = [cross("g++"), *FLAGS, "-"]
    done = subprocess.run(command, input=text, text=True, stderr=subprocess.PIPE, env=english)
    return done.returncode == 0, done.stderr


def test_the_frame_as_it_is():
    """[1.4] What the next test changes is right before."""
    assert len(OFFSETS) >= 7
    assert compiles(HEADER) == (True, "")


@pytest.mark.parametrize("name", OFFSETS)
def test_a_moved_offset_does_not_compile(name):
    """[1.4] For each offset that the vector uses: eight bytes further on, the kernel is not built."""
    moved = re.sub(rf"^(#define {name}) +(\(.*?\)|\d+)", r"\1 (\2 + 8)", HEADER, flags=re.MULTILINE)
    assert moved != HEADER
    good, said = compiles(moved)
    line = re.search(r"^<stdin>:(\d+):\d+: error: static assertion failed", said, re.MULTILINE)
    assert not good and line and name in moved.splitlines()[int(line[1]) - 1], said
