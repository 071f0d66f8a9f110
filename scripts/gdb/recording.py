# scripts/gdb/recording.py: a recorded session: the folder that keeps it, and what QEMU is told to make and to replay it.
"""In the folder are

    log            what came from outside, and when: keys, the time, the disk's answers; QEMU writes and reads it
    disk.img       the disk as it was at the beginning, if the session had one
    session.json   all else that a replay needs: the fields of Recording

QEMU gives the machine the same things at the same instructions again, so that the same happens (its documentation,
"Execution Record/Replay"). To go backwards another QEMU begins from the beginning."""

import hashlib
import json
import shutil
import struct
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Optional

LOG = "log"
DISK = "disk.img"
SESSION = "session.json"

# An instruction takes 32 ns of the machine's time.
COUNT = "shift=5"

CLUSTER = 1 << 16  # of a qcow2 image, in bytes
BACKING_FORMAT = 0xE2792ACA  # of a qcow2 header's extensions, the one that tells a backing file's format


@dataclass(frozen=True)
class Recording:
    """A session that was recorded, or is to be."""

    kernel: str  # the ELF file
    programs: str  # the folder with those of all programs
    kernel_hash: str
    qemu: list[str]  # the command line, but for what differs between recording and replaying
    qemu_version: str
    end: int = 0  # how many instructions it has

    @classmethod
    def of(cls, kernel: str, programs: str, qemu: list[str]) -> "Recording":
        return cls(kernel, programs, hash_of(kernel), qemu, version_of(qemu[0]))

    @classmethod
    def kept_in(cls, folder: Path) -> "Recording":
        """Says what is wrong with it, if it cannot be replayed, and ends."""
        path = folder / SESSION
        if not path.exists():
            sys.exit(f"there is no recording in {folder}: make record makes one")
        try:
            recording = cls(**json.loads(path.read_text()))
            ended = any((folder / LOG).read_bytes()[:4])  # QEMU writes its version there in the end
        except (OSError, ValueError, TypeError) as problem:
            sys.exit(f"the recording in {folder} cannot be read ({problem}): make record makes another one")
        if not recording.end or not ended:
            sys.exit(f"the recording in {folder} was cut off before its end: make record makes another one")
        recording._expect_the_same_tools(folder)
        return recording

    def _expect_the_same_tools(self, folder: Path) -> None:
        if not Path(self.kernel).exists():
            sys.exit(f"{self.kernel} is not there any more, of which {folder} is a recording: build it, or make record")
        if hash_of(self.kernel) != self.kernel_hash:
            sys.exit(
                f"{folder} was recorded with another kernel than {self.kernel} is now, and its symbols would tell lies:"
                " make record makes a new recording, and the sources of that time, built again, replay this one"
            )
        version = version_of(self.qemu[0])
        if version != self.qemu_version:
            sys.exit(f"{folder} was recorded by {self.qemu_version}, and this is {version}: make record makes another one")

    def save(self, folder: Path, end: int) -> "Recording":
        done = replace(self, end=end)
        (folder / SESSION).write_text(json.dumps(asdict(done), indent=4) + "\n")
        return done

    def copy(self, folder: Path, to: Path) -> "Recording":
        """The same in another folder, with the kernel: for who replays it again and again, even if another one is recorded
        meanwhile, and another kernel is built."""
        to.mkdir()
        shutil.copy(folder / LOG, to)
        if (folder / DISK).exists():
            keep_disk(str(folder / DISK), to)
        kernel = shutil.copy(self.kernel, to)
        return replace(self, qemu=[kernel if word == self.kernel else word for word in self.qemu])

    def command(self, mode: str, folder: Path, scratch: Path) -> list[str]:
        """QEMU's command line to record or to replay, once; what is in the other folder is needed while it runs only."""
        command = [*self.qemu, "-icount", f"{COUNT},rr={mode},rrfile={escaped(folder / LOG)}"]
        disk = folder / DISK
        if disk.exists():
            changes = scratch / "changes.qcow2"
            make_qcow2(changes, disk.stat().st_size, disk.resolve())
            command += ["-global", "virtio-mmio.force-legacy=false", "-device", "virtio-blk-device,drive=disk"]
            command += ["-drive", f"if=none,id=changes,format=qcow2,file={escaped(changes)}"]
            command += ["-drive", "if=none,id=disk,driver=blkreplay,image=changes,werror=report"]
        if mode == "replay":
            command += ["-no-shutdown"]  # a machine that turns itself off waits, for who wants to go back
        return command


def keep_disk(disk: str, folder: Path) -> None:
    """A recording begins with the disk as it is now. What the session writes goes elsewhere."""
    subprocess.run(["cp", "--sparse=always", disk, str(folder / DISK)], check=True)


def hash_of(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def version_of(qemu: str) -> str:
    said = subprocess.run([qemu, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    return said.partition("\n")[0]


def escaped(path: Path) -> str:
    """As a value in an option of QEMU's: a comma is said twice."""
    return str(path).replace(",", ",,")


def make_qcow2(path: Path, size: int, backing: Optional[Path] = None) -> None:
    """An image in which nothing was written yet (QEMU's docs/interop/qcow2.txt): what is read comes from another image,
    if there is one. One cluster each for the header, the table of reference counts and its only block; then the table
    that tells where the data is: nowhere."""
    name = str(backing or "").encode()
    entries = -(-size // (CLUSTER * CLUSTER // 8))
    tables = -(-entries * 8 // CLUSTER)
    extensions = struct.pack(">II8sII", BACKING_FORMAT, 3, b"raw", 0, 0) if name else bytes(8)
    place = 104 + len(extensions) if name else 0
    fields = (b"QFI\xfb", 3, place, len(name), 16, -(-size // 512) * 512, 0, entries, 3 * CLUSTER, CLUSTER, 1)
    header = struct.pack(">4sIQIIQIIQQIIQQQQII", *fields, 0, 0, 0, 0, 0, 4, 104) + extensions + name
    clusters = (header, struct.pack(">Q", 2 * CLUSTER), struct.pack(">H", 1) * (3 + tables), bytes(tables * CLUSTER))
    path.write_bytes(b"".join(cluster.ljust(CLUSTER, b"\0") for cluster in clusters))
