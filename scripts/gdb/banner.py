# scripts/gdb/banner.py: the line at each stop, such as [U] hart 0 pid 3 sh write+2.
"""Mode, hart, process and program, function and offset: what one looks for first. `set banner off` goes without."""

from contextlib import contextmanager
from typing import Iterator

import gdb

import hart


class Banner(gdb.Parameter):
    """Whether each stop begins with a line that says where the hart is."""

    set_doc = "Have each stop begin with a line that says where the hart is, or not."
    show_doc = "Show whether each stop begins with a line that says where the hart is."

    def __init__(self) -> None:
        super().__init__("banner", gdb.COMMAND_STATUS, gdb.PARAM_BOOLEAN)
        self.value = True

    def get_set_string(self) -> str:
        return ""

    def get_show_string(self, value: str) -> str:
        return f"The line at each stop is {value}."


banner = Banner()
silent = 0  # how many ask for silence


@contextmanager
def later() -> Iterator[None]:
    """For a command that stops several times: the line comes once, at its end."""
    global silent
    silent += 1
    try:
        yield
    finally:
        silent -= 1
        tell()


def tell() -> None:
    if not banner.value or silent:
        return
    try:
        print(hart.headline())
    except gdb.error:  # there is nothing to be read here, or nobody is attached any more: gdb's own lines must do
        pass


def register() -> None:
    gdb.events.stop.connect(lambda _: tell())
