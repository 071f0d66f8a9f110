# tests/system/linux.py: programs for Linux (tests/linux/) under the kernel, and under qemu-riscv64, which shows what Linux does.

import functools
import re
import shutil
import subprocess

import disks
from harness import ROOT, TIME_LIMIT, Batch, make

# More than all of them take in one machine.
KILOBYTES = 32768


@functools.cache
def folder():
    """Where they are, when they have been built."""
    made = make("linux-tests")
    assert made.returncode == 0, made.stdout
    return ROOT / "build" / "linux"


def emulator():
    path = shutil.which("qemu-riscv64") or shutil.which("qemu-riscv64-static")
    assert path, "there is no qemu-riscv64: ./scripts/setup.sh test"
    return path


def put(image, files):
    """Copies files of this machine to the disk: as /data/NAME, executable."""
    lines = [f"write {path} {name}\nset_inode_field {name} mode 0100755\n" for name, path in files.items()]
    disks.change(image, "cd data\n" + "".join(lines))


def new_disk(configuration, place, names, programs=()):
    """A disk with programs for Linux in /data, and native ones at their places."""
    image = disks.new_disk(configuration, place, ("bin/mkdir", *programs), KILOBYTES, ("-b", "4096"))
    put(image, {name: folder() / name for name in names})
    return image


def on_linux(name, place, *options):
    """The status of a program, as shells have it, what it prints, and what the emulator says besides. It runs in an empty folder."""
    place.mkdir()
    command = [emulator(), *options, folder() / name]
    with (place.with_suffix(".output")).open("w+") as output:
        streams = dict(stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE)
        done = subprocess.run(command, cwd=place, text=True, errors="replace", timeout=TIME_LIMIT, **streams)
        output.seek(0)
        return done.returncode if done.returncode >= 0 else 128 - done.returncode, output.read(), done.stderr


# Each program has a folder of its own; what it prints is shown when it has ended, apart from what the kernel logs.
RUN_ALL = """
for name in {names}; do
    mkdir /tmp/$name; cd /tmp/$name
    {before} /data/$name </dev/null >/tmp/output 2>/dev/null
    echo "=== $name $?"
    cat {what}
    echo "==="
done
"""


def run_here(configuration, image, place, names, before="", what="/tmp/output"):
    """The status and the output of several programs, one after the other on one machine, by name."""
    script = place / "all"
    script.write_text(RUN_ALL.format(names=" ".join(names), before=before, what=what))
    put(image, {"all": script})
    console = Batch(configuration, command="sh /data/all", more=disks.on_disk(image)).console
    found = re.findall(r"^=== (\w+) (\d+)\n(.*?)^===$", console, re.MULTILINE | re.DOTALL)
    assert [name for name, _, _ in found] == list(names), console
    return {name: (int(status), output) for name, status, output in found}
