# scripts/call_table.py: the table of system calls as the compiler reads it, for tests and checks in Python.

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

# What the preprocessor makes of the tables: a line for each row, whose strings it has put together.
PROGRAM = """\
#define SYSCALL(number, name, result, parameters, flags, errors, ...) row number name #flags #errors
#define RETIRED(number, name, ...) retired number name
#include "abi/syscalls.def"
#define ERROR(name, NAME, number, ...) error name NAME
#include "abi/errno.def"
"""


class Row(NamedTuple):
    name: str
    flags: frozenset[str]
    errors: frozenset[str]  # by their names in the kernel, such as badf


def preprocessed(kernel: Path) -> list[list[str]]:
    compiler = os.environ.get("HOST_CXX", "g++")
    command = [compiler, "-E", "-P", "-x", "c++", f"-I{kernel}", "-"]
    output = subprocess.run(command, input=PROGRAM, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [re.findall(r'"[^"]*"|\S+', line) for line in output.splitlines()]


def names_in(list_of: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", list_of))


def rows(kernel: Path = ROOT / "kernel") -> list[Row]:
    """The rows that are calls, in the order of their numbers."""
    lines = preprocessed(kernel)
    return [Row(words[2], names_in(words[3]), names_in(words[4])) for words in lines if words and words[0] == "row"]


def errors(kernel: Path = ROOT / "kernel") -> dict[str, str]:
    """The names of all errors: badf is EBADF."""
    return {words[1]: words[2] for words in preprocessed(kernel) if words and words[0] == "error"}
