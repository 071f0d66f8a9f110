#!/usr/bin/python3 -B
# scripts/levels.py: builds the programs of user/lessons/levels for other systems, and runs those that can run here.
"""scripts/levels.py CROSS: what is built is in build/levels/; CROSS is the prefix of a RISC-V compiler.

A line for each says what was run, what was only built, and what was skipped and why. The status is 0 only if whatever can be
built was built, and whatever ran wrote the line, and nothing but the line, wherever its output led."""

import os
import platform
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "user/lessons/levels"
LAYERS = ROOT / "user/libc/platform"
BUILT = ROOT / "build/levels"
HEADERS = ROOT / "user/libc/include"
UTF16 = ROOT / "user/libc/utf16.c"
FLAGS = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"]
LEVELS = ["trap", "write", "print"]
LINE = "Hello from user mode!\n"
SCRIPTS = "Hello, \u4f60\u597d \U0001f600\n"  # what console.c writes
TIME_LIMIT = 600  # seconds: the first program under wine waits for it to make itself at home
LIMITED = ["timeout", "--foreground", str(TIME_LIMIT)] if shutil.which("timeout") else []  # macOS has none
FULL = "/dev/full"  # of Linux: a disk that is always full
CLOSED = ["/bin/sh", "-c", 'exec "$@" >&-', "sh"]  # runs what follows without a standard output
GET_MORE = "./scripts/setup.sh levels"

# Systems whose programs nobody can run here: their targets for clang; what the machine code has in it, one behind the other: a
# move of the number of write into its register (of 32 bits or of 64), and the trap; and these two in words.
OBJECTS = {
    "macos x86_64": ("x86_64-apple-macos11", rb"\xb8\x04\0\0\x02", rb"\x0f\x05", "0x2000004 in eax", "syscall (0f 05)"),
    "macos arm64": ("arm64-apple-macos11", rb"\x90\0\x80[\x52\xd2]", rb"\x01\x10\0\xd4", "4 in x16", "svc #0x80 (01 10 00 d4)"),
    "linux aarch64": ("aarch64-linux-gnu", rb"\x08\x08\x80[\x52\xd2]", rb"\x01\0\0\xd4", "64 in x8", "svc #0 (01 00 00 d4)"),
}
PROCESSORS = {"linux": ("x86_64", "riscv64", "aarch64"), "macos": ("x86_64", "arm64")}

failures = []


def tell(system, programs, what):
    print(f"{system:<15} {' '.join(programs):<25} {what}", flush=True)


def fail(system, program, what):
    failures.append(program)
    tell(system, [program], f"FAILED: {what}")


def build(system, program, command):
    """Whether a command that makes a program succeeds; it tells if not."""
    BUILT.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        fail(system, program, done.stderr)
    return done.returncode == 0


def binary(system, program, ending=""):
    return BUILT / f"{system.replace(' ', '-')}-{program}{ending}"


def source(program):
    return PROGRAMS / f"{program}.c"


def run(system, program, command, expected, environment=None):
    """Whether it writes the line; and with no place to write to it does not claim to have written."""
    command = [*LIMITED, *command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment)
    if (done.returncode, done.stdout) != (0, expected.encode()):
        fail(system, program, f"status {done.returncode}, and it wrote {done.stdout}")
        return False
    return not os.path.exists(FULL) or fails(system, program, command, "on a full disk", FULL, environment)


def fails(system, program, command, where, output=os.devnull, environment=None):
    """Whether it tells, by its status, that the line did not come out."""
    with open(output, "wb") as file:
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL, env=environment).returncode
    if status != 1:
        fail(system, program, f"status {status} {where}")
    return status == 1


def run_all(system, programs, runner, remark):
    good = []
    for name in programs:
        command = [*runner, str(binary(system, name))]
        if run(system, name, command, LINE) and fails(system, name, [*CLOSED, *LIMITED, *command], "without an output"):
            good.append(name)
    if good:
        tell(system, good, remark)


def native():
    """For the system and the processor that this is running on."""
    layer = {"Linux": "linux", "Darwin": "macos"}.get(platform.system())
    processor = platform.machine()
    if processor not in PROCESSORS.get(layer, ()):
        tell("this machine", LEVELS, f"skipped: there is no layer for {platform.system()} on {processor}")
        return None
    system = f"{layer} {processor}"
    compiler = os.environ.get("HOST_CC") or shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        tell(system, LEVELS, f"skipped: no compiler for this machine; {GET_MORE}")
        return system
    command = [compiler, *FLAGS, "-I", LAYERS / layer]
    built = [name for name in LEVELS if build(system, name, [*command, source(name), "-o", binary(system, name)])]
    run_all(system, built, [], "run")
    return system


def linux_riscv(cross):
    """Statically linked, as there is no Linux for RISC-V here whose libraries it could find."""
    system, compiler = "linux riscv64", f"{cross}gcc"
    if not shutil.which(compiler):
        tell(system, LEVELS, f"skipped: there is no {compiler}")
        return
    has_library = subprocess.run(
        [compiler, "-static", "-xc", "-", "-o", os.devnull], input=b"#include <unistd.h>\nint main() {}", capture_output=True
    )
    if has_library.returncode != 0:
        tell(system, LEVELS, f"skipped: {compiler} has no C library of Linux")
        return
    command = [compiler, *FLAGS, "-static", "-I", LAYERS / "linux"]
    built = [name for name in LEVELS if build(system, name, [*command, source(name), "-o", binary(system, name)])]
    emulator = shutil.which("qemu-riscv64-static") or shutil.which("qemu-riscv64")
    if emulator:
        run_all(system, built, [emulator], f"run under {Path(emulator).name}")
    else:
        tell(system, built, f"only built: no qemu-riscv64 here; {GET_MORE}")


def lowest_level(system):
    """An object of trap.c, as no more can be had without that system's headers."""
    if not shutil.which("clang"):
        tell(system, LEVELS, f"skipped: no clang; {GET_MORE}")
        return
    target, number, trap, *words = OBJECTS[system]
    made = binary(system, "trap", ".o")
    layer = LAYERS / system.split()[0]
    command = ["clang", "-target", target, *FLAGS, "-ffreestanding", "-I", layer, "-c", source("trap"), "-o", made]
    if build(system, "trap", command):
        if re.search(number + b".*" + trap, made.read_bytes(), re.DOTALL):
            tell(system, ["trap"], f"only compiled, to an object with {' and '.join(words)}")
        else:
            fail(system, "trap", f"there is no {' and '.join(words)} in {made}")
    tell(system, ["write", "print"], f"skipped: the headers of {system} are not here")


def windows():
    system, compiler = "windows x86_64", "x86_64-w64-mingw32-gcc"
    programs = [*LEVELS, "console"]
    common = [*FLAGS, "-I", LAYERS / "windows", "-idirafter", HEADERS]
    if not shutil.which(compiler):
        windows_objects(system, common, f"no {compiler}; {GET_MORE}")
        return
    more = [LAYERS / "windows/bytes.c", UTF16]
    made = {name: binary(system, name, ".exe") for name in programs}
    built = [name for name in programs if build(system, name, [compiler, *common, source(name), *more, "-o", made[name]])]
    if not shutil.which("wine"):
        tell(system, built, f"only built: no wine here; {GET_MORE}")
        return
    environment = {**os.environ, "WINEPREFIX": str(BUILT / "wine"), "WINEDEBUG": "-all", "DISPLAY": "", "TERM": "xterm"}
    expected = {**dict.fromkeys(LEVELS, LINE), "console": SCRIPTS}
    good = [name for name in built if run(system, name, ["wine", str(made[name])], expected[name], environment)]
    tell(system, good, "run under wine, into a pipe (WriteFile, UTF-8)")
    good = [name for name in built if run_on_console(system, name, made[name], expected[name], environment)]
    for names, function in ((("write", "console"), "WriteConsoleW, UTF-16"), (("trap", "print"), "WriteFile, ASCII")):
        tell(system, [name for name in names if name in good], f"run under wine, on a console ({function})")


def windows_objects(system, common, reason):
    """Without Windows' headers and libraries: with the header of our own that has the same functions."""
    if not shutil.which("clang"):
        tell(system, LEVELS, f"skipped: {reason}")
        return
    command = ["clang", "--target=x86_64-w64-windows-gnu", "-ffreestanding", *common]
    good = [name for name in ("trap", "console") if build(system, name, [*command, "-c", source(name), "-o", binary(system, name, ".o")])]
    tell(system, good, f"only compiled, with Stile's <windows.h>: {reason}")
    tell(system, ["write", "print"], f"skipped: {reason}")


def run_on_console(system, program, made, expected, environment):
    """On a terminal wine has a console. What directs the terminal is left out of what is compared, and so are characters
    beyond U+FFFF: wine's console shows something else for them."""
    child, terminal = pty.fork()
    if child == 0:
        command = [*LIMITED, "wine", str(made)]
        os.execvpe(command[0], command, environment)
    output = b""
    try:
        while part := os.read(terminal, 4096):
            output += part
    except OSError:  # the terminal's other side is closed
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    # Wine goes to the right by one, where a blank would only clear what is clear.
    text = re.sub(r"\x1b\[K\x1b\[1C", " ", output.decode(errors="replace"))
    text = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\r", "", text)
    shown = [re.sub("[\ufffd\U00010000-\U0010ffff]", "", line) for line in (text, expected)]
    if status != 0 or shown[0] != shown[1]:
        fail(system, program, f"status {status} on a console, and it wrote {output}")
        return False
    return True


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    here = native()
    if here != "linux riscv64":
        linux_riscv(sys.argv[1])
    for system in OBJECTS:
        if here != system:
            lowest_level(system)
    windows()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
