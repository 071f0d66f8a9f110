# scripts/gdb/sleeping.py: the frames of a thread that does not run: from the registers that the switch has kept.
"""No register of a hart is changed for it. While asked to, an unwinder tells gdb that the innermost frame was called from
where the thread was switched away; so all that lies below is the thread's, found and shown by gdb's own means.

That ends at the trap vector, as the program below it may be one whose memory this hart does not see now. Its frames are
found by their frame pointers, through its own page tables."""

import re
from contextlib import contextmanager
from typing import Iterator, NamedTuple, Optional

import gdb
import gdb.unwinder

import hart
import kernel

FRAMES_MOST = 64


class FrameId:
    def __init__(self, sp: gdb.Value, pc: gdb.Value):
        self.sp, self.pc = sp, pc


class Switched(gdb.unwinder.Unwinder):
    """Stands at the innermost frame of the selected hart, whatever code that is, and leads on to the thread."""

    def __init__(self) -> None:
        super().__init__("switched-away")
        self.context: Optional[gdb.Value] = None
        self.top = (0, 0)

    def __call__(self, frame: "gdb.PendingFrame") -> Optional["gdb.UnwindInfo"]:
        if self.context is None:
            return None
        sp, pc = frame.read_register("sp"), frame.read_register("pc")
        if (int(sp) & kernel.MASK, int(pc) & kernel.MASK) != self.top:
            return None
        info = frame.create_unwind_info(FrameId(gdb.Value(0).cast(sp.type), pc))  # below all: gdb lets stacks grow down only
        word = gdb.lookup_type("unsigned long")
        saved = {"pc": self.context["ra"], "ra": self.context["ra"], "sp": self.context["sp"]}
        saved |= {f"s{n}": self.context["s"][n] for n in range(12)}
        for name, value in saved.items():
            info.add_saved_register(name, value.cast(word))
        return info


unwinder = Switched()


def register() -> None:
    gdb.unwinder.register_unwinder(None, unwinder, replace=True)


def has_begun(thread: kernel.Thread) -> bool:
    """A new thread goes on in thread_start, which nobody has called."""
    return int(thread.pointer["context"]["ra"]) & kernel.MASK != kernel.address_of("thread_start")


@contextmanager
def frames_of(thread: kernel.Thread) -> Iterator[list[gdb.Frame]]:
    """The thread's frames in the kernel, the innermost first, up to the trap vector; none if it has not run yet."""
    selected = gdb.selected_frame().level()
    unwinder.context = kernel.fetched(thread.pointer)["context"]
    unwinder.top = (hart.register("sp"), hart.register("pc"))
    gdb.invalidate_cached_frames()
    try:
        yield list(_kernel_frames(hart.frame_at_end(thread.pointer))) if has_begun(thread) else []
    finally:
        unwinder.context = None
        gdb.invalidate_cached_frames()
        gdb.execute(f"frame level {selected}", to_string=True)


def _kernel_frames(program_frame: int) -> Iterator[gdb.Frame]:
    """From the one on in which the thread goes on, to the vector that the program came by."""
    frame = gdb.newest_frame()
    while frame.type() == gdb.INLINE_FRAME:
        frame = frame.older()
    for _ in range(FRAMES_MOST):
        frame = frame.older()
        if not frame:
            return
        yield frame
        if frame.name() == "trap_vector" and int(frame.read_register("sp")) & kernel.MASK == program_frame:
            return


def backtrace(thread: kernel.Thread) -> list[str]:
    """As gdb's own shows it: in the kernel, and then in the program."""
    with frames_of(thread) as frames:
        lines = _shown(frames[0].level(), frames[-1].level()) if frames else []
    if not frames:
        lines.append(_line(kernel.address_of("thread_start"), at_call=False))
    if thread.pid:
        lines += _program_lines(thread)
    return [f"#{number:<3}{line}" for number, line in enumerate(lines)]


def _shown(first: int, last: int) -> list[str]:
    """What gdb says of its frames from one level to another one, without their numbers."""
    text = gdb.execute(f"backtrace {last + 1}", to_string=True).partition("(More stack frames")[0]
    lines = re.split(r"^#\d+ *", text, flags=re.MULTILINE)[1:]
    return [line.rstrip() for line in lines[first : last + 1]]


def _line(pc: int, at_call: bool) -> str:
    """In the same words, of a frame that gdb does not see."""
    sal = gdb.find_pc_line(pc - at_call)
    place = f" at {sal.symtab.filename}:{sal.line}" if sal.symtab else ""
    return f"{pc:#018x} in {kernel.place_of(pc - at_call).partition('+')[0]} (){place}"


def _program_lines(thread: kernel.Thread) -> Iterator[str]:
    """By the frame pointers, which the class build keeps: below each are its function's return address and the next."""
    process = kernel.process(thread.pid)
    frame = kernel.at(hart.frame_at_end(thread.pointer), "TrapFrame")
    pc, pointer = int(frame["epc"]), int(frame["s0"])
    yield _line(pc, at_call=False)
    for _ in range(FRAMES_MOST):
        pc, older = (kernel.read_program(process, pointer - distance) for distance in (8, 16))
        if not pc:
            return
        yield _line(pc, at_call=True)
        if older is None or older <= pointer:
            return
        pointer = older
