#!/usr/bin/python3 -B
# scripts/gdb/session.py: one session of debugging: QEMU, halted before its first instruction, and gdb attached to it.
"""It has a fresh folder of its own, so that two sessions do not meet, and leaves nothing behind."""

import argparse
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Callable

import console
from bridge import Bridge, Link

HERE = Path(__file__).resolve().parent
GDBS = "gdb-multiarch riscv64-unknown-elf-gdb riscv64-linux-gnu-gdb riscv64-elf-gdb gdb".split()


def in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


class Machine:
    """A halted QEMU, to which a gdb can attach at a socket. Its console is in the session's folder (console.py)."""

    def __init__(self, command: list[str], folder: Path, gdb_socket: Path):
        stub, qemu_stub = socket.socketpair()
        serial, qemu_serial = socket.socketpair()
        self._monitor, qemu_monitor = socket.socketpair()
        theirs = [qemu_stub, qemu_serial, qemu_monitor]
        command = [
            *command,
            *("-S", "-display", "none"),
            *("-chardev", f"socket,id=stub,fd={qemu_stub.fileno()}", "-gdb", "chardev:stub"),
            *("-chardev", f"socket,id=console,fd={qemu_serial.fileno()}", "-serial", "chardev:console"),
            *("-chardev", f"socket,id=monitor,fd={qemu_monitor.fileno()}", "-monitor", "chardev:monitor"),
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[end.fileno() for end in theirs],
            start_new_session=True,  # Ctrl-C is for gdb alone
        )
        for end in theirs:
            end.close()
        self._stub = Link(stub)
        try:
            self._bridge = Bridge(self._stub)
        except EOFError:
            sys.exit(f"QEMU ended at once, with status {self._process.wait()}: {shlex.join(command)}")
        gdb_socket.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(gdb_socket))
        self._listener.listen()
        in_background(self._serve_debuggers)
        in_background(console.Console(serial, folder).serve)

    def _serve_debuggers(self) -> None:
        """One after the other: who detaches may come back."""
        while True:
            gdb = Link(self._listener.accept()[0])
            self._bridge.serve(gdb)
            gdb.close()

    def end(self) -> None:
        try:
            self._monitor.sendall(b"quit\n")
            self._process.wait(timeout=5)
        except OSError:
            self._process.wait()  # it has ended already
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def find_gdb() -> str:
    for name in [os.environ.get("GDB", ""), *GDBS]:
        if name and shutil.which(name):
            return name
    sys.exit("there is no gdb for RISC-V: ./scripts/setup.sh gdb installs one, GDB= names yours")


def run_gdb(arguments: argparse.Namespace, folder: Path, gdb_socket: Path) -> int:
    signal.signal(signal.SIGINT, lambda *_: None)  # every process of this terminal hears Ctrl-C: it is meant for gdb
    if sys.stdin.isatty():
        print("The machine waits before its first instruction: continue lets it run, Ctrl-C stops it.")
        print("Its console: make console in another terminal; or here, console shows it and type TEXT types there.")
        print("help user-defined lists what this gdb knows of the kernel. docs/debugging.md tells more.", flush=True)
        if "TMUX" in os.environ:
            join = shlex.join([str(HERE / "console.py"), str(folder)])
            subprocess.run(["tmux", "split-window", "-d", "-v", join])
    command = [
        *(find_gdb(), "-nx", "-q", arguments.kernel),
        *("-x", str(HERE / "stile.gdb"), "-x", str(HERE / "stile.py")),
        *("-ex", f"symbols {arguments.programs}", "-ex", f"connect {gdb_socket}"),
        *arguments.gdb_arguments,
    ]
    gdb = subprocess.Popen(command, env={**os.environ, "STILE_SESSION": str(folder)})
    try:
        return gdb.wait()
    finally:
        if gdb.poll() is None:
            gdb.terminate()
            gdb.wait()


def be_console(arguments: argparse.Namespace, folder: Path, gdb_socket: Path) -> int:
    print(f"QEMU waits for gdb. In another terminal start one on {arguments.kernel}, and type there")
    print(f"\n    set osabi none\n    target remote {gdb_socket}\n")
    print("This is the console of the machine. Ctrl-] ends both.", flush=True)
    console.use(console.join(folder))
    return 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", required=True, help="the kernel's ELF file, for gdb")
    parser.add_argument("--programs", required=True, help="the folder with the ELF files of all programs, for gdb")
    parser.add_argument("--qemu", required=True, help="QEMU's command line, without options for the console")
    parser.add_argument("--append", help="the boot arguments")
    parser.add_argument("--socket", type=Path, help="where gdb attaches, if not in the session's folder")
    parser.add_argument("--no-gdb", action="store_true", help="wait for any gdb, and be the console meanwhile")
    parser.add_argument("gdb_arguments", nargs="*", help="more for gdb, after --")
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    command = shlex.split(arguments.qemu)
    if arguments.append is not None:
        command += ["-append", arguments.append]
    for end in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(end, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix=console.PREFIX) as name:
        folder = Path(name)
        gdb_socket = arguments.socket or folder / "gdb.sock"
        machine = Machine(command, folder, gdb_socket)
        try:
            return (be_console if arguments.no_gdb else run_gdb)(arguments, folder, gdb_socket)
        finally:
            machine.end()


if __name__ == "__main__":
    sys.exit(main())
