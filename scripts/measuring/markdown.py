# scripts/measuring/markdown.py: the tables of docs/performance.md.

from measuring import growth
from measuring.building import PROCESSORS
from measuring.image import parts
from measuring.machine import KERNELS, Kernel
from measuring.table import HEAD, remarks, rows_of
from measuring.works import BY_NAME, MACHINE, MEASURED, NOT_MET, SOURCES, WORKS


def table(head, rows):
    """Names to the left, figures to the right."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [head, rule, *rows])


def number(value):
    return "" if value is None else f"{value:,}"


def only_works(figures):
    """Without the rows that other pages tell of."""
    return {name: figures[name] for name in figures if name in BY_NAME}


def works(known):
    """Each work beside the limit, what others need, and the goal."""
    kernel = Kernel()
    figures = known["works"][Kernel().name]
    rows = rows_of(kernel, only_works(figures), known["limit"])
    lines = [table((*HEAD[:-1], "verdict"), [[row.name, *row.cells()] for row in rows])]
    lines.append("\n".join(f"* {remark}" for remark in remarks(rows)))
    lines.append(f"The figures of others were measured in {MEASURED}, on {MACHINE}:")
    lines.append("\n".join(f"* {who}: {what}" for who, what in SOURCES.items()))
    return "\n\n".join(lines)


def missed(known):
    """Which goals are missed, by build, and why."""
    sentences = []
    for kernel in KERNELS:
        figures = known["works"][kernel.name]
        rows = rows_of(kernel, only_works(figures), known["limit"])
        for row in rows:
            if row.verdict == "MISSED":
                why = NOT_MET.get(kernel.flavour, {}).get(row.name, "nobody has said why")
                instead = f"{number(row.median)} instead of {number(row.goal)}"
                sentences.append(f"* {row.name}, {kernel}: {instead}: {why}")
    return "\n".join(sentences) or "None."


def kernels(known):
    """The medians of all four kernels."""
    own = known["works"][Kernel().name]
    names = [work.name for work in WORKS] + [name for name in own if name not in BY_NAME]
    columns = [known["works"][kernel.name] for kernel in KERNELS]
    rows = [[name, *(number(figures[name][1]) if name in figures else "-" for figures in columns)] for name in names if name in columns[0]]
    return table(("work", *map(str, KERNELS)), rows)


def limit(known):
    rows = [[name, number(value)] for name, value in known["limit"].items()]
    return table(("what the bare program does", "instructions"), rows)


def growth_table(known):
    figures = growth.from_baseline(known["growth"])
    broken = growth.broken_laws(figures)
    laws = {law.work: law.words for law in growth.LAWS}
    rows = []
    for work, points in figures.items():
        verdict = f"**broken**: {broken[work]}" if work in broken else laws.get(work, "")
        rows.append([work, "<br>".join(f"{many:,}: {cost:,}" for many, cost in points.items()), verdict])
    return table(("work", "how many: instructions", "law"), rows)


def memory(known):
    """Bytes of memory, by kernel."""
    columns = [known["memory"][kernel.name] for kernel in KERNELS]
    return table(("bytes", *map(str, KERNELS)), [[what, *(number(each[what]) for each in columns)] for what in columns[0]])


def exact_blocks(known):
    """What follows from the baseline alone: {name of the block: text}."""
    tools = "; ".join(known["tools"].values())
    return {
        "works": works(known),
        "missed": missed(known),
        "kernels": kernels(known),
        "limit": limit(known),
        "growth": growth_table(known),
        "memory": memory(known),
        "tools": f"Counted with {tools}.",
    }


def seconds(taken, load):
    """What a clock has told."""
    rows = [[what, f"{value:.1f} s"] for what, value in taken.items()]
    busy = f"Built by `make -j{PROCESSORS}`; after it {load:.1f} programs wanted a processor, the build's own among them."
    return f"{table(('what', 'seconds'), rows)}\n\n{busy}"


def sizes(kernels_and_paths):
    """Bytes of the kernel's parts in memory: what QEMU loads."""
    sizes_of = {kernel: parts(path) for kernel, path in kernels_and_paths.items()}
    rows = [[str(kernel), *map(number, sizes.values())] for kernel, sizes in sizes_of.items()]
    return table(("bytes", *next(iter(sizes_of.values()))), rows)
