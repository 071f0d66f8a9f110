# scripts/classroom/observe.py: gdb's part of make class: writes down for the dashboard what there is at each stop.
"""The file state.json in the session's folder is replaced as a whole, so that who reads it never sees half of it. Also before
each prompt, for a command may have changed a register, or have chosen another frame or hart."""

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any, Optional

import gdb

sys.path.insert(0, str(Path(__file__).resolve().parent))

import csr_fields
import hart
import kernel
import traps
from commands.traps import REGISTERS, saved_register, what_happened

ROOT = Path(__file__).resolve().parents[2]
OFTEN = 0.1  # seconds: of stops that follow each other faster, as in a loop, the last one is told before the prompt

# In the order of their worth: a small pane shows the first of them.
GENERAL = "pc a0 a1 a2 a3 a4 a5 a6 a7 sp ra tp".split()
PRIVILEGED = "epc cause tval status scratch".split()  # each mode has its own
OTHERS = "satp gp t0 t1 t2 s0 s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split()

SHOWN_TRAPS = 40
ECALL = 8  # the cause of a program's

# Of registers, those that are named above come first.
GENERAL_FIRST = (GENERAL + OTHERS).index

Seen = dict[str, int]  # values by name, to tell what has changed


def register_names() -> list[str]:
    letter = "m" if kernel.own_privilege() == 3 else "s"
    return GENERAL + [letter + name for name in PRIVILEGED] + OTHERS


def changes(now: Seen, before: Optional[Seen]) -> list[tuple[str, int, bool]]:
    return [(name, value, before is not None and before.get(name) != value) for name, value in now.items()]


# --- the trap log ---


class TrapWords:
    """The machine's last traps in words, each with what was known at the first stop after it."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._count = 0
        self._told: list[str] = []

    def look(self) -> tuple[int, list[str]]:
        """How many have come since the last look, and the last of all."""
        try:
            count, last = traps.ask(self._folder)
        except OSError:
            return 0, self._told  # the session is over
        new, self._count = count - self._count, count
        self._told = (self._told + self._in_words(last[max(0, len(last) - new) :]))[-SHOWN_TRAPS:]
        return new, self._told

    @staticmethod
    def _in_words(fresh: list[traps.Trap]) -> list[str]:
        fresh = fresh[-SHOWN_TRAPS:]
        pids = last_traps() if fresh else {}
        words = []
        for trap in reversed(fresh):
            pid = pids.pop((trap.cause, trap.epc, trap.tval), 0)
            words.append(f"{csr_fields.cause_in_words(trap.cause):<37}  {whose(trap, pid)}")
        return words[::-1]


def last_traps() -> dict[tuple[int, int, int], int]:
    """The pid of whoever has in its frame that it was trapped for this cause, at this address, with this tval: so each thread of
    a program tells of its last trap. What two tell alike is left out."""
    found: dict[tuple[int, int, int], int] = {}
    doubtful = set()
    for process in kernel.processes():
        for thread in process.threads:
            frame = kernel.at(hart.frame_at_end(thread.pointer), "TrapFrame").dereference()
            cause, epc, tval = (int(frame[name]) & kernel.MASK for name in ("cause", "epc", "tval"))
            for key in {(cause, epc, tval), (cause, epc - (4 if cause == ECALL else 0), tval)}:
                doubtful |= {key} & found.keys()
                found[key] = process.pid
    return {key: pid for key, pid in found.items() if key not in doubtful}


def whose(trap: traps.Trap, pid: int) -> str:
    """Who was trapped, and where. QEMU tells the address only, but no two programs have the same: so the name is certain. The
    pid is told where it is certain, too."""
    place = kernel.place_of(trap.epc)
    at = f" at {trap.tval:#x}" if trap.tval and not trap.interrupt else ""
    if kernel.is_kernel(trap.epc):
        return f"kernel  {place}{at}"
    program = program_of(trap.epc)
    who = f"pid {pid} {program}" if program and pid else program
    return f"{who}  {place}{at}" if who else f"{place}{at}"


def program_of(address: int) -> str:
    """The name of the program that has code at this address; none: of nobody that gdb knows."""
    match = re.search(r" of .*/([^/]+)\.elf$", gdb.execute(f"info symbol {address:#x}", to_string=True).strip())
    return match[1] if match else ""


# --- what is there now ---


def place_in_source() -> dict[str, Any]:
    if not (place := hart.source()):
        return {}
    path, line = place
    shown = Path(path)
    return {"file": path, "line": line, "file_shown": str(shown.relative_to(ROOT) if ROOT in shown.parents else shown)}


def instructions() -> list[str]:
    frame = gdb.newest_frame()
    try:
        return [f"{each['addr']:#x}  {each['asm']}" for each in frame.architecture().disassemble(frame.pc(), count=4)]
    except gdb.MemoryError:
        return []


def trap_frame() -> dict[str, Any]:
    """The innermost one that this hart is handling: in words, and the registers that the vector has saved in it."""
    trap = next(hart.traps(), None)
    if not trap:
        return {"frame": "", "saved": []}
    names = ["epc", "status", "tval", *sorted(REGISTERS, key=GENERAL_FIRST)]
    return {
        "frame": what_happened(trap.frame, int(trap.frame["cause"]), trap.from_program),
        "saved": [(name, saved_register(trap.frame, name) & kernel.MASK, False) for name in names],
    }


class Observer:
    """Hears of everything that gdb does with the machine, and writes down what that led to."""

    def __init__(self, folder: Path):
        self._path = folder / "state.json"
        self._traps = TrapWords(folder)
        self._new_traps: tuple[int, list[str]] = (0, [])
        self._before: dict[int, Seen] = {}  # the registers of each hart, where it stopped the last time
        self._now: dict[int, Seen] = {}
        self._written = 0.0
        self._state: dict[str, Any] = {}
        gdb.events.cont.connect(self._run)
        gdb.events.stop.connect(self._stop)
        gdb.events.before_prompt.connect(self._prompt)

    def _run(self, _: Any) -> None:
        if self._state.get("running"):
            return
        self._before.update(self._now)
        self._write(self._state | {"running": True})

    def _stop(self, _: Any) -> None:
        if time.monotonic() - self._written > OFTEN:
            self._look(moved=True)

    def _prompt(self) -> None:
        self._look(moved=self._state.get("running", False))

    def _look(self, moved: bool) -> None:
        try:
            self._write(self._state_now(moved))
        except gdb.error as problem:
            self._write({"trouble": str(problem)})
        self._written = time.monotonic()

    def _state_now(self, moved: bool) -> dict[str, Any]:
        if not gdb.selected_thread():
            return {"trouble": "the machine is off"}
        here = hart.number()
        now = {name: hart.register(name) for name in register_names()}
        self._now[here] = now
        if moved:
            self._new_traps = self._traps.look()
        new, told = self._new_traps
        return {
            "running": False,
            "mode": hart.mode(),
            "kernel_mode": hart.LETTERS[kernel.own_privilege()],
            "headline": hart.headline(),
            "instructions": instructions(),
            "registers": changes(now, self._before.get(here)),
            "traps": told,
            "traps_since": new,
            **place_in_source(),
            **trap_frame(),
        }

    def _write(self, state: dict[str, Any]) -> None:
        self._state = state
        whole = self._path.with_suffix(".new")
        try:
            whole.write_text(json.dumps(state))
            whole.replace(self._path)
        except OSError:
            pass  # the session is over, and its folder gone


Observer(Path(os.environ["STILE_SESSION"]))
