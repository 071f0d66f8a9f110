# scripts/profiling/road.py: the road of one system call, cut into phases: entry, save, dispatch, handler and back.

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from measuring.machine import Problem

from .code import Code
from .trace import Step

PHASES = {
    "program": "the loop: the number, ecall, and counting",
    "entry": "find the kernel's stack",
    "save": "the program's registers, and why it was left",
    "dispatch": "from the vector to the handler",
    "handler": "what the call is for",
    "answer": "the result, counters, and whether somebody wants attention",
    "restore": "the registers back, and return",
}


class Stretch(NamedTuple):
    """Instructions one after the other, in one function and one phase."""

    phase: str
    names: tuple[str, ...]  # the function; if it was inlined, then what it was inlined into
    count: int


def cut(steps: Sequence[Step], code: Code) -> list[Stretch]:
    """The steps of one call, in order. The vector has its phases by what it does (storing comes first), C++ by when it is
    in a function called sys_..., which the compiler may have put into another one."""
    in_kernel = [at for at, step in enumerate(steps) if code.function(step.pc).place == "kernel"]
    if not in_kernel or [step.trap for step in steps if step.trap] != ["user_ecall"]:
        raise Problem("this was not one system call, without an interrupt in between")
    frames = code.frames(sorted({steps[at].pc for at in in_kernel}))
    names = [names_of(step, code, frames) for step in steps]

    plus = [at for at in in_kernel if frames[steps[at].pc][-1].file.endswith(".cpp")]
    stores = [at for at in in_kernel if at < plus[0] and code.kind(steps[at].pc) == "store"]
    handler = [at for at in plus if any(name.startswith("sys_") for name in names[at])]
    if not stores or not handler:
        raise Problem("a system call stores no registers in the vector, or has no handler: see scripts/profiling/road.py")
    begins = [
        ("program", 0),
        ("entry", in_kernel[0]),
        ("save", stores[0]),
        ("dispatch", stores[-1] + 1),
        ("handler", handler[0]),
        ("answer", handler[-1] + 1),
        ("restore", plus[-1] + 1),
        ("program", in_kernel[-1] + 1),
    ]
    ends = [begin for _, begin in begins[1:]] + [len(steps)]
    return [stretch for (phase, begin), end in zip(begins, ends) for stretch in stretches(phase, names[begin:end])]


def names_of(step: Step, code: Code, frames: dict) -> tuple[str, ...]:
    """The function's symbol comes last. A function of which the compiler has put a part into itself is named once."""
    inlined = [frame.name for frame in frames.get(step.pc, ())[:-1]]
    names = [*inlined, code.function(step.pc).name]
    return tuple(name for at, name in enumerate(names) if name not in names[at + 1 :])


def stretches(phase: str, names: Sequence[tuple[str, ...]]) -> list[Stretch]:
    found: list[Stretch] = []
    for each in names:
        if found and found[-1].names == each:
            found[-1] = found[-1]._replace(count=found[-1].count + 1)
        else:
            found.append(Stretch(phase, each, 1))
    return found


def phases(road: Sequence[Stretch]) -> list[tuple[str, int]]:
    """Instructions in each, in their order; the program's are at both ends."""
    counts: Counter[str] = Counter()
    for stretch in road:
        counts[stretch.phase] += stretch.count
    return [(phase, counts[phase]) for phase in PHASES]
