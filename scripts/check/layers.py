#!/usr/bin/python3 -B
# scripts/check/layers.py: checks that a room of the kernel includes only rooms to its left; a program, abi/.

import posixpath
from pathlib import Path
from typing import Iterator

from tree import SOURCES, Finding, files, includes, main, read

# A room may include itself and what stands before it.
ROOMS = "abi lib arch mode sync debug memory thread device fs file process proc syscall linux trap direct main".split()

# The headers that a C++ library has without an operating system ([compliance] in the C++ standard), and C's.
FREESTANDING = set(
    "array atomic bit cfloat climits compare concepts coroutine cstdarg cstddef cstdint cstdlib exception"
    " functional initializer_list iterator limits memory new numbers optional ranges ratio source_location"
    " span string_view tuple type_traits typeinfo utility variant version"
    " float.h limits.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdnoreturn.h".split()
)


def room_of(path: str) -> str:
    """The room of a file named from kernel/: its folder; main for the files in none."""
    return path.split("/")[0] if "/" in path else "main"


def kernel_findings(root: Path) -> Iterator[Finding]:
    for path in files(root, ["kernel"], SOURCES):
        room = room_of(path.removeprefix("kernel/"))
        if room not in ROOMS:
            yield Finding(path, 1, f"{room} is no room of the kernel: give it its place in layers.py")
            continue
        for line, sign, name in includes(read(root, path)):
            if sign == "<":
                if name not in FREESTANDING:
                    yield Finding(path, line, f"<{name}> is not a freestanding header")
            elif "/" not in name or room_of(name) not in ROOMS:
                yield Finding(path, line, f'"{name}" does not start with a room of the kernel')
            elif ROOMS.index(room_of(name)) > ROOMS.index(room):
                yield Finding(path, line, f'{room} must not include "{name}", which is to its right')


def user_findings(root: Path) -> Iterator[Finding]:
    for path in files(root, ["user"], SOURCES):
        for line, _, name in includes(read(root, path)):
            folders = (posixpath.dirname(path), "user/libc/include", "kernel", ".")
            targets = [posixpath.normpath(posixpath.join(folder, name)) for folder in folders]
            target = next((target for target in targets if (root / target).is_file()), "")
            if target.startswith("kernel/") and not target.startswith("kernel/abi/"):
                yield Finding(path, line, f'a program may include only abi/ of the kernel, not "{name}"')


def findings(root: Path) -> Iterator[Finding]:
    yield from kernel_findings(root)
    yield from user_findings(root)


main(findings)
