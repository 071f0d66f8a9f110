# scripts/grading/processes.py: starts processes, and ends them and all that they have started, whatever happens.

import os
import select
import signal
import subprocess
from contextlib import contextmanager, suppress

from ending import held_back

PATIENCE = 5  # seconds in which processes can end by themselves when they are asked to
LAST_PATIENCE = 300  # seconds in which they are gone when they are made to: far more than it takes


@contextmanager
def started(command, **more):
    """A process in a session of its own, so that Ctrl-C comes here and not to it. Afterwards it is over, and all that it has
    started: each of them has inherited one end of a pipe, which is closed when the last of them is gone."""
    process = None
    ours, theirs = os.pipe()
    with open(ours, "rb") as alive:
        try:
            with open(theirs, "wb") as inherited, held_back():  # or an interrupt leaves one behind that nobody knows of
                kept = [inherited.fileno()]
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=kept, **more
                )
            yield process
        finally:
            if process:
                end(process, alive)


def end(process, alive):
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, LAST_PATIENCE)):
        if all_are_gone(alive, 0):
            break
        process.poll()  # or its group would be there as long as nobody has asked how it ended
        with suppress(ProcessLookupError):  # then who is left has gone into another group, and is none of ours
            os.killpg(process.pid, number)
            all_are_gone(alive, patience)
    process.wait()


def all_are_gone(alive, patience):
    """Nobody writes into the pipe: it can only be read when it is at its end."""
    return bool(select.select([alive], [], [], patience)[0])
