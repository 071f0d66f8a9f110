# scripts/ending.py: what asks a script to end, which first ends all that it has started.

import signal
import sys
from contextlib import contextmanager
from typing import Iterator

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def leave_on_signals() -> None:
    for number in ENDS:
        signal.signal(number, leave)


def leave(number: int, _: object) -> None:
    """By way of every finally; whoever is impatient does not disturb that."""
    for each in ENDS:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


@contextmanager
def held_back() -> Iterator[None]:
    """A signal that comes meanwhile counts as if it came afterwards, when it is known what was started."""
    came = []
    before = [(number, signal.signal(number, lambda number, _: came.append(number))) for number in ENDS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)
