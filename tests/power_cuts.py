#!/usr/bin/python3
# tests/power_cuts.py: cuts the power of a disk after any of its writes, and judges what is left.
#
#   tests/power_cuts.py IMAGE LOG [CUTS [SEED]]
#
# IMAGE is the disk as it was; LOG is what was written to it since, in the format of Linux's dm-log-writes, which QEMU's
# driver blklogwrites and tests/host/file_crash_test.cpp write: writes, flushes, and marks, which are lines of text that the
# writer had to say at that moment. Half of the cuts are after so many writes in their order; the other half lose any
# of the writes since the last flush, too, as a disk may.
#
# After each cut e2fsck may find nothing but what PERMITTED has, and what was promised to be on the disk is there: see
# Promises for the lines that say so.

import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECTOR = 512
MAGIC = 0x6A736677736872
FLUSH, DISCARD, MARK = 1, 4, 8  # bits of an entry's flags
FOLDER = "/lot"  # of the disk: what the promises are about
TIME_LIMIT = 600  # seconds for a tool
PIECE = 1024  # bytes: what a checksum goes over at once, as in user/tests/files_random/tree.h
ENVIRONMENT = {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL": "C"}


# --- the log ---


class Entry:
    """A write, a flush or a mark."""

    def __init__(self, flags, offset, data):
        self.flush, self.mark = bool(flags & FLUSH), bool(flags & MARK)
        self.offset, self.data = offset, data

    @property
    def writes(self):
        return not self.mark and len(self.data) > 0


def read_log(path):
    """All entries. The last ones may be cut off."""
    log = Path(path).read_bytes()
    magic, version, count, sector = struct.unpack_from("<QQQL", log)
    assert (magic, version, sector) == (MAGIC, 1, SECTOR), f"{path} is no log of writes"
    entries, place = [], sector
    for _ in range(count):
        number, sectors, flags, length = struct.unpack_from("<QQQQ", log, place)
        assert not flags & DISCARD, f"{path}: this kernel discards no blocks"
        if flags & MARK:
            data = log[place + 32 : place + 32 + length]
            place += sector
        else:
            data = log[place + sector : place + sector + sectors * sector]
            place += sector + sectors * sector
        entries.append(Entry(flags, number * sector, data))
    return entries


# --- what e2fsck may find ---

# Counts and bitmaps that are wrong, blocks and inodes that nobody has any more, link counts that are too high, and a
# directory that has both the names of a move.
PERMITTED = [
    r"Pass \d.*",
    r"(Block|Inode) bitmap differences: .*",
    r"Free (blocks|inodes) count wrong .*",
    r"Directories count wrong for group .*",
    r"Inode \d+, i_blocks is \d+, should be \d+\.",
    r"Unattached (zero-length )?inode \d+\.?",
    r"Unconnected directory inode \d+ \(.*\)",
    r"Connect to /lost\+found",
    r"Deleted inode \d+ has zero dtime\.",
    r"Inode \d+ was part of the orphaned inode list\.",
    r"(Clearing|Truncating) orphaned inode .*",
    r"Entry '.*' in .* is a link to directory .*",
    r"'\.\.' in .* is .*, should be .*",
    # Of a directory that was removed, and is an orphan: its parent may be gone before it.
    r"Entry '\.\.' in <\d+>/<\d+> \(\d+\) has deleted/unused inode .*",
    r"/lost\+found not found\..*",
    r"e2fsck \d.*",
    r".* was not cleanly unmounted, check forced\.",
    r".*: \*\*\*\*\* FILE SYSTEM WAS MODIFIED \*\*\*\*\*",
    r".*: \d+/\d+ files .*, \d+/\d+ blocks",
]
PERMITTED_LINE = re.compile("|".join(f"(?:{each})" for each in PERMITTED))
ANSWERS = re.compile(r"\s*(Fix|Clear|Connect to /lost\+found|Create|Salvage)\? yes")
LINKS = re.compile(r"Inode (\d+) ref count is (\d+), should be (\d+)\.")


def unlawful(output, had_links):
    """The lines of e2fsck's that tell of something which a power cut must not bring about. had_links(inode): its link count
    before: where e2fsck moves an orphan to lost+found, it first takes a link from where the orphan says that it was, and may
    find one too few there afterwards."""
    found = []
    for line in output.splitlines():
        text = ANSWERS.sub("", line).strip()
        if not text or text == "yes" or PERMITTED_LINE.fullmatch(text):
            continue
        links = LINKS.fullmatch(text)
        if links and (int(links[2]) > int(links[3]) or had_links(links[1]) >= int(links[3])):
            continue
        found.append(text)
    return found


def tool(*command):
    """(status, output) of one of e2fsprogs' programs."""
    pipes = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    done = subprocess.run([str(word) for word in command], env=ENVIRONMENT, timeout=TIME_LIMIT, **pipes)
    return done.returncode, done.stdout.decode(errors="replace")


def repair(image):
    """What is wrong with what e2fsck -fy finds and leaves behind, as lines."""
    before = image.with_suffix(".before")
    shutil.copy(image, before)
    status, output = tool("e2fsck", "-fy", image)
    wrong = unlawful(output, lambda inode: links_of(before, inode))
    if status not in (0, 1):
        wrong.append(f"e2fsck -fy ends with {status}")
    return [*wrong, "--- e2fsck -fy:", output] if wrong else []


def links_of(image, inode):
    return int(re.search(r"Links: (\d+)", tool("debugfs", "-R", f"stat <{inode}>", image)[1])[1])


def complaints(image):
    """What e2fsck -fn finds on a disk that should be clean."""
    status, output = tool("e2fsck", "-fn", image)
    return [f"e2fsck -fn ends with {status}", output] if status else []


# --- what was promised ---


class Promises:
    """What must be on the disk, as the writer's lines say (user/tests/files_random/check.cpp):

    *                            nothing is promised any more; a complete list follows
    + ID KIND SIZE SUM PATH      f: a file, l: a symbolic link, d: a directory
    - ID [PATH]                  it is about to be changed, or this name of it to be removed
    = ID OLD NEW                 it is about to be renamed: from now on it has one of both names
    """

    def __init__(self):
        self._names = {}  # of each number, the names: each a set, one of which must be there
        self._what = {}

    def copy(self):
        copy = Promises()
        copy._names = {number: [set(names) for names in all_names] for number, all_names in self._names.items()}
        copy._what = dict(self._what)
        return copy

    def hear(self, line):
        verb, *words = line.split()
        if verb == "*":
            self._names, self._what = {}, {}
        elif verb == "+":
            number, kind, size, total, path = words
            self._what[number] = kind, int(size), int(total)
            self._names.setdefault(number, []).append({path})
        else:
            self.hear_change(line)

    def hear_change(self, line):
        """Only what takes a promise back, or half of it."""
        verb, *words = line.split()
        if verb == "-":
            names = self._names.get(words[0], [])
            self._names[words[0]] = [each for each in names if len(words) > 1 and words[1] not in each]
        elif verb == "=":
            for each in self._names.get(words[0], []):
                if words[1] in each:
                    each.add(words[2])

    def __len__(self):
        return sum(map(len, self._names.values()))

    def broken(self, folder):
        """Those that a folder, which is a copy of the disk's, does not keep."""
        wanted = ((self._what[number], names) for number, all_names in self._names.items() for names in all_names)
        return [
            f"{what} was promised at {' or '.join(sorted(names))}"
            for what, names in wanted
            if not any(self.is_there(folder / name, *what) for name in names)
        ]

    @staticmethod
    def is_there(path, kind, size, total):
        if path.is_symlink():
            target = path.readlink().name.encode() if kind == "l" else b""
            return kind == "l" and (len(target), zlib.crc32(target)) == (size, total)
        if path.is_dir():
            return kind == "d"
        return kind == "f" and path.is_file() and path.stat().st_size == size and checksum(path) == total


def checksum(path):
    """As user/tests/files_random/tree.h has it: holes and zeros are the same."""
    total, zeros = 0, bytes(PIECE)
    data = path.read_bytes()
    for index, start in enumerate(range(0, len(data), PIECE)):
        piece = data[start : start + PIECE].ljust(PIECE, b"\0")
        if piece != zeros:
            total = zlib.crc32(piece, zlib.crc32(struct.pack("<Q", index), total))
    return total


def fetch(image, path, to):
    """A folder of the disk, with all in it, as a folder here."""
    to.mkdir()
    tool("debugfs", "-R", f"rdump {path} {to}", image)
    return to / Path(path).name


# --- cutting ---


class Cut:
    """The writes that the disk has kept, and how far the writer had come."""

    def __init__(self, name, writes, entries):
        self.name, self.writes, self.entries = name, writes, entries


def cuts_of(entries, count, seed):
    """So many cuts, from the first write to the last: in order, and with writes since the last flush lost."""
    lots = random.Random(seed)
    writes = [place for place, entry in enumerate(entries) if entry.writes]
    prefixes = [writes[i * len(writes) // (count // 2)] + 1 for i in range(count // 2)]
    yield Cut("all", writes, len(entries))
    for place in prefixes:
        yield Cut(f"the first {place} entries", [each for each in writes if each < place], place)
        flushed = max((i for i, entry in enumerate(entries[:place]) if entry.flush), default=0)
        end = next((i for i in range(place, len(entries)) if entries[i].flush), len(entries))
        kept = [each for each in writes if each < flushed]
        some = [each for each in writes if flushed <= each < end and lots.random() < 0.5]
        yield Cut(f"{flushed} entries, and then {some}", kept + some, end)


class Judge:
    """Of one disk and its log."""

    def __init__(self, image, entries):
        self.image = Path(image).read_bytes()
        self.entries = entries

    def promises(self, cut, _copy):
        """What was promised when the power went."""
        promises = Promises()
        for entry in self.entries[: cut.entries]:
            if entry.mark:
                promises.hear(entry.data.decode())
        return promises

    def verdict(self, cut, work):
        """What is wrong after a cut, as lines; none if all is well."""
        disk = bytearray(self.image)
        for place in cut.writes:
            entry = self.entries[place]
            disk[entry.offset : entry.offset + len(entry.data)] = entry.data
        image = work / "disk"
        image.write_bytes(disk)
        wrong = repair(image)
        copy = fetch(image, FOLDER, work / "copy")
        wrong += self.promises(cut, copy).broken(copy)
        wrong += complaints(image)
        return [f"after {cut.name}:", *wrong] if wrong else []


def judge(cut, judge_of):
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    work = Path(tempfile.mkdtemp(prefix="power_cut.", dir=memory))
    try:
        return judge_of.verdict(cut, work)
    finally:
        shutil.rmtree(work)


def judge_all(judge_of, count, seed, workers=1):
    """(how many cuts there were, what is wrong after the first that went wrong, as lines)"""
    cuts = list(cuts_of(judge_of.entries, count, seed))
    with ThreadPoolExecutor(workers) as pool:
        verdicts = list(pool.map(lambda cut: judge(cut, judge_of), cuts))
    bad = [verdict for verdict in verdicts if verdict]
    return len(cuts), [f"{len(bad)} of {len(cuts)} cuts end badly; the first:", *bad[0]] if bad else []


def main():
    image, log, *numbers = sys.argv[1:]
    count, seed = [*map(int, numbers), 500, 1][:2] if len(numbers) < 2 else map(int, numbers)
    count, wrong = judge_all(Judge(image, read_log(log)), count, seed, workers=2)
    print("\n".join(wrong) if wrong else f"{count} cuts, nothing wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
