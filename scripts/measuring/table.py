# scripts/measuring/table.py: the figures of one kernel beside the limit, those of others, and the goals.

from measuring.works import BY_NAME, LINUX, MACHINE, MEASURED, SOURCES, WORKS, XV6, goal_of

class Row:
    """One work: its figures as text, and the verdict: pass, MISSED, missing, or nothing where nothing was agreed."""

    def __init__(self, name, figures, kernel, limits):
        work = BY_NAME.get(name)
        self.name = name
        self.least, self.median = figures or (None, None)
        self.goal = goal_of(work, kernel) if work else 0
        self.limit = limits[work.limit] if work and work.limit else None
        peers = {peer.who: peer for peer in work.peers} if work else {}
        self.xv6, self.linux = peers.pop(XV6, None), peers.pop(LINUX, None)
        self.others = list(peers.values())
        self.best = work.best if work else None
        self.why_missing = "" if figures else work.missing or "no program measured it"

    @property
    def verdict(self):
        if self.median is None:
            return "missing"
        if not self.goal:
            return ""
        return "pass" if self.median <= self.goal else "MISSED"

    @property
    def ratio(self):
        """How many times as many instructions the best of all others needs."""
        if not self.best or self.median is None:
            return ""
        times = self.best / self.median
        return f"{times:.2f}" if times < 10 else f"{times:,.0f}"

    def cells(self):
        """All but the name, in the order of HEAD. What there is more to say about a peer's number, remarks says."""
        other = min(self.others, key=lambda peer: peer.number, default=None)
        peers = [peer and peer.number for peer in (self.xv6, self.linux, other)]
        own = ["-" if number is None else f"{number:,}" for number in (self.least, self.median)]
        those = ["" if number is None else f"{number:,}" for number in (self.limit, *peers)]
        return [*own, *those, self.ratio, f"{self.goal:,}" if self.goal else "", self.verdict]


def rows_of(kernel, figures, limits):
    """The works in their order, and behind them what else was measured."""
    names = [work.name for work in WORKS] + [name for name in figures if name not in BY_NAME]
    return [Row(name, figures.get(name), kernel, limits) for name in names]


HEAD = ("work", "least", "median", "limit", "xv6", "Linux", "others", "ratio", "goal", "")


def as_text(rows):
    """The table for a terminal, line by line: names to the left, numbers to the right."""
    lines = [HEAD, *([row.name, *row.cells()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for name, *cells in lines:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:]))
        yield "  ".join([name.ljust(widths[0]), *numbers]).rstrip()


def remarks(rows):
    """What the numbers alone do not tell: a line each."""
    for row in rows:
        if row.verdict == "missing":
            yield f"{row.name}: missing: {row.why_missing}"
        peers = [peer for peer in (row.xv6, row.linux) if peer and peer.words] + row.others
        if said := [f"{peer.who} {peer}" for peer in peers]:
            yield f"{row.name}: {'; '.join(said)}"


def sources():
    """Whose figures stand beside ours: a line each."""
    yield f"Those of others were measured in {MEASURED}, on {MACHINE}:"
    yield from (f"  {who}: {what}" for who, what in SOURCES.items())
    yield "The limit is what tests/limit/ needs, which does nothing else."
    yield "The ratio says how many times as many instructions the best of the others needs."
