#!/usr/bin/python3 -B
# scripts/requirements.py: prints docs/requirements.md: each feature, what proves it, and the command that runs the proof.
"""scripts/requirements.py [ROOT]: the page for this tree or another. A proof names a feature's id in square brackets."""

import re
import sys
from pathlib import Path

# id, whether it is complete (+) or comes later (-), and what it is in few words.
FEATURES = """
0 Typed system calls
0.1 + A system call is one row: its types, its errors, its number and its handler follow from it
0.2 + A call looks like a function call; registers are filled by themselves
0.3 + The same calls over different ABIs: native, direct, and a mock on the host (of Linux: later)
0.4 + Ordinary rows, a register for each parameter, and packed ones, a structure of any size
0.5 + A typed wrapper costs nothing against assembly by hand
0.6 + What can be mistaken does not compile: descriptors and mappings come from calls, arguments have types
0.7 + The kernel trusts none of it: a forged descriptor or address gets an error
0.8 + No raw pointer in a row; the program's memory is checked before it is used
0.9 + Every value and every error of every row arrives as it was sent
0.10 + What does not decode is EINVAL, an unknown number ENOSYS, no memory ENOMEM
0.11 + Encoding, decoding and dispatch run on the host under sanitizers
0.12 + What calls cost: none, six arguments, ordinary against packed
1 System calls on RISC-V
1.1 + An ecall raises the privilege and goes through the one vector of all traps
1.2 + Cause 8 is a program's ecall; one of the kernel itself is a bug of the kernel
1.3 + The number in a0, arguments in a1 to a7, the result in a0; nothing else changes
1.4 + The saved frame: assembly and C++ agree on its offsets
1.5 + The program goes on behind its ecall, once, wherever that stands
1.6 + A switch, not a table of functions: both measured, and a fold over types
1.7 + Exit is 0 and another process goes on; a lesson's trace tells of it
1.8 + An unknown number is told of, at a limited rate, and answers ENOSYS
1.9 + Processes, sleep, exit, output; a C library of our own
2 Three levels of abstraction, several systems
2.1 + One task in assembly, by write, and by print: the same output
2.2 + The same three programs for Linux, macOS and Windows
2.3 + The calls of Windows, and a shim of two of them
2.4 + Text between UTF-8 and UTF-16
2.5 + Other call numbers break the program in assembly, and no other
2.6 + Descriptor 1 is not call number 1
2.7 + What ecall, syscall and int 0x80 do
3 System calls as Linux does them
3.1 + But for faults and interrupts the only way into the kernel
3.2 + An interface is not a call: a function may make none, one or several
3.3 + Three forms of each call: raw, with errno, typed
3.4 + Names and types of arguments come from the row, and the tracer shows them
3.5 + Numbers never change and never come back
3.6 + A call has a process: it may wait, be preempted, and be made by others at the same time
3.7 + The steps of a call: a tracer may change its number
3.8 + Macros with numbers in the style of the books: _syscall0 to _syscall6
3.9 + A call of one's own: one row and one function
3.10 + Mechanism, not policy: who runs next is one function that can be replaced
3.11 + Calls that need the whole frame are marked in the table
4 System calls without a trap
4.1 + Programs linked with the kernel call its handlers
4.2 + A row without a handler answers ENOSYS; defining the handler replaces that
4.3 + Whatever knows about calls is made from the one table, and made again it is the same
4.4 + Forms with and without errno; rows that programs have no wrapper for
4.5 + syscall(number, ...), and a form that costs no dispatch
4.6 + Old calls, in the library, over those of today
4.7 - Programs made for Linux run unchanged
4.8 + A tracer like strace, with colours and types
4.9 + The trap against the direct call, measured
C The design card
C.1 + make qemu boots to a shell
C.2 + Stepping from a program into the kernel and back with gdb
C.3 + Test programs run under the kernel, and report one by one
C.4 - The packaged tools of a bare Debian suffice
"""

PAGE = "docs/requirements.md"
ID = re.compile(r"\[((?:\d|C)\.\d+)\]")
SUFFIXES = (".py", ".cpp", ".c", ".S", ".md")  # no headers: nothing runs one

HEAD = """# What Stile does, and what proves it

`scripts/requirements.py > docs/requirements.md` makes this page; a test compares. A proof is a test, a program or a page that
names the id of the feature in square brackets. `make test` runs all of them; beside each stands what runs it alone.
"""


def features():
    """id, whether it is complete, words; for a part its id, None and its title."""
    for line in FEATURES.strip().splitlines():
        name, rest = line.split(" ", 1)
        yield (name, rest[0] == "+", rest[2:]) if "." in name else (name, None, rest)


def proofs(root):
    """The files that name an id, by id."""
    named = {}
    for folder in ("tests", "user", "docs"):
        for path in sorted((root / folder).rglob("*")):
            where = path.relative_to(root).as_posix()
            if path.is_file() and path.suffix in SUFFIXES and where != PAGE:
                for name in ID.findall(path.read_text(errors="replace")):
                    named.setdefault(name, {})[where] = None
    return {name: list(files) for name, files in named.items()}


def missing(root):
    """The ids of complete features that nothing proves."""
    named = proofs(root)
    return [name for name, is_complete, _ in features() if is_complete and not named.get(name)]


def how(path):
    """What runs a proof, and its name there."""
    part, room, name = (path.split("/") + [""])[:3]
    stem = name.split(".")[0]
    if part == "user" and room in ("tests", "lessons", "bench", "bin"):
        return f"make run P=/{room}/NAME", stem
    if part == "user":
        return "make run P=/tests/NAME", Path(path).stem
    if (part, room) == ("tests", "host"):
        return "make host-test", stem
    if (part, room) == ("tests", "reject"):
        return "pytest tests/system/test_reject.py", f"{name}/{Path(path).stem}"
    if part == "tests":
        return "pytest tests/system/NAME.py", stem
    return "read", Path(path).stem


def cell(paths):
    """All proofs of a feature, those that run alike together."""
    alike = {}
    for path in paths:
        command, name = how(path)
        alike.setdefault(command, {}).setdefault(name, f"[{name}](../{path})")
    texts = (f"{'' if command == 'read' else f'`{command}`: '}{', '.join(names.values())}" for command, names in alike.items())
    return "<br>".join(texts)


def page(root):
    named = proofs(root)
    lines = [HEAD]
    for name, is_complete, words in features():
        if is_complete is None:
            lines.append(f"\n## {words}\n\n| id | feature | status | proof |\n|---|---|---|---|\n")
            continue
        found = named.get(name, [])
        status = ("proved" if found else "**no proof**") if is_complete else ("in parts" if found else "later")
        lines.append(f"| {name} | {words} | {status} | {cell(found)} |\n")
    return "".join(lines)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    sys.stdout.write(page(Path(sys.argv[1] if len(sys.argv) == 2 else Path(__file__).parents[1])))
