# scripts/measuring/pictures.py: which figures of the baseline are drawn, and how: {file in docs/pictures: SVG}.

from measuring import growth
from measuring.machine import Kernel
from measuring.plot import Line, bars, lines
from measuring.works import BOOT, LINUX, WORKS, XV6


def peers(known):
    """The works for which both xv6 and Linux have a figure, but for the boot, which is of another size."""
    own = known["works"][Kernel().name]
    both = [work for work in WORKS if {XV6, LINUX} <= {peer.who for peer in work.peers}]
    shown = [work for work in both if work.name in own and work.name != BOOT]
    numbers = [{peer.who: peer.number for peer in work.peers} for work in shown]
    return bars(
        [work.name for work in shown],
        {
            "the limit": [known["limit"].get(work.limit) for work in shown],
            "Stile": [own[work.name][1] for work in shown],
            LINUX: [each[LINUX] for each in numbers],
            XV6: [each[XV6] for each in numbers],
        },
    )


def draw(known):
    """All pictures, from the baseline."""
    figures = growth.from_baseline(known["growth"])

    def line(work, title):
        return Line(title, figures[work])

    return {
        "peers.svg": peers(known),
        "growth_calls.svg": lines(
            "how many there are",
            [
                line("null call, with processes", "null call, with processes"),
                line("null call, with open files", "null call, with open files"),
                line("pipe round trip, with sleepers", "a byte there and back, with sleepers"),
            ],
            logarithmic="x",
        ),
        "growth_wake.svg": lines(
            "threads that are woken", [line("wake all that sleep at a word", "one call that wakes all of them")]
        ),
        "growth_fork.svg": lines(
            "MiB of memory",
            [
                line("fork, with MiB untouched", "fork, nothing of it touched"),
                line("fork, with MiB touched", "fork, all of it touched"),
                line("fork to wait, MiB touched", "fork, exit and wait, all of it touched"),
            ],
        ),
        "growth_lookup.svg": lines(
            "entries of the directory",
            [line("stat, not among so many entries", "looking for a name that is not there")],
            logarithmic="xy",
        ),
        "growth_path.svg": lines("components of the path", [line("stat, with components of path", "stat by path")]),
        "growth_read.svg": lines("bytes", [line("read, with bytes", "one call of read")], logarithmic="xy"),
    }
