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
from typing import Callable, Optional

sys.path.append(str(Path(__file__).resolve().parents[1]))  # last: one of the files there is called profile

import console
from bridge import Bridge, Link
from ending import held_back, leave_on_signals
from recording import Recording
from replay import Replay

HERE = Path(__file__).resolve().parent
GDBS = "gdb-multiarch riscv64-unknown-elf-gdb riscv64-linux-gnu-gdb riscv64-elf-gdb gdb".split()


def in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


class Machine:
    """A halted QEMU, to which a gdb can attach at a socket. Its console is in the session's folder (console.py). One
    that replays a recording is told how many instructions that has. The command line is made anew whenever QEMU is
    started, and with it the files that QEMU writes to."""

    def __init__(self, folder: Path, gdb_socket: Path, command: Callable[[], list[str]], end: Optional[int] = None):
        self._folder = folder
        self._gdb_socket = gdb_socket
        self._command = command
        self._end = end
        self._stub_socket = folder / "stub.sock"  # QEMU's own; the bridge stands between the two
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._turn = threading.Lock()  # to start a QEMU and to end it
        self._is_over = False

    def start(self) -> None:
        serial, qemu_serial = socket.socketpair()
        self._console = console.Console(serial, self._folder)
        with held_back():  # or what ends this script leaves a QEMU behind that nobody knows of
            self._launch(qemu_serial)
        try:
            self._bridge().close()
        except EOFError:
            sys.exit(f"QEMU ended at once, with status {self._process.wait()}: {shlex.join(self._process.args)}")
        except RuntimeError as problem:
            sys.exit(f"this QEMU will not do for debugging: {problem}")
        in_background(self._console.serve)
        debuggers = listen(self._gdb_socket)
        in_background(lambda: self._serve(debuggers))

    def _launch(self, qemu_serial: socket.socket) -> None:
        stub = listen(self._stub_socket)
        self._monitor, qemu_monitor = socket.socketpair()
        ends = [stub, qemu_serial, qemu_monitor]
        command = [
            *self._command(),
            *("-S", "-display", "none"),
            *("-chardev", f"socket,id=stub,fd={stub.fileno()},server=on,wait=off", "-gdb", "chardev:stub"),
            *("-chardev", f"socket,id=console,fd={qemu_serial.fileno()}", "-serial", "chardev:console"),
            *("-chardev", f"socket,id=monitor,fd={qemu_monitor.fileno()}", "-monitor", "chardev:monitor"),
        ]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[end.fileno() for end in ends],
            start_new_session=True,  # Ctrl-C is for gdb alone
        )
        for end in ends:
            end.close()

    def _start_again(self) -> Link:
        """Another QEMU, before its first instruction."""
        serial, qemu_serial = socket.socketpair()
        with self._turn:
            if self._is_over:
                raise EOFError
            self._console.begin_anew(serial)
            self._kill()
            self._launch(qemu_serial)
            return Link(connect(self._stub_socket))

    def _bridge(self) -> Bridge:
        """QEMU stops the machine for each that attaches, and is done with it when that one leaves."""
        qemu = Link(connect(self._stub_socket))
        return Bridge(qemu) if self._end is None else Replay(qemu, self._end, self._start_again)

    def _serve(self, debuggers: socket.socket) -> None:
        """One gdb after the other, until the machine has ended."""
        while True:
            gdb = Link(debuggers.accept()[0])
            try:
                bridge = self._bridge()
            except (EOFError, OSError):
                return
            bridge.serve(gdb)
            bridge.close()
            gdb.close()

    def end(self) -> None:
        with self._turn:
            self._is_over = True
            if not self._process:
                return
            if self._end is None:
                self._quit()
            else:
                self._kill()
        self._gdb_socket.unlink(missing_ok=True)

    def _quit(self) -> None:
        try:
            self._monitor.sendall(b"quit\n")
            self._process.wait(timeout=5)
        except OSError:
            self._process.wait()  # it has ended already
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        """A replay has nothing to keep, and may wait forever for what its disk has not answered."""
        self._process.kill()
        self._process.wait()


def listen(path: Path) -> socket.socket:
    if path.is_socket():  # somebody's who did not tidy up
        path.unlink()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    return listener


def connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(path))
    return connection


# Uses a machine that waits, until the session is over: what the command line says, the folder, and where gdb attaches.
Use = Callable[[argparse.Namespace, Path, Path], int]


def find_gdb() -> str:
    named = os.environ.get("GDB")
    if named and not shutil.which(named):
        sys.exit(f"GDB={named}: there is no such program")
    for name in [named] if named else GDBS:
        if shutil.which(name):
            if not has_python(name):
                sys.exit(f"{name} has no Python, in which the commands are written: ./scripts/setup.sh gdb, or GDB= another")
            return name
    sys.exit("there is no gdb for RISC-V: ./scripts/setup.sh gdb installs one, GDB= names yours")


def has_python(gdb: str) -> bool:
    command = [gdb, "-nx", "-batch", "-ex", "python print('yes')"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.strip() == b"yes"


def gdb_command(arguments: argparse.Namespace, gdb_socket: Path, *before: str) -> list[str]:
    """With more arguments before it attaches."""
    return [
        *(find_gdb(), "-nx", "-q", arguments.kernel),
        *("-x", str(HERE / "stile.gdb"), "-x", str(HERE / "stile.py"), *before),
        *("-ex", f"symbols {arguments.programs}", "-ex", f"connect {gdb_socket}"),
        *arguments.gdb_arguments,
    ]


def run_gdb(arguments: argparse.Namespace, folder: Path, gdb_socket: Path) -> int:
    signal.signal(signal.SIGINT, lambda *_: None)  # every process of this terminal hears Ctrl-C: it is meant for gdb
    if sys.stdin.isatty():
        print("The machine waits before its first instruction: continue lets it run, Ctrl-C stops it.")
        print("Its console: make console in another terminal; or here, console shows it and type TEXT types there.")
        print("help user-defined lists what this gdb knows of the kernel. docs/debugging.md tells more.", flush=True)
        if "TMUX" in os.environ:
            join = shlex.join([str(HERE / "console.py"), str(folder)])
            subprocess.run(["tmux", "split-window", "-d", "-v", join])
    command = gdb_command(arguments, gdb_socket)
    gdb = None
    try:
        with held_back():
            gdb = subprocess.Popen(command, env={**os.environ, "STILE_SESSION": str(folder)})
        return gdb.wait()
    finally:
        if gdb and gdb.poll() is None:
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
    parser.add_argument("--kernel", help="the kernel's ELF file, for gdb")
    parser.add_argument("--programs", help="the folder with the ELF files of all programs, for gdb")
    parser.add_argument("--qemu", help="QEMU's command line, without options for the console")
    parser.add_argument("--append", help="the boot arguments")
    parser.add_argument("--recording", type=Path, help="in place of these: the folder of a session to replay")
    parser.add_argument("--socket", type=Path, help="where gdb attaches, if not in the session's folder")
    parser.add_argument("--no-gdb", action="store_true", help="wait for any gdb, and be the console meanwhile")
    parser.add_argument("--title", help="what to call the machine, for make class")
    parser.add_argument("gdb_arguments", nargs="*", help="more for gdb, after --")
    arguments = parser.parse_args()
    if not arguments.recording and not (arguments.kernel and arguments.programs and arguments.qemu):
        parser.error("what is to be debugged? --kernel, --programs and --qemu, or --recording")
    return arguments


def main(use: Optional[Use] = None) -> int:
    """Holds a session in the way that is asked for: with gdb here, as the console, or as the script that calls this does."""
    arguments = parse()
    recording = Recording.kept_in(arguments.recording) if arguments.recording else None
    if recording:
        arguments.kernel, arguments.programs = recording.kernel, recording.programs
    leave_on_signals()
    with tempfile.TemporaryDirectory(prefix=console.PREFIX, dir=console.sessions()) as name:
        folder = Path(name)
        gdb_socket = arguments.socket or folder / "gdb.sock"

        copy = recording.copy(arguments.recording, folder / "recording") if recording else None

        def command() -> list[str]:
            words = copy.command("replay", folder / "recording", folder) if copy else shlex.split(arguments.qemu)
            return words if arguments.append is None else [*words, "-append", arguments.append]

        machine = Machine(folder, gdb_socket, command, copy.end if copy else None)
        try:
            machine.start()
            return (use or (be_console if arguments.no_gdb else run_gdb))(arguments, folder, gdb_socket)
        finally:
            machine.end()


if __name__ == "__main__":
    sys.exit(main())
