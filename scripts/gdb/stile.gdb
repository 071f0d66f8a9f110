# scripts/gdb/stile.gdb: how gdb must be set for this kernel. The commands of our own are in stile.py.

# Without this, gdb-multiarch takes the kernel for a program of Linux, and steps with breakpoints where it thinks the
# next instruction is: stepi would pass over ecall as if it were an addition, and lose its way at mret.
set osabi none

# Code and constants come from the files: programs can be looked at before they run, and what looks like a device to the
# kernel is not touched because a program has the same address.
set trust-readonly-sections on

set confirm off
set pagination off
set print pretty on
set print entry-values if-needed
set print asm-demangle on
set backtrace past-main on

define connect
    target remote $arg0
    # While one hart steps, the others stand still.
    set scheduler-locking step
end
document connect
connect SOCKET: attach to the machine that a session offers there.
end

define run
    echo The machine is started already, and waits: type continue.\n
end
document run
The machine is started already, and waits: type continue.
end

define start
    run
end
document start
The machine is started already, and waits: type continue.
end
