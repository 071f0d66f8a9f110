#!/usr/bin/python3 -B
# scripts/gdb/record.py: make record: boots with the console in this terminal, and keeps all that is needed to do it again.

import argparse
import fcntl
import os
import re
import select
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # last: one of the files there is called profile

import console
import elf
from bridge import MONITOR, Link
from ending import held_back, leave_on_signals
from recording import Recording, keep_disk
from session import Machine, connect, in_background

# The machine's last instructions: where a replay stops, as after them there is nobody to ask.
LAST_WORDS = "_ZN8firmware9power_offEi"


# The serial port has room for 16 bytes, and QEMU, when it records, does not wait until there is room: what is too much
# would be lost. So a key follows when the one before was echoed, or after this time, in seconds.
PATIENCE = 0.1


# The machine must never wait for whoever reads what it prints: when it would go on is not recorded. So there is room for
# this much, in bytes, which is taken out at once.
ROOM = 1 << 20


def pass_on(terminal: socket.socket, machine: "subprocess.Popen[bytes]") -> None:
    """What is typed, a key at a time; and what is printed. Until the machine has ended, and all was printed."""
    keyboard, screen = machine.stdin.fileno(), machine.stdout.fileno()
    sources = [terminal, screen]
    typed = printed = b""
    echoed = True
    while screen in sources or printed:
        targets = [terminal] if printed else []
        ready, taking, _ = select.select(sources, targets, [], PATIENCE if typed else None)
        if screen in ready:
            more = os.read(screen, ROOM)
            printed += more
            if not more:
                sources.remove(screen)
        if taking:
            try:
                printed = printed[terminal.send(printed, socket.MSG_DONTWAIT) :]
            except BrokenPipeError:  # the user has left
                return
        if terminal in ready:
            more = console.receive(terminal)
            typed += more
            if not more:
                sources.remove(terminal)
        echoed = echoed or screen in ready or not (ready or taking)
        if typed and echoed:
            with suppress(BrokenPipeError):  # the machine has just ended
                os.write(keyboard, typed[:1])
            typed = typed[1:]
            echoed = False
    terminal.close()


def record(recording: Recording, folder: Path) -> int:
    """Until the machine is turned off, or the user leaves, or somebody ends this; the status of that."""
    with tempfile.TemporaryDirectory() as scratch:
        terminal, ours = socket.socketpair()
        command = recording.command("record", folder, Path(scratch))
        status = None
        try:
            with held_back():
                qemu = subprocess.Popen(
                    [*command, "-display", "none", "-monitor", "none", "-serial", "stdio"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    bufsize=0,
                    start_new_session=True,  # Ctrl-C is for the machine
                )
            fcntl.fcntl(qemu.stdout, fcntl.F_SETPIPE_SZ, ROOM)
            in_background(lambda: pass_on(ours, qemu))
            if console.use(terminal):
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
        machine = Machine(scratch, scratch / "gdb.sock", lambda: recording.command("replay", folder, scratch))
        try:
            machine.start()
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
    leave_on_signals()
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
