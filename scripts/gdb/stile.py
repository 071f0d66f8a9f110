# scripts/gdb/stile.py: what gdb learns about this system: commands of our own, how values are shown, a line at each stop.

import sys
from pathlib import Path

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import banner
import printers
import rewind
import same_kernel
import sleeping
from commands import calls, memory, processes, programs, rewinding, state, stepping, terminal, traps

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

for topic in (programs, stepping, traps, calls, processes, memory, state, terminal, rewinding):
    for command in topic.COMMANDS:
        command()
for files in SMALL_CHANGE:
    gdb.execute(f"skip -gfile {files}", to_string=True)
printers.register()
sleeping.register()
same_kernel.register()
banner.register()
rewind.register()
