# scripts/measuring/building.py: how many seconds it takes to build the kernel, and to see a change at the prompt.
#
# They are told, and nothing depends on them.

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from measuring.machine import ROOT, TIME_LIMIT, Problem, clean_environment, emulator

PROMPT = b"stile$ "
EDITED = "kernel/syscall/process_calls.cpp"
PROCESSORS = 2
TIMES = 5
BUILD_LIMIT = 3600  # seconds; a build is slow on a machine that is busy


def seconds_of_make(folder, *arguments):
    start = time.monotonic()
    done = subprocess.run(
        ["timeout", str(BUILD_LIMIT), "make", f"-j{PROCESSORS}", *arguments],
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise Problem(f"make {' '.join(arguments)} failed:\n{done.stdout.decode(errors='replace')}")
    return time.monotonic() - start


def seconds_to_prompt(kernel):
    """From the start of QEMU until the shell's prompt is on the console."""
    start = time.monotonic()
    machine = subprocess.Popen(
        [
            *("timeout", str(TIME_LIMIT), *emulator(), "-machine", "virt", "-bios", "none", "-m", "128M"),
            *("-display", "none", "-monitor", "none", "-serial", "stdio", "-kernel", str(kernel)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    console = b""
    while not console.endswith(PROMPT) and (piece := machine.stdout.read1(4096)):
        console += piece
    taken = time.monotonic() - start
    machine.terminate()  # `timeout` hands it on
    machine.wait()
    if not console.endswith(PROMPT):
        raise Problem(f"the prompt did not come:\n{console.decode(errors='replace')}")
    return taken


def measure():
    """Seconds, by what they were for; of a copy of the tree that has never been built."""
    with tempfile.TemporaryDirectory(prefix="build-") as name:
        folder = Path(name) / "stile"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))
        kernel = folder / "build/class/machine/kernel.elf"
        clean = seconds_of_make(folder, "all")
        boot = median(seconds_to_prompt(kernel) for _ in range(TIMES))
        with (folder / EDITED).open("a") as file:
            file.write("\n// A line more.\n")
        edit = seconds_of_make(folder, "all") + seconds_to_prompt(kernel)
    return {"clean build": clean, "from an edit to the prompt": edit, "boot to the prompt": boot}
