# scripts/measuring/works.py: what is measured, what others need for it, and what this kernel may need at most.
#
# All figures are instructions for one operation, counted with -icount shift=0.

from dataclasses import dataclass

# Whose figures these are, and when they were measured; none of them is measured again here.
MEASURED = "2026"
MACHINE = "QEMU 7.2.22, board virt, one hart"
XV6 = "xv6"
LINUX = "Linux"
SOURCES = {
    XV6: "xv6-riscv, the source of 2025 as shipped (-O)",
    LINUX: "Debian's kernel 6.12 for riscv64, full configuration",
    "1000-lines": "OS in 1,000 Lines",
    "osblog": "the kernel of the blog The Adventures of OS",
    "rCore": "rCore",
    "egos": "egos-2000",
}


@dataclass(frozen=True)
class Peer:
    """What somebody else needs. `words` where the number alone would not be the whole truth."""

    who: str
    number: int
    words: str = ""

    def __str__(self):
        return self.words or f"{self.number:,}"


@dataclass(frozen=True)
class Work:
    """A row: its name as the program prints it, and the most that it may cost in the release build, machine mode."""

    name: str
    goal: int
    limit: str = ""  # the row of the bare program, tests/limit/
    peers: tuple = ()
    missing: str = ""  # why no program measures it

    @property
    def best(self):
        """The fewest instructions that anybody else needs; None if nobody is known."""
        return min((peer.number for peer in self.peers), default=None)


NULL_CALL = "null call (getpid)"
BOOT = "boot to the prompt"
LIMIT_NULL = "ecall, 31 registers, a switch"
LIMIT_TOUCH = "page fault, and a clear page"
LIMIT_COPY = "64 KiB from here to there"

WORKS = (
    Work(
        NULL_CALL,
        130,
        LIMIT_NULL,
        (
            Peer(XV6, 1078),
            Peer(LINUX, 428),
            Peer("1000-lines", 160),
            Peer("osblog", 350, "about 350"),
            Peer("rCore", 700, "700 to 1,100"),
            Peer("egos", 30613, "30,613 and more"),
        ),
    ),
    Work("unknown number", 130, LIMIT_NULL, (Peer(XV6, 5475, "5,475 to 22,511: it prints"), Peer(LINUX, 362))),
    Work("direct call instead of a trap", 10, missing="measured in the release build only: make RELEASE=1 bench"),
    Work("pipe: write 1 byte, read it", 700, "", (Peer(XV6, 38153), Peer(LINUX, 2967))),
    Work("pipe: there and back", 2500, "", (Peer(XV6, 90297), Peer(LINUX, 13795))),
    Work("fork, exit, wait", 20000, "", (Peer(XV6, 560618), Peer(LINUX, 106229))),
    Work("fork, exec, wait", 60000, "", (Peer(XV6, 1547002), Peer(LINUX, 235834))),
    Work("first touch of a page", 1000, LIMIT_TOUCH, (Peer(XV6, 25760), Peer(LINUX, 4467))),
    Work("open, close", 3000, "", (Peer(XV6, 149236), Peer(LINUX, 7755))),
    Work("stat by descriptor", 600, "", (Peer(XV6, 19608), Peer(LINUX, 4860, "4,860 by path"))),
    Work("read 64 KiB", 20000, LIMIT_COPY, (Peer(XV6, 8375131), Peer(LINUX, 30387))),
    Work(
        "overwrite 64 KiB",
        24000,
        LIMIT_COPY,
        (Peer(XV6, 52750675, "52,750,675: create and write, a log on disk"), Peer(LINUX, 36269, "36,269 on tmpfs")),
    ),
    Work("create, unlink", 0),
    Work(
        BOOT,
        5_000_000,
        "",
        (
            Peer(XV6, 430_000_000, "430 million: 410 of them fill 128 MiB byte by byte"),
            Peer(LINUX, 900_000_000, "900 million to user space"),
        ),
    ),
)
BY_NAME = {work.name: work for work in WORKS}

CLASS_FACTOR = 1.6  # what the class build may cost more: it is made for stepping
SUPERVISOR_FACTOR = 1.1  # and a kernel in supervisor mode


def goal_of(work, kernel):
    """The most instructions that it may take on this kernel; 0 if nothing was agreed."""
    factor = CLASS_FACTOR if kernel.flavour == "class" else 1.0
    if kernel.mode == "supervisor":
        factor *= SUPERVISOR_FACTOR
    return int(work.goal * factor)

# Goals that a build misses, and what it would take to meet them.
NOT_MET: dict[str, dict[str, str]] = {}
