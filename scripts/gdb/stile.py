# scripts/gdb/stile.py: what gdb learns about this system: symbols of all programs, the console, a program's variables.

import os
import re
import sys
from pathlib import Path
from typing import Iterator, Optional

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import console
import elf
import printers
import sv39
from syscall_names import CALLS


# step passes over these. `info skip` lists them, `skip disable` lets step in.
SMALL_CHANGE = (
    "*/abi/types.h",
    "*/abi/result.h",
    "*/arch/cpu.h",
    "*/arch/csr.h",
    "*/arch/interrupts.h",
    "*/arch/trap_frame.h",
    "*/lib/atomic.h",
    "*/lib/ref.h",
    "*/thread/thread.h",
    "*/include/c++/*",
)


class Command(gdb.Command):
    """A command that has the name of its class, in small letters. Its help is the text of the class."""

    def __init__(self) -> None:
        super().__init__(type(self).__name__.lower(), gdb.COMMAND_USER)


# --- programs ---


def programs() -> dict[str, gdb.Objfile]:
    """Those whose symbols are loaded, by path: bin/sh."""
    paths = {objfile: Path(objfile.filename) for objfile in gdb.objfiles()[1:]}  # the first is the kernel
    return {f"{path.parent.name}/{path.stem}": objfile for objfile, path in paths.items() if path.suffix == ".elf"}


class Symbols(Command):
    """symbols FOLDER: load the symbols of every program in a folder.
    Each program has addresses of its own, so that all can be loaded at once."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        for path in sorted(Path(argument).rglob("*.elf")):
            gdb.execute(f'add-symbol-file "{path}"', to_string=True)


class Ubreak(Command):
    """ubreak PROGRAM PLACE: a breakpoint in one program: ubreak sh main, ubreak hello write.
    break alone would stop in every program that has such a function. /tests/x is another program than /bin/x."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        words = gdb.string_to_argv(argument)
        if len(words) != 2:
            raise gdb.GdbError("ubreak PROGRAM PLACE, such as: ubreak sh main")
        program, place = words
        files = [file for path, file in programs().items() if f"/{path}".endswith(f"/{program.lstrip('/')}")]
        if not files:
            raise gdb.GdbError(f"no program {program}: there are {', '.join(sorted(programs()))}")
        pcs = [pc for file in files for pc in self.function_pcs(file, place)] or self.place_pcs(files, place)
        if not pcs:
            raise gdb.GdbError(f"no {place} in {program}")
        for pc in pcs:
            gdb.execute(f"break *{pc:#x}")

    @staticmethod
    def function_pcs(file: gdb.Objfile, name: str) -> list[int]:
        """The function of exactly this name. gdb's own search would go through all programs, and take long."""
        symbol = file.lookup_global_symbol(name) or file.lookup_static_symbol(name)
        return [int(symbol.value().address)] if symbol and symbol.is_function else []

    @staticmethod
    def place_pcs(files: list[gdb.Objfile], place: str) -> list[int]:
        """Whatever gdb takes for a place: file:line, a function without its namespace."""
        try:
            places = gdb.decode_line(place)[1] or ()
        except gdb.error as error:
            raise gdb.GdbError(str(error))
        return [sal.pc for sal in places if sal.symtab and sal.symtab.objfile in files]

    def complete(self, text: str, word: str):
        if " " in text.lstrip():
            return gdb.COMPLETE_LOCATION
        return [name for path in programs() for name in (path, path.split("/")[1]) if name.startswith(word)]


def function_block(pc: int) -> Optional[gdb.Block]:
    """The whole function that this address is in, whatever was inlined into it; none where debug information lacks."""
    block, outermost = gdb.block_for_pc(pc), None
    while block:
        outermost = block if block.function else outermost
        block = block.superblock
    return outermost


def caller_sp() -> Optional[int]:
    """Tells two calls of a function from each other: the stack pointer of the caller, if there is one."""
    frame = gdb.newest_frame()
    while frame.type() == gdb.INLINE_FRAME:
        frame = frame.older()
    caller = frame.older()
    return int(caller.read_register("sp")) if caller else None


class Arrival(gdb.Breakpoint):
    """Stops once at an address, but only in the same call of this function: an interrupt may come by there before."""

    def __init__(self, address: int):
        super().__init__(f"*{address:#x}", internal=True, temporary=True)
        self.silent = True
        self._caller_sp = caller_sp()

    def stop(self) -> bool:
        return caller_sp() == self._caller_sp


class Reach(Command):
    """reach INSTRUCTION: run to the next instruction of that name further down in this function.
    reach ecall in a program, and stepi, lead into the kernel; reach mret (in supervisor mode sret) in trap_vector, and
    stepi, lead back."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        frame = gdb.newest_frame()
        block = function_block(frame.pc())
        if not block:
            raise gdb.GdbError("this code has no debug information")
        for instruction in frame.architecture().disassemble(frame.pc(), block.end - 1):
            if instruction["asm"].split()[0] == argument:
                try:
                    self.run_to(instruction["addr"])
                except gdb.error as error:  # the machine has ended
                    raise gdb.GdbError(str(error))
                return
        raise gdb.GdbError(f"no {argument} further down in {block.function.name}")

    @staticmethod
    def run_to(address: int) -> None:
        if gdb.newest_frame().pc() != address:
            arrival = Arrival(address)
            gdb.execute("continue")
            if arrival.is_valid():
                arrival.delete()  # something else came first, and gdb has shown it
            else:
                gdb.execute("frame")
        gdb.execute("x/i $pc")


def is_kernel(pc: int) -> bool:
    start, end = (int(gdb.parse_and_eval(f"(unsigned long)&{name}")) for name in ("kernel_start", "text_end"))
    return start <= pc < end


def user_frames() -> Iterator[gdb.Frame]:
    """Of the program that runs, or that called the kernel; the newest first."""
    frame = gdb.newest_frame()
    while frame:
        if not is_kernel(frame.pc()):
            yield frame
        frame = frame.older()


# How gdb knows a global variable: by its address, by a declaration only, by a computation (a thread-local one).
VARIABLES = (gdb.SYMBOL_LOC_STATIC, gdb.SYMBOL_LOC_UNRESOLVED, gdb.SYMBOL_LOC_COMPUTED)


class Uprint(Command):
    """uprint EXPRESSION: print a variable of the program that runs here, or that called the kernel.
    It finds the local variables of all its functions that are active, and its own global ones: print alone may find
    those of another program with the same name."""

    NAME = re.compile(r"(?<![\w.$:'\"])(?<!->)[A-Za-z_]\w*")

    def invoke(self, argument: str, from_tty: bool) -> None:
        try:
            selected = gdb.selected_frame()
            frames = list(user_frames())
            if not frames:
                raise gdb.GdbError("no program called the kernel here")
            names = set(self.NAME.findall(argument))
            frame = next((frame for frame in frames if names & self.local_names(frame)), frames[0])
            try:
                frame.select()
                gdb.execute("print " + self.with_globals(argument, frame))
            finally:
                selected.select()
        except gdb.error as error:
            raise gdb.GdbError(str(error))

    @staticmethod
    def local_names(frame: gdb.Frame) -> set[str]:
        names: set[str] = set()
        try:
            block = frame.block()
        except RuntimeError:  # assembly has none
            return names
        while not block.is_static:
            names |= {symbol.name for symbol in block}
            block = block.superblock
        return names

    def with_globals(self, expression: str, frame: gdb.Frame) -> str:
        """The expression, with each global variable of the frame's program as a pointer that is followed."""
        local_names = self.local_names(frame)
        symtab = frame.find_sal().symtab

        def follow(match: re.Match[str]) -> str:
            name = match[0]
            pointer = self.pointer_to(name, frame, symtab.objfile) if symtab and name not in local_names else None
            if pointer is None:
                return name
            gdb.set_convenience_variable(f"program_{name}", pointer)
            return f"(*$program_{name})"

        return self.NAME.sub(follow, expression)

    @staticmethod
    def pointer_to(name: str, frame: gdb.Frame, program: gdb.Objfile) -> Optional[gdb.Value]:
        """To a program's global variable; none if it has none of this name."""
        symbol = program.lookup_global_symbol(name) or program.lookup_static_symbol(name)
        if not symbol or symbol.addr_class not in VARIABLES:
            return None
        place = elf.places(program.filename).get(symbol.linkage_name)
        if not place:
            return None
        address = place.value + (int(frame.read_register("tp")) if place.thread_local else 0)
        return gdb.Value(address).cast(symbol.type.pointer())


class Syscall(Command):
    """syscall: the system call that is under way here, with its arguments.
    In the kernel: the call that brought the program here. In a program: the one that its next ecall would make."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        registers = self.of_trap_frame() or self.of_program()
        if registers[0] not in CALLS:
            print(f"{registers[0]} is no system call")
            return
        name, parameters = CALLS[registers[0]]
        words = [self.in_words(kind, value, what) for (kind, what), value in zip(parameters, registers[1:])]
        print(f"{registers[0]} {name}({', '.join(words)})")

    @staticmethod
    def of_trap_frame() -> list[int]:
        """a0 to a7 as the vector saved them; nothing if no frame here has them."""
        frame = gdb.newest_frame()
        while frame and is_kernel(frame.pc()):
            if frame.name() == "dispatch":
                saved = frame.read_var("frame")["a"]
                return [int(saved[n]) for n in range(8)]
            frame = frame.older()
        return []

    @staticmethod
    def of_program() -> list[int]:
        frame = gdb.newest_frame()
        if is_kernel(frame.pc()):
            raise gdb.GdbError("no system call is under way here")
        return [int(frame.read_register(f"a{n}")) & (1 << 64) - 1 for n in range(8)]

    @staticmethod
    def in_words(kind: str, value: int, name: str) -> str:
        """Addresses in hexadecimal; of a number that is 32 bits wide, what the kernel sees of it."""
        if kind in ("Str", "Mapping") or "<" in kind:
            return f"{name}={value:#x}"
        bits = 64 if kind in ("usize", "u64", "i64") else 32
        value &= (1 << bits) - 1
        signed = kind not in ("usize", "u64", "u32")
        return f"{name}={value - (1 << bits) if signed and value >> (bits - 1) else value}"


class Walk(Command):
    """walk ADDRESS: the page table entries by which the running program's address becomes a physical one."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        address = int(gdb.parse_and_eval(f"(unsigned long)({argument})"))
        satp = int(gdb.parse_and_eval("$satp")) & (1 << 64) - 1
        step = None
        for step in sv39.walk(self.read_word, satp, address):
            target = f"-> {'page' if step.leaf else 'table'} {step.target:#x}" if step.valid else ""
            print(f"level {step.level}: entry at {step.place:#x} is {step.entry:#018x} {step.flags} {target}".rstrip())
        if not step:
            print(f"{address:#x}: no page table has this (satp is {satp:#x})")
        elif not step.leaf:
            print(f"{address:#x} is not mapped")
        else:
            print(f"{address:#x} is {sv39.physical(step, address):#x} in memory")

    @staticmethod
    def read_word(place: int) -> int:
        return int.from_bytes(gdb.selected_inferior().read_memory(place, 8), "little")


# --- the console ---


def session() -> Path:
    """The folder of the session that started this gdb; for a gdb started otherwise, of the newest one."""
    folder = os.environ.get("STILE_SESSION") or console.newest()
    if not folder:
        raise gdb.GdbError("no session of make gdb or make qemu-gdb runs: the console is elsewhere")
    return Path(folder)


class Console(Command):
    """console: show what the machine has printed since the last time."""

    shown = 0

    def invoke(self, argument: str, from_tty: bool) -> None:
        try:
            text = console.transcript(session())[self.shown :]
        except OSError as problem:
            raise gdb.GdbError(f"the session is over: {problem}")
        self.shown += len(text)
        gdb.write(text.decode(errors="replace").replace("\r\n", "\n"))
        if text and not text.endswith(b"\n"):
            gdb.write("\n")


class Type(Command):
    """type TEXT: type a line at the console of the machine, which reads it as soon as it runs."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        try:
            with console.join(session()) as connection:
                connection.sendall(argument.encode() + b"\r")
        except OSError as problem:
            raise gdb.GdbError(f"the session is over: {problem}")


for command in (Symbols, Ubreak, Reach, Uprint, Syscall, Walk, Console, Type):
    command()
for files in SMALL_CHANGE:
    gdb.execute(f"skip -gfile {files}", to_string=True)
printers.register()
