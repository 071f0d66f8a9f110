#!/usr/bin/python3 -B
# scripts/gdb/record.py: make record: boots with the console in this terminal, and keeps all that is needed to do it again.

import argparse
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import console
import elf
from bridge import MONITOR, Link
from recording import Recording, keep_disk
from session import ENDS, Machine, connect, leave

# The machine's last instructions: where a replay stops, as after them there is nobody to ask.
LAST_WORDS = "_ZN8firmware9power_offEi"


def record(recording: Recording, folder: Path) -> int:
    """Until the machine is turned off, or the user leaves, or somebody ends this; the status of that."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, serial = socket.socketpair()
        qemu = subprocess.Popen(
            [
                *recording.command("record", folder, Path(scratch)),
                *("-display", "none", "-monitor", "none"),
                *("-chardev", f"socket,id=console,fd={serial.fileno()}", "-serial", "chardev:console"),
            ],
            stdin=subprocess.DEVNULL,
            pass_fds=[serial.fileno()],
            start_new_session=True,  # Ctrl-C is for the machine
        )
        serial.close()
        status = None
        try:
            if console.use(ours):
                status = 0
        except SystemExit as end:
            status = end.code
        if status is not None:
            qemu.terminate()  # it finishes its log
        ended = qemu.wait()
        if ended < 0:
            sys.exit(f"QEMU was ended by signal {-ended}, and the recording is cut off: nothing is kept of it")
        return ended if status is None else status


def find_end(recording: Recording, folder: Path) -> int:
    """How many instructions there are. It is replayed once, which also shows that it can be."""
    with tempfile.TemporaryDirectory(dir=console.sessions()) as name:
        scratch = Path(name)
        machine = Machine(scratch, scratch / "gdb.sock")
        try:
            machine.start(recording.command("replay", folder, scratch))
            gdb = Link(connect(scratch / "gdb.sock"))
            last = elf.places(recording.kernel)[LAST_WORDS].value
            for packet in (b"Z1,%x,4" % last, b"c", MONITOR + b"info replay".hex().encode()):
                gdb.send(packet)
                answer = gdb.wait()
            match = re.search(rb"instruction count = (\d+)", bytes.fromhex(answer[1:].decode()))
        except EOFError:
            sys.exit("the recording cannot be replayed: QEMU ended")
        finally:
            machine.end()
    return int(match[1])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", required=True, help="the kernel's ELF file")
    parser.add_argument("--programs", required=True, help="the folder with the ELF files of all programs")
    parser.add_argument("--qemu", required=True, help="QEMU's command line, without options for the console and the disk")
    parser.add_argument("--append", default="", help="the boot arguments")
    parser.add_argument("--disk", help="the image of a disk")
    parser.add_argument("folder", type=Path, help="where the recording is to be kept")
    arguments = parser.parse_args()
    for number in ENDS:
        signal.signal(number, leave)
    folder: Path = arguments.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=folder.name + "-", dir=folder.parent) as name:
        making = Path(name) / folder.name
        making.mkdir()
        if arguments.disk:
            keep_disk(arguments.disk, making)
        recording = Recording.of(arguments.kernel, arguments.programs, [*shlex.split(arguments.qemu), "-append", arguments.append])
        status = record(recording, making)
        end = find_end(recording, making)
        recording.save(making, end)
        if folder.exists():
            folder.rename(Path(name) / "old")
        making.rename(folder)
    print(f"recorded: {end} instructions, in {folder}. make replay goes back and forth in them.")
    return status


if __name__ == "__main__":
    sys.exit(main())
