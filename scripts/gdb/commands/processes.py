# scripts/gdb/commands/processes.py: the commands about processes and threads: which there are, what they have, where they wait.

import re
from typing import Iterator

import gdb

import hart
import kernel
import sleeping

from . import Command, no_argument, pid_in, process_for

# The files of functions that every thread comes by on its way to another one.
AROUND_SWITCH = re.compile("/(thread|trap)/")


def seconds(nanoseconds: int) -> str:
    milliseconds = nanoseconds // 10**6
    return f"{milliseconds // 1000:5}.{milliseconds % 1000:03}"


class Ps(Command):
    """ps: the processes, as the program ps shows them; but TIME is without the turn that they have now.
    R: runs, or waits for a hart; S: sleeps; T: is stopped; Z: is over, but for its parent's wait."""

    def run(self, argument: str) -> None:
        no_argument(argument, "ps")
        shown = 0
        for each in kernel.processes():
            if not shown:
                print("  PID  PPID  PGRP S   MEMORY      TIME FOR    NAME")
            rest = f"{each.pages * 4:7}K {seconds(each.run_time)} {each.personality:<6} {each.name}"
            print(f"{each.pid:5} {each.parent:5} {each.group:5} {each.state} {rest}")
            shown += 1
        if not shown:
            raise gdb.GdbError("there is no process yet: the kernel is still booting")


class Threads(Command):
    """threads: all threads of all processes, and what each hart does when it has nothing to do.
    WHERE: of one that runs, its place; of one that sleeps, the function of the kernel that it waits in; of one that waits
    for a hart, where its program goes on."""

    def run(self, argument: str) -> None:
        no_argument(argument, "threads")
        threads = [thread for process in kernel.processes() for thread in process.threads]
        everyone = threads + kernel.idle_threads()
        if not everyone:
            raise gdb.GdbError("there is no thread yet: the kernel is still booting")
        print("  TID   PID STATE   HART      TIME NAME             WHERE")
        for each in everyone:
            number = f"{each.tid:5} {each.pid:5}" if each.tid else "    -     -"
            place = f"{each.hart:4}" if each.hart >= 0 else "   -"
            print(f"{number} {each.state:<7} {place} {seconds(each.run_time)} {each.name:<16} {where(each)}")


def where(thread: kernel.Thread) -> str:
    if thread.state == "running":
        return place_on_hart(thread.hart)
    if not thread.pid:
        return "-"
    with sleeping.frames_of(thread) as frames:
        for frame in frames:
            symtab = frame.find_sal().symtab
            if frame.name() and symtab and not AROUND_SWITCH.search(symtab.filename):
                return frame.name().replace("(anonymous namespace)::", "")
    return f"[U] {kernel.place_of(int(kernel.at(hart.frame_at_end(thread.pointer), 'TrapFrame')['epc']))}"


def place_on_hart(hart_number: int) -> str:
    selected = gdb.selected_thread()
    for each in gdb.selected_inferior().threads():
        if each.ptid[1] == hart_number + 1:
            each.switch()
            place = f"[{hart.mode()}] {kernel.place_of(hart.pc())}"
            selected.switch()
            return place
    return "?"


class Files(Command):
    """files [PID]: the open files of this process, or of another one: what each descriptor means.
    Those that have the same address are one file, which two descriptors or two processes share, with its offset."""

    def run(self, argument: str) -> None:
        process = process_for(argument, "files, or files PID, such as: files 2")
        shown = 0
        for fd, entry in entries_of(process.pointer["files"]):
            file = kernel.owned(entry["file"])
            if not int(file):
                continue
            if not shown:
                print("  FD MAY ADDRESS            WHAT")
            on_exec = ", closed by exec" if entry["close_on_exec"] else ""
            print(f"{fd:4} {access_of(file)}  {int(file):#018x} {what_is(file)}{on_exec}")
            shown += 1
        if not shown:
            print(f"process {process.pid} ({process.name}) has no file open")


def entries_of(files: gdb.Value) -> Iterator[tuple[int, gdb.Value]]:
    """Each with its number, block by block (kernel/file/descriptors.h)."""
    more = files["more_"]
    pointers = [files["first_"].address, *(kernel.owned(more[i]) for i in range(more.type.range()[1] + 1))]
    for number, block in enumerate(pointers):
        if int(block):
            entries = block["entries"]
            entries.fetch_lazy()
            size = entries.type.range()[1] + 1
            yield from ((number * size + i, entries[i]) for i in range(size))


def access_of(file: gdb.Value) -> str:
    mode = int(file["flags_"]["value_"]) & 3  # O_ACCMODE
    return {0: "r-", 1: "-w", 2: "rw"}.get(mode, "??")


def what_is(file: gdb.Value) -> str:
    """In words, by its class: kernel/file/ and kernel/process/tracer.h."""
    own = file.cast(file.dynamic_type)
    kind = own.type.target().name.rpartition("::")[2]
    if kind in ("PipeFile", "NamedPipeFile"):
        pipe = kernel.owned(own["pipe_"])
        waiting = int(pipe["ring_"]["written_"]) - int(pipe["ring_"]["read_"])
        ends = {"r-": "read end", "-w": "write end"}.get(access_of(file), "both ends")
        return f"{ends} of the pipe at {int(pipe):#x}, in which {waiting} bytes wait"
    if kind == "InodeFile":
        inode = kernel.owned(own["inode_"])
        return f"inode {int(inode['number_'])}, at byte {int(own['offset_'])} of {int(inode['disk_']['size'])}"
    if kind.endswith("File"):
        return f"the {kind.removesuffix('File').lower()} device"
    return f"a {kind.lower()}"


class Kbt(Command):
    """kbt PID: the kernel's backtrace of each thread of a process that does not run: where it sleeps, and who called that.
    The number of one thread will do, too. backtrace shows those that run; `info threads` and `thread 2` choose a hart."""

    def run(self, argument: str) -> None:
        pid = pid_in(argument, "kbt PID, such as: kbt 2")
        if not pid:
            raise gdb.GdbError("usage: kbt PID, such as: kbt 2")
        threads = threads_meant(pid)
        if not threads:
            print(f"process {pid} is over, and has no thread: its parent has not waited for it yet")
        for thread in threads:
            print(f"thread {thread.tid} of process {thread.pid} ({thread.name}), {state_in_words(thread)}")
            if thread.state != "running":
                print("\n".join(sleeping.backtrace(thread)))


def threads_meant(number: int) -> list[kernel.Thread]:
    """A process's threads, or the one with this number, which no process has: they are numbered together."""
    everyone = list(kernel.processes())
    for process in everyone:
        if process.pid == number:
            return process.threads
    found = [thread for process in everyone for thread in process.threads if thread.tid == number]
    return found or kernel.process(number).threads


def state_in_words(thread: kernel.Thread) -> str:
    if thread.state == "running":
        return f"running on hart {thread.hart}: thread {thread.hart + 1}, and backtrace, show where"
    return {"ready": "waiting for a hart", "blocked": "sleeping", "dead": "which is over"}.get(thread.state, thread.state)


COMMANDS = (Ps, Threads, Files, Kbt)
