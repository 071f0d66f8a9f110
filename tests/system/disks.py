# tests/system/disks.py: disks for the machines under test, and what e2fsck and debugfs say of them.

import shutil
import subprocess
import sys

from harness import ROOT

sys.path.insert(0, str(ROOT / "tests"))
import power_cuts  # noqa: E402

# What a root needs so that the kernel can run a command; the rest of user/root/ is not missed.
PROGRAMS = ("bin/init", "bin/sh", "bin/cat", "bin/ls", "bin/echo", "bin/sync")

DEVICES = (("console", 5, 1), ("tty", 5, 0), ("null", 1, 3), ("zero", 1, 5))


def run(*command, **more):
    """What a tool of this machine prints."""
    options = dict(capture_output=True, text=True, errors="replace", env=power_cuts.ENVIRONMENT)
    done = subprocess.run([str(word) for word in command], **options, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def change(image, commands):
    """Lets debugfs work on a disk."""
    return run("debugfs", "-w", "-f", "-", image, input=commands)


def new_disk(configuration, folder, programs=(), kilobytes=8192, options=()):
    """A small disk with a root file system that has some programs, in a new file; `options` are mke2fs's."""
    image, root = folder / "disk.img", folder / "root"
    for name in (*PROGRAMS, *programs):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(configuration.image.parent / "root" / name, place)
    for name in ("data", "dev", "etc", "tmp"):
        (root / name).mkdir()
    (root / "etc" / "motd").write_text("a disk\n")
    run("mke2fs", "-q", "-t", "ext2", "-m", "0", *options, "-d", root, image, f"{kilobytes}k")
    change(image, "cd dev\n" + "".join(f"mknod {name} c {major} {minor}\n" for name, major, minor in DEVICES))
    shutil.rmtree(root)
    expect_clean(image)
    return image


# Version 1 of virtio, and errors that the kernel gets to see.
MODERN = ("-global", "virtio-mmio.force-legacy=false")


def on_disk(image):
    """What QEMU is told to have an image as its disk. What it has written is in the file even if it is killed: there is
    no need to wait for this machine's own disk."""
    drive = f"if=none,id=disk,format=raw,werror=report,rerror=report,cache=unsafe,file={image}"
    return (*MODERN, "-drive", drive, "-device", "virtio-blk-device,drive=disk")


def on_logged_disk(image, log):
    """The same, and all writes and flushes go to a log as well."""
    log.touch()
    disk = f"driver=raw,node-name=plain,cache.no-flush=on,file.driver=file,file.filename={image}"
    paper = f"driver=raw,node-name=paper,cache.no-flush=on,file.driver=file,file.filename={log}"
    both = "driver=blklogwrites,node-name=disk,file=plain,log=paper,log-sector-size=512"
    return (*MODERN, *("-blockdev", disk), *("-blockdev", paper), *("-blockdev", both), "-device", "virtio-blk-device,drive=disk")


def expect_clean(image):
    """e2fsck has nothing to say about it."""
    wrong = power_cuts.complaints(image)
    assert not wrong, "\n".join(wrong)


def fetch(image, path, to):
    """What a folder of the disk has, as a folder here."""
    return power_cuts.fetch(image, path, to)
