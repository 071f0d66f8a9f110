# scripts/gdb/printers.py: how gdb shows the small types that the kernel and the programs share.
"""Each as one would write it in C++: Fd(1), PhysAddr(0x80001000), Result(6), Result(Errno::badf)."""

from typing import Iterator

import gdb
import gdb.printing

import kernel

ERRNO_MAX = 4095  # abi/types.h


class Text:
    """What gdb wants of a printer."""

    def __init__(self, text: str):
        self._text = text

    def to_string(self) -> str:
        return self._text


def name_of(value: gdb.Value) -> str:
    """The type's, without its arguments: In for In<char>."""
    return value.type.unqualified().strip_typedefs().name.split("<")[0]


def number(value: gdb.Value) -> str:
    return f"{name_of(value)}({int(value['number_'])})"


def address(value: gdb.Value) -> str:
    member = "value_" if name_of(value) in ("PhysAddr", "VirtAddr") else "address_"
    return f"{name_of(value)}({int(value[member]):#x})"


def string(value: gdb.Value) -> str:
    """The text too, if the program's memory can be read from here."""
    at = int(value["address_"])
    try:
        text = gdb.Value(at).cast(gdb.lookup_type("char").pointer()).format_string(address=False, max_elements=60)
    except gdb.error:
        text = "unreadable"
    return f"Str({at:#x} {text})"


def errno(code: int) -> str:
    """Errno::badf, or Errno(200) for a number that nobody knows."""
    try:
        names = {field.enumval: field.name for field in gdb.lookup_type("Errno").fields()}
    except gdb.error:
        names = {}
    return names.get(code, f"Errno({code})")


def result(value: gdb.Value) -> str:
    """One register (a value, or -errno), or, where a value is larger than that, the value and an Errno beside it."""
    members = {field.name for field in value.type.fields()}
    if "raw_" not in members:
        error = int(value["error_"])
        return f"Result({errno(error)})" if error else f"Result({value['value_'].format_string()})"
    raw = int(value["raw_"])
    if -ERRNO_MAX <= raw < 0:
        return f"Result({errno(-raw)})"
    kind = value.type.strip_typedefs().template_argument(0)
    return "Result()" if kind.code == gdb.TYPE_CODE_VOID else f"Result({raw})"


def error(value: gdb.Value) -> str:
    return errno(int(value))


def pointer(value: gdb.Value) -> str:
    """Of a Ref or an Owned: to what, and nothing if to nothing."""
    to = value["object_"]
    return f"{name_of(value)}<{to.type.target()}>({int(to):#x})" if int(to) else f"{name_of(value)}<{to.type.target()}>()"


def atomic(value: gdb.Value) -> str:
    return value["value_"].format_string()


def spinlock(value: gdb.Value) -> str:
    return f"Spinlock({'held' if int(value['locked_']['value_']) else 'free'})"


class Elements:
    """Of a list: the addresses of its elements, up to where it is damaged, if it is."""

    def __init__(self, value: gdb.Value):
        self._value = value

    def to_string(self) -> str:
        return f"List<{self._value.type.strip_typedefs().template_argument(0)}>"

    def display_hint(self) -> str:
        return "array"

    def children(self) -> Iterator[tuple[str, gdb.Value]]:
        try:
            for index, element in enumerate(kernel.elements(self._value, "elements")):
                yield str(index), element
        except gdb.GdbError as problem:
            yield "damaged", str(problem)


def register() -> None:
    printers = gdb.printing.RegexpCollectionPrettyPrinter("stile")
    for types, text in (
        (r"^(Fd|Pid|Tid)$", number),
        (r"^(PhysAddr|VirtAddr|In<.*>|Out<.*>)$", address),
        (r"^Str$", string),
        (r"^Result<.*>$", result),
        (r"^Errno$", error),
        (r"^(Ref|Owned)<.*>$", pointer),
        (r"^Atomic<.*>$", atomic),
        (r"^Spinlock$", spinlock),
    ):
        printers.add_printer(types, types, lambda value, text=text: Text(text(value)))
    printers.add_printer("List", r"^List<.*, &.*>$", Elements)
    gdb.printing.register_pretty_printer(None, printers, replace=True)
