# scripts/gdb/commands/programs.py: the commands about programs: their symbols, breakpoints in one, its variables.

import re
from pathlib import Path
from typing import Iterator, Optional

import gdb

import elf
import hart
import kernel

from . import Command


def programs() -> dict[str, gdb.Objfile]:
    """Those whose symbols are loaded, by path: bin/sh."""
    paths = {objfile: Path(objfile.filename) for objfile in gdb.objfiles()[1:]}  # the first is the kernel
    return {f"{path.parent.name}/{path.stem}": objfile for objfile, path in paths.items() if path.suffix == ".elf"}


class Symbols(Command):
    """symbols FOLDER: load the symbols of every program in a folder.
    Each program has addresses of its own, so that all can be loaded at once."""

    NEEDS_MACHINE = False

    def run(self, argument: str) -> None:
        for path in sorted(Path(argument).rglob("*.elf")):
            gdb.execute(f'add-symbol-file "{path}"', to_string=True)


class Ubreak(Command):
    """ubreak PROGRAM PLACE: a breakpoint in one program: ubreak sh main, ubreak hello write.
    break alone would stop in every program that has such a function. /tests/x is another program than /bin/x."""

    NEEDS_MACHINE = False

    def run(self, argument: str) -> None:
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
        places = gdb.decode_line(place)[1] or ()
        return [sal.pc for sal in places if sal.symtab and sal.symtab.objfile in files]

    def complete(self, text: str, word: str):
        if " " in text.lstrip():
            return gdb.COMPLETE_LOCATION
        return [name for path in programs() for name in (path, path.split("/")[1]) if name.startswith(word)]


def user_frames() -> Iterator[gdb.Frame]:
    """Of the program that runs, or that called the kernel; the newest first."""
    return (frame for frame in hart.frames() if not kernel.is_kernel(frame.pc()))


# How gdb knows a global variable: by its address, by a declaration only, by a computation (a thread-local one).
VARIABLES = (gdb.SYMBOL_LOC_STATIC, gdb.SYMBOL_LOC_UNRESOLVED, gdb.SYMBOL_LOC_COMPUTED)


class Uprint(Command):
    """uprint EXPRESSION: print a variable of the program that runs here, or that called the kernel.
    It finds the local variables of all its functions that are active, and its own global ones: print alone may find
    those of another program with the same name."""

    NAME = re.compile(r"(?<![\w.$:'\"])(?<!->)[A-Za-z_]\w*")

    def run(self, argument: str) -> None:
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


COMMANDS = (Symbols, Ubreak, Uprint)
