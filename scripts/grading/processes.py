# scripts/grading/processes.py: starts processes, and ends them and all that they have started, whatever happens.

import os
import signal
import subprocess
from contextlib import contextmanager, suppress

PATIENCE = 5  # seconds in which a process can end by itself when it is asked to


@contextmanager
def started(command, **more):
    """A process in a session of its own, so that Ctrl-C comes here and not to it. Afterwards it is over."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **more)
    try:
        yield process
    finally:
        end(process)


def end(process):
    if process.poll() is not None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
            return


def interrupt_on_signals():
    """What asks this script to end is as good as Ctrl-C: whatever was started ends first."""

    def interrupt(*_):
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
