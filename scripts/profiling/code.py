# scripts/profiling/code.py: which function an address belongs to, and what its instruction does, by the ELF files.

import bisect
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from measuring.machine import ROOT, Problem, first_line
from symbols import parse, short_name

INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t(\S+)\t?(\S*)", re.MULTILINE)


class Function(NamedTuple):
    place: str  # "kernel", or the name of the program
    name: str


FIRMWARE = Function("OpenSBI", "firmware")  # all that is in none of the files


class Frame(NamedTuple):
    """A function that was inlined, or the one that it was inlined into."""

    name: str
    file: str


def tools_for_riscv() -> str:
    """What stands before the names of the compiler's tools."""
    prefix = os.environ.get("CROSS") or first_line(ROOT / "scripts/doctor.sh", "--cross")
    if not shutil.which(f"{prefix}objdump"):
        raise Problem("there are no tools for RISC-V: ./scripts/setup.sh qemu installs them, or CROSS=prefix- of yours")
    return prefix


class Code:
    """Of some ELF files: the kernel and programs, none of which overlap."""

    def __init__(self, files: dict[str, Path]):
        self._tools = tools_for_riscv()
        self._kernel = files["kernel"]
        self._functions: list[tuple[int, Function]] = []  # by first address
        self._kinds: dict[int, str] = {}
        self._labels: dict[tuple[str, str], int] = {}
        for place, file in files.items():
            symbols = sorted(parse(self._run("nm", "-C", "-f", "sysv", file).splitlines()))
            self._labels |= {(place, name): address for name, address, _, _ in symbols}
            self._functions += functions_of(place, symbols)
            for address, mnemonic, operands in INSTRUCTION.findall(self._run("objdump", "-d", "--no-show-raw-insn", file)):
                self._kinds[int(address, 16)] = kind(mnemonic, operands)
        self._functions.sort()

    def _run(self, tool: str, *arguments: object, **more: object) -> str:
        return subprocess.check_output([self._tools + tool, *map(str, arguments)], text=True, **more)

    def function(self, pc: int) -> Function:
        at = bisect.bisect_right(self._functions, pc, key=lambda each: each[0]) - 1
        return self._functions[at][1] if pc in self._kinds and at >= 0 else FIRMWARE

    def label(self, place: str, name: str) -> int:
        """Where a label of assembly is, which is no function."""
        return self._labels[place, name]

    def kind(self, pc: int) -> str:
        """call, return, trap return, store, or nothing of interest."""
        return self._kinds.get(pc, "")

    def frames(self, pcs: list[int]) -> dict[int, list[Frame]]:
        """Of addresses in the kernel: the function that the compiler put there first, and then what that was inlined
        into, up to the one that has a symbol."""
        asked = "".join(f"{pc:#x}\n" for pc in pcs)
        lines = self._run("addr2line", "-a", "-i", "-f", "-C", "-e", self._kernel, input=asked).splitlines()
        found: dict[int, list[Frame]] = {}
        frames: list[Frame] = []
        words = iter(lines)
        for line in words:
            if re.fullmatch(r"0x[0-9a-f]+", line):
                frames = found[int(line, 16)] = []
            else:
                frames.append(Frame(short_name(line), next(words).rpartition(":")[0]))
        return found


def functions_of(place: str, symbols: list[tuple[str, int, str, str]]) -> list[tuple[int, Function]]:
    """By first address; each goes on to where the next one begins, with what assembly has in between. Of several names for
    one address the last of the alphabet is taken, always the same."""
    names = {address: short_name(name) for name, address, _, sort in symbols if sort == "FUNC"}
    return [(start, Function(place, name)) for start, name in names.items()]


def kind(mnemonic: str, operands: str) -> str:
    """By the convention that ra has the address to return to (psABI, "Integer Register Convention")."""
    if mnemonic in ("jal", "jalr"):
        return "" if operands.startswith("zero,") else "call"
    if mnemonic in ("mret", "sret"):
        return "trap return"
    if mnemonic in ("sb", "sh", "sw", "sd"):
        return "store"
    return "return" if mnemonic == "ret" else ""
