# scripts/profiling/calls.py: adds up a trace: what each function ran itself, and within all that it called.

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Optional

from .code import FIRMWARE, Code, Function
from .trace import Step

ECALLS = ("user_ecall", "supervisor_ecall", "machine_ecall")
CROSSING = "into the kernel and out"
SWITCH = Function("kernel", "switch_context")  # it returns on another thread's stack


class Frame(NamedTuple):
    """A call. A function that ends by jumping to another one has called it, too, though there is nothing to return to."""

    functions: tuple[Function, ...]
    trap: str = ""  # what led here, if it was no call


class Calls:
    """Who is in whose call. Threads that began to wait before the trace come back with an empty stack: of their callers
    only those are known to which they return."""

    def __init__(self) -> None:
        self.stack: list[Frame] = []
        self._waiting: list[list[Frame]] = []  # stacks of threads that were switched away from, the oldest first

    def follow(self, kind: str, before: Optional[Function], step: Step, function: Function) -> None:
        """An instruction of that kind in the function `before` has led to this step."""
        if step.trap:
            self.stack.append(Frame((function,), step.trap))
        elif kind == "trap return" or (before == FIRMWARE and function != FIRMWARE):
            self._leave_trap(function)
        elif kind == "call":
            self.stack.append(Frame((function,)))
        elif kind == "return" and before == SWITCH:
            self._switch(function)
        elif kind == "return" and self.stack:
            self.stack.pop()
        elif self.stack and function not in self.stack[-1].functions:
            self._become(*self.stack[-1].functions, function)
        if not self.stack:
            self.stack.append(Frame((function,)))
        elif function in self.stack[-1].functions:
            functions = self.stack[-1].functions
            self._become(*functions[: functions.index(function) + 1])
        else:  # nobody has seen how this one was called
            self._become(function)

    def _become(self, *functions: Function) -> None:
        self.stack[-1] = self.stack[-1]._replace(functions=functions)

    def _leave_trap(self, function: Function) -> None:
        """Back to what the trap interrupted; or to a new program, in which nobody has called anybody yet."""
        while self.stack and not self.stack.pop().trap:
            pass
        if self.stack and function not in self.stack[-1].functions:
            self.stack.clear()

    def _switch(self, function: Function) -> None:
        """To a thread that waits in this function, if there is one but the thread that has just begun to."""
        left, self.stack = self.stack[:-1], []
        for stack in self._waiting:
            if stack and function in stack[-1].functions:
                self._waiting.remove(stack)
                self.stack = stack
                break
        self._waiting.append(left)


    def purpose(self) -> str:
        """What the step is for: a system call or another trap, or what is between them."""
        place = self.stack[-1].functions[-1].place
        if place not in ("kernel", FIRMWARE.place):
            return f"the program {place}"
        for frame in reversed(self.stack):
            for function in frame.functions:
                if function.name.startswith("sys_"):
                    return function.name
            if frame.trap and frame.trap not in ECALLS:
                return frame.trap.replace("_", " ")
        return CROSSING


class Share(NamedTuple):
    """Of one function."""

    function: Function
    own: int  # instructions
    inclusive: int  # with all that was called


class Profile(NamedTuple):
    shares: list[Share]  # those that ran most themselves come first; what they ran themselves adds up to all
    purposes: list[tuple[str, int]]  # what instructions were for, and how many: they add up to all, too


def profile(steps: Sequence[Step], code: Code) -> Profile:
    own: Counter[Function] = Counter()
    inclusive: Counter[Function] = Counter()
    purposes: Counter[str] = Counter()
    calls = Calls()
    kind, before = "", None
    for step in steps:
        function = code.function(step.pc)
        calls.follow(kind, before, step, function)
        own[function] += 1
        inclusive.update({each for frame in calls.stack for each in frame.functions})
        purposes[calls.purpose()] += 1
        kind, before = code.kind(step.pc), function
    found = [Share(function, own[function], inclusive[function]) for function in inclusive]
    found.sort(key=lambda share: (-share.own, -share.inclusive, share.function))
    return Profile(found, sorted(purposes.items(), key=lambda each: (-each[1], each[0])))
