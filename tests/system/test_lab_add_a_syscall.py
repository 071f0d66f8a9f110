# tests/system/test_lab_add_a_syscall.py: docs/labs/add-a-syscall.md, done as it stands there, in a copy of the tree.
#
# A block with a path behind the name of its language goes to the end of that file. In a console block the lines
# with $ are typed, and in a gdb block those with (gdb); what stands below them is printed, in this order. Three dots
# stand for anything, # for a number, and NUMBER for the one after the table's last.

import re
import shlex
import shutil
import subprocess

import pytest

from debugger import converse, session_command
from harness import PROGRAM_LIMIT, ROOT, clean_environment

LAB = ROOT / "docs/labs/add-a-syscall.md"
TABLE = "kernel/abi/syscalls.def"
BLOCK = re.compile(r"^```(\S+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# What the lab needs of the tree; and what of build/ saves time: the default kernel, its programs, the generator. A new row
# is for all programs to be compiled again: only these are.
NEEDED = ("Makefile", "docs", "kernel", "linker", "scripts", "tests", "user")
BUILT = ("build/class", "build/compat", "build/host/generate", "build/host/scripts")
MAKE = "make -j2 PROGRAMS='bin/init bin/sh bin/man bin/strace lessons/mirror' "


def next_number():
    return 1 + max(map(int, re.findall(r"^(?:SYSCALL|RETIRED)\((\d+),", (ROOT / TABLE).read_text(), re.MULTILINE)))


def blocks():
    """What the text tells to do: (language, path, text)."""
    text = LAB.read_text().replace("NUMBER", str(next_number()))
    return [match.groups() for match in BLOCK.finditer(text)]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of this tree, in which whatever was built counts as built."""
    copy = tmp_path_factory.mktemp("lab") / "stile"
    for name in NEEDED + BUILT:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache", "*.elf"))
        elif source.exists():
            shutil.copy2(source, target)
    return copy


def run(tree, command):
    """A command line of the lab: what it prints, without colours."""
    done = subprocess.run(
        ["timeout", "--kill-after=5", str(PROGRAM_LIMIT), "bash", "-c", command.replace("make ", MAKE, 1)],
        cwd=tree,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode != 124, f"{command}: its time was over\n{done.stdout}"
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


def debug(tree, program, commands):
    """What gdb of that tree answers to commands: a list."""
    session = [word.replace(str(ROOT), str(tree)) for word in session_command(run=program)]
    done = converse(session, commands, tree, clean_environment())
    assert len(done.answers) == len(commands), done.output
    return [answer.text for answer in done.answers]


def assert_shown(expected, printed, command):
    """The lines below a command are what it prints; whatever came before or after them stays without a word."""
    pattern = ".*".join(map(re.escape, "\n".join(expected).split("...")))
    pattern = re.sub(r"(?<=0x)\\#|(?<=:)\\#", "[0-9a-f]+", pattern)
    assert re.search(pattern, printed, re.DOTALL), f"{command}\n{printed}\nbut the lab says\n" + "\n".join(expected)


def typed(text, prompt):
    """The commands of a block, each with the lines below it."""
    parts = re.split(rf"^{re.escape(prompt)} (.*)\n", text, flags=re.MULTILINE)[1:]
    return [(command, shown.splitlines()) for command, shown in zip(parts[::2], parts[1::2])]


def follow(tree, language, path, text):
    if path:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        with (tree / path).open("a") as file:
            file.write(text)
    elif language == "console":
        for command, shown in typed(text, "$"):
            assert_shown(shown, run(tree, command), command)
    else:
        program = shlex.split(text.splitlines()[0])[-1].removeprefix("P=")
        lines = typed(text, "(gdb)")
        for (command, shown), answer in zip(lines, debug(tree, program, [command for command, _ in lines])):
            assert_shown(shown, answer, command)


def library(tree):
    """The function of the lab in a folder of its own, with the headers that its file includes."""
    (function,) = (text for _, path, text in blocks() if path.startswith("kernel/syscall/"))
    includes = re.findall(r"^#include .*\n", (tree / "kernel/syscall/system_calls.cpp").read_text(), re.MULTILINE)
    folder = tree / "library"
    folder.mkdir()
    (folder / "mirror.cpp").write_text("".join(includes) + function)
    return folder


def test_the_lab(tree):
    """[3.9] [4.2] [4.3] One row and one function make a call: until the function is there, also in a library, a stub
    answers. It is in the reference, in the manual, in the headers, and gdb knows it."""
    for language, path, text in blocks():
        if path.startswith("kernel/syscall/"):
            folder = library(tree)
            printed = run(tree, f"make LIBRARY={folder} run P='/lessons/mirror stile'")
            assert "5 bytes: elits\nand back: stile\n" in printed
            run(tree, f"make LIBRARY={folder} INTO=status generate")
            assert f"| {next_number()} | [mirror](#mirror) |" in (tree / "status/docs/syscalls.md").read_text()
            assert "how many they are. | implemented |" in (tree / "status/docs/syscalls.md").read_text()
        follow(tree, language, path, text)
