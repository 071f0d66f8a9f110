# tests/system/test_power_cuts.py: the power goes while files are made, written, renamed and removed.
"""What is left on the disk makes sense, and has what fsync has promised."""

import os
import re
import shutil
import subprocess

import pytest

import disks
from disks import power_cuts
from harness import Batch, Configuration, qemu_command
from test_user import verdict

# Many more with `make test-all` (tests/run.py says so).
MANY = os.environ.get("TESTS") == "all"
CUTS = 2000 if MANY else 300
KILLS = 10 if MANY else 2

PROGRAM = "tests/files_random"


class Transcript:
    """What files_random has told, as lines; and which of its promises hold on a disk that says how far it has come."""

    def __init__(self, console):
        self.lines = [line[1:].strip() for line in console.splitlines() if line.startswith("@")]
        self.ends = {int(line.split()[1]): at for at, line in enumerate(self.lines) if line.startswith("done ")}
        self.last = max(self.ends, default=0)

    def promises(self, done):
        """Those of a round that is over for sure. Of what came afterwards nobody knows how much was done: so what it
        would have changed is not promised any more."""
        promises = power_cuts.Promises()
        end = self.ends[done] if done else -1
        for line in self.lines[: end + 1]:
            if line[0] in "*+-=":
                promises.hear(line)
        for line in self.lines[end + 1 :]:
            if line[0] in "-=":
                promises.hear(line)
        return promises


def round_on(copy):
    """Which round a disk's folder is in: its number is on the disk only when the round before is over."""
    file = copy / "round"
    text = file.read_text().strip("\0\n") if file.exists() else ""
    return int(text or 0)


class TranscriptJudge(power_cuts.Judge):
    """Of a log in which the writer could not put its marks."""

    def __init__(self, image, entries, transcript):
        super().__init__(image, entries)
        self.transcript = transcript

    def promises(self, cut, copy):
        return self.transcript.promises(max(round_on(copy) - 1, 0))


@pytest.mark.parametrize("mode", ("machine", "supervisor") if MANY else ("machine",))
def test_every_cut_of_a_log(tmp_path, mode):
    """[Abuse: Files] QEMU logs all writes and flushes of a machine's disk. After any of them, and without any of those
    since the last flush, e2fsck finds nothing worse than wrong counts, and what was fsync'ed is there."""
    configuration = Configuration(mode=mode)
    image = disks.new_disk(configuration, tmp_path, [PROGRAM], 2500, ("-b", 1024, "-N", 128))
    before = tmp_path / "before.img"
    shutil.copy(image, before)
    log = tmp_path / "log"
    done = Batch(configuration, command=f"/{PROGRAM} 5 500 {power_cuts.FOLDER} tell", more=disks.on_logged_disk(image, log))
    wrong = verdict(done.status, done.console)
    assert not wrong, "\n".join([*wrong, done.console])
    disks.expect_clean(image)
    transcript = Transcript(done.console)
    assert transcript.last >= 8, done.console
    entries = power_cuts.read_log(log)
    count, wrong = power_cuts.judge_all(TranscriptJudge(before, entries, transcript), CUTS, 1)
    assert not wrong, "\n".join(wrong)
    assert count > CUTS, count


def run_until(line, qemu):
    """Starts a machine, and kills it when it has printed a line; what it had printed by then."""
    machine = subprocess.Popen(qemu, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace")
    printed = []
    for each in machine.stdout:
        printed.append(each)
        if each.strip() == line:
            break
    machine.kill()  # this one has no `timeout` around it: it is QEMU itself
    printed += machine.stdout.readlines()  # what was on its way
    machine.wait()
    machine.stdout.close()
    return "".join(printed)


@pytest.mark.parametrize("kill", range(KILLS))
def test_kill(configuration, tmp_path, kill):
    """[Abuse: Files] QEMU is killed in the middle; e2fsck repairs what it may, the promises are kept, and the disk boots."""
    image = disks.new_disk(configuration, tmp_path, [PROGRAM], 2500, ("-b", (1024, 4096)[kill % 2], "-N", 128))
    command = f"/{PROGRAM} {kill + 20} 100000 {power_cuts.FOLDER} tell"
    qemu = qemu_command(configuration, command=command, more=disks.on_disk(image))
    at = qemu.index(next(word for word in qemu if "qemu-system" in word))
    console = run_until(f"@round {3 + 2 * kill}", qemu[at:])
    transcript = Transcript(console)
    assert transcript.last >= 2, console
    wrong = power_cuts.repair(image)
    copy = disks.fetch(image, power_cuts.FOLDER, tmp_path / "copy")
    wrong += transcript.promises(transcript.last).broken(copy)
    assert not wrong, "\n".join([*wrong, console])
    again = Batch(configuration, command=f"/{PROGRAM} 1 100 /again", more=disks.on_disk(image))
    wrong = verdict(again.status, again.console)
    assert not wrong, "\n".join([*wrong, again.console])
    disks.expect_clean(image)
