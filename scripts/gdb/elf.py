# scripts/gdb/elf.py: where the variables of one program are, read from its ELF file.
"""gdb takes an external variable of one program for that of another program with the same name, as would be right among
libraries; and of thread-local ones it knows nothing here. So both are looked up (System V ABI, chapter 4)."""

import struct
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

SECTION_SYMBOLS = 2  # SHT_SYMTAB
SYMBOL_THREAD_LOCAL = 6  # STT_TLS


class Place(NamedTuple):
    """An address; of a thread-local variable, the distance from tp."""

    value: int
    thread_local: bool
    size: int


@lru_cache(maxsize=None)
def places(path: str) -> dict[str, Place]:
    """Of all symbols in an ELF file for 64 bits, by name."""
    file = Path(path).read_bytes()
    (sections_at,) = struct.unpack_from("<Q", file, 0x28)
    size, count = struct.unpack_from("<HH", file, 0x3A)
    # Of each section: type, offset, size, and the section that it is linked with; of symbols, that is their names.
    sections = [struct.unpack_from("<4xI16xQQI", file, sections_at + i * size) for i in range(count)]
    found = {}
    for kind, offset, length, link in sections:
        if kind != SECTION_SYMBOLS:
            continue
        names_at = sections[link][1]
        for name, info, value, extent in struct.iter_unpack("<IB3xQQ", file[offset : offset + length]):
            end = file.index(b"\0", names_at + name)
            text = file[names_at + name : end].decode(errors="replace")
            found[text] = Place(value, info & 0xF == SYMBOL_THREAD_LOCAL, extent)
    return found


class Code(NamedTuple):
    physical: int  # where it is loaded, in physical memory
    contents: bytes


def code(path: str) -> Code:
    """The first segment, which has the machine code."""
    file = Path(path).read_bytes()
    (segments_at,) = struct.unpack_from("<Q", file, 0x20)
    offset, physical, size = struct.unpack_from("<8xQ8xQQ", file, segments_at)
    return Code(physical, file[offset : offset + size])
