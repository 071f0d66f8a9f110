# scripts/gdb/csr_fields.py: what the bits of control registers mean (Privileged manual, chapters 3 and 4).

from typing import Iterator, Mapping, NamedTuple, Union

INTERRUPT = 1 << 63  # of a cause

EXCEPTIONS = {
    0: "instruction address misaligned",
    1: "instruction access fault",
    2: "illegal instruction",
    3: "breakpoint",
    4: "load address misaligned",
    5: "load access fault",
    6: "store or atomic address misaligned",
    7: "store or atomic access fault",
    8: "environment call from user mode",
    9: "environment call from supervisor mode",
    11: "environment call from machine mode",
    12: "instruction page fault",
    13: "load page fault",
    15: "store or atomic page fault",
}

# By the bit of xie and xip; the letters of the bits' names.
INTERRUPTS = {
    1: ("SS", "supervisor software interrupt"),
    3: ("MS", "machine software interrupt"),
    5: ("ST", "supervisor timer interrupt"),
    7: ("MT", "machine timer interrupt"),
    9: ("SE", "supervisor external interrupt"),
    11: ("ME", "machine external interrupt"),
}


def cause_in_words(cause: int) -> str:
    code = cause & ~INTERRUPT
    if cause & INTERRUPT:
        return INTERRUPTS[code][1] if code in INTERRUPTS else "an interrupt that the manual reserves"
    return EXCEPTIONS.get(code, "a cause that the manual reserves")


class Field(NamedTuple):
    name: str
    low: int  # its lowest bit
    width: int
    words: Union[str, Mapping[int, str]]  # what it is about; or what each value means


class Decoded(NamedTuple):
    name: str
    value: int
    words: str  # of the value, if it has some; else of the field
    is_named: bool  # the first of these


PRIVILEGES = {0: "user", 1: "supervisor", 3: "machine"}
WIDTHS = {1: "32 bits", 2: "64 bits", 3: "128 bits"}

STATUS = (
    Field("SIE", 1, 1, "interrupts are on in supervisor mode"),
    Field("MIE", 3, 1, "interrupts are on in machine mode"),
    Field("SPIE", 5, 1, "SIE before the trap to supervisor mode"),
    Field("MPIE", 7, 1, "MIE before the trap to machine mode"),
    Field("SPP", 8, 1, PRIVILEGES),
    Field("MPP", 11, 2, PRIVILEGES),
    Field("FS", 13, 2, {0: "off", 1: "initial", 2: "clean", 3: "dirty"}),
    Field("MPRV", 17, 1, "loads and stores go by MPP"),
    Field("SUM", 18, 1, "supervisor mode may touch pages of user mode"),
    Field("MXR", 19, 1, "what may be executed may be read"),
    Field("TVM", 20, 1, "satp traps in supervisor mode"),
    Field("TW", 21, 1, "wfi traps"),
    Field("TSR", 22, 1, "sret traps"),
    Field("UXL", 32, 2, WIDTHS),
    Field("SXL", 34, 2, WIDTHS),
    Field("SD", 63, 1, "FS is dirty"),
)
SATP = (
    Field("MODE", 60, 4, {0: "addresses are physical", 8: "Sv39"}),
    Field("ASID", 44, 16, "number of the address space"),
    Field("PPN", 0, 44, "page of the root table"),
)
TVEC = (
    Field("MODE", 0, 2, {0: "one vector for all", 1: "a vector for each interrupt"}),
    Field("BASE", 2, 62, "address of the vector, divided by 4"),
)
COUNTERS = (
    Field("CY", 0, 1, "rdcycle, in less privileged modes"),
    Field("TM", 1, 1, "rdtime, likewise"),
    Field("IR", 2, 1, "rdinstret, likewise"),
)


def fields_of(name: str) -> tuple[Field, ...]:
    """Of a register by its name; none where the value is one number."""
    kind = name[1:] if name[0] in "ms" and name != "satp" else name
    if kind in ("ie", "ip"):
        return tuple(Field(letters + kind[0].upper() + kind[1].upper(), bit, 1, words) for bit, (letters, words) in INTERRUPTS.items())
    if kind == "ideleg":
        return tuple(Field(letters + "I", bit, 1, words) for bit, (letters, words) in INTERRUPTS.items())
    if kind == "edeleg":
        return tuple(Field(f"cause {bit}", bit, 1, words) for bit, words in EXCEPTIONS.items())
    if kind == "cause":
        return (Field("interrupt", 63, 1, "asynchronous, as opposed to an exception"), Field("code", 0, 63, "why"))
    return {"status": STATUS, "satp": SATP, "tvec": TVEC, "counteren": COUNTERS}.get(kind, ())


def decode(name: str, value: int) -> Iterator[Decoded]:
    for field in fields_of(name):
        bits = value >> field.low & (1 << field.width) - 1
        if isinstance(field.words, str):
            yield Decoded(field.name, bits, field.words, False)
        else:
            yield Decoded(field.name, bits, field.words.get(bits, "reserved"), True)
