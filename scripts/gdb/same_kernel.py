# scripts/gdb/same_kernel.py: whether the machine runs the kernel whose symbols gdb has: looked at once, at the first stop.
"""A kernel that was built anew while its machine runs, or one of the other mode, would be shown at wrong places, and
nothing would say why."""

import gdb

import elf
import kernel

SAMPLE = 1024  # bytes: what another source has made differs near the end of its code, if not before


def is_same() -> bool:
    """By the end of the code, in memory and in the file. As good as yes if memory cannot be read now."""
    code = elf.code(kernel.image().filename)
    place = code.physical + len(code.contents) - SAMPLE
    trust = "on" if gdb.parameter("trust-readonly-sections") else "off"
    gdb.execute("set trust-readonly-sections off", to_string=True)  # or gdb would read from the file itself
    try:
        return bytes(gdb.selected_inferior().read_memory(place, SAMPLE)) == code.contents[-SAMPLE:]
    except gdb.error:
        return True
    finally:
        gdb.execute(f"set trust-readonly-sections {trust}", to_string=True)


def look(_: gdb.StopEvent) -> None:
    gdb.events.stop.disconnect(look)
    if not is_same():
        gdb.write(
            f"\nThe machine runs another kernel than {kernel.image().filename}, whose symbols gdb has: it was built anew since"
            " the machine was started, or it is that of another MODE.\nWhat gdb shows is wrong, then: quit, and begin anew.\n\n"
        )


def register() -> None:
    gdb.events.stop.connect(look)
