# tests/system/test_disk.py: starting from a disk, what stays on it, and what is said when it fails.

import os
import random
import re
import shutil
import subprocess

import pytest

from harness import ROOT, TIME_LIMIT, Batch, Machine, make

MODERN = ("-global", "virtio-mmio.force-legacy=false")
LARGE = 2_000_000  # bytes of each of some files: together they are more than the cache holds


def drive(image, options="format=raw", device=""):
    """What QEMU is told to have this disk."""
    place = "" if image is None else f"file={image},"
    return (*MODERN, "-device", f"virtio-blk-device,drive=disk{device}", "-drive", f"if=none,id=disk,{place}{options}")


def failing(image, *faults):
    """A disk on which each of these faults happens: options of blkdebug's inject-error."""
    options = "format=raw,file.driver=blkdebug,file.image.driver=file,file.image.filename=" + str(image)
    for number, fault in enumerate(faults):
        for option in ("errno=5", *fault.split()):
            options += f",file.inject-error.{number}.{option}"
    return drive(None, options)


def debugfs(image, request):
    return subprocess.run(["debugfs", "-R", request, str(image)], capture_output=True, check=True).stdout


def sector_of(image, path):
    """Where the first block of a file is, of 4 KiB."""
    return int(debugfs(image, f"blocks {path}").split()[0]) * 8


# What e2fsck may find on a disk that was not all written, each with its question.
MISCOUNTED = re.compile(r"^((Block|Inode) bitmap differences|Free (blocks|inodes) count wrong|Directories count wrong).*\n.*\? no$", re.MULTILINE)


def is_sound(image, counted=True):
    """What was not all written may have wrong counts and bitmaps, and nothing worse."""
    checked = subprocess.run(["e2fsck", "-fn", str(image)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    permitted = 0 if counted else len(MISCOUNTED.findall(checked.stdout))
    assert checked.stdout.count("? no") == permitted and checked.returncode in (0, 4 if permitted else 0), checked.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A disk as `make disk` makes it, with a folder of this machine on it."""
    place = tmp_path_factory.mktemp("disk")
    folder = place / "folder"
    (folder / "a b").mkdir(parents=True)
    (folder / "a b" / "text").write_text("from the host\n")
    lots = random.Random(1)
    for number in range(4):
        content = lots.randbytes(LARGE)
        for copy in ("first", "second"):
            (folder / f"{copy}{number}").write_bytes(content)
    done = make("disk", f"DISK={place}/disk.img", "DISK_SIZE=48M", f"FOLDER={folder}")
    assert done.returncode == 0, done.stdout
    return place / "disk.img"


@pytest.fixture
def image(made, tmp_path):
    """A disk of its own for one test."""
    return shutil.copy(made, tmp_path / "disk.img")


@pytest.mark.every_configuration
def test_what_is_written_stays(batch, image):
    """The machine starts from the disk, has the files that the host has put there, and the host and the next start
    find what it has written. Four processes read at once, more than fits into memory."""
    read = "for n in 0 1 2 3; do cmp home/first$n home/second$n || echo differs & done; wait"
    write = "echo kept > home/new; mkdir home/folder; cat home/first0 > home/folder/copy; echo more >> home/a\\ b/text"
    done = batch(f"sh -c '{read}; {write}'", memory="64M", more=drive(image)).expect_status(0)
    assert "the root is on a disk of 48 MiB\n" in done.console and "differs" not in done.console, done.console
    is_sound(image)
    assert debugfs(image, 'cat "home/a b/text"') == b"from the host\nmore\n"
    done = batch("sh -c 'cat home/new; cmp home/folder/copy home/second0 && echo same'", more=drive(image))
    assert done.expect_status(0).console.endswith("kept\nsame\n"), done.console
    is_sound(image)


def test_what_is_written_reaches_the_disk_unasked(image):
    """Nobody says sync; a few seconds later the power goes."""
    with Machine(more=drive(image)) as machine:
        machine.wait_for_prompt()
        assert machine.run("echo there > home/unasked") == (0, "")
        machine.at_prompt = False
        machine.type(f"for n in $(seq {TIME_LIMIT}); do sleep 1; echo; done\r")
        while b"there" not in debugfs(image, "cat home/unasked"):
            machine.expect("\n")
    assert debugfs(image, "cat home/unasked") == b"there\n"


@pytest.mark.parametrize("device", [",queue-size=4", ",logical_block_size=4096,physical_block_size=4096", ",queue-size=256"])
def test_other_disks(batch, image, device):
    """One that takes one request at a time; one whose sectors are longer than a superblock."""
    done = batch("sh -c 'cmp home/first0 home/second0; echo x > home/x; cat home/x'", more=drive(image, device=device))
    assert done.expect_status(0).console.endswith("x\n"), done.console
    is_sound(image)


def test_a_block_that_cannot_be_read(batch, image):
    """The program is told, and the log says which block; the rest goes on."""
    sector = sector_of(image, "home/first1")
    more = failing(image, f"event=none iotype=read sector={sector}")
    command = "sh -c 'cat home/first1; cat \"home/a b/text\"; cat home/first1'"
    done = batch(command, more=more)
    assert done.console.count(f"disk: block {sector // 8} cannot be read\n") == 1, done.console
    assert done.console.count("cat: home/first1: Input/output error\n") == 2, done.console
    assert "from the host\n" in done.console and "panic" not in done.console, done.console


def test_a_block_that_cannot_be_written(batch, image):
    """Whoever asks whether it is there is told that it is not, each time; the log says so once, and which block."""
    sector = sector_of(image, "home/first1")
    more = failing(image, f"event=none iotype=write sector={sector}")
    command = "sh -c 'echo changed 1<> home/first1; sync; echo status $?; sync; echo status $?'"
    done = batch(command, more=more)
    assert done.console.count(f"disk: block {sector // 8} cannot be written") == 1, done.console
    assert done.console.count("sync: the disk: Input/output error\nstatus 1\n") == 2, done.console
    assert not debugfs(image, "cat home/first1").startswith(b"changed\n")
    is_sound(image, counted=False)


def test_a_disk_that_cannot_be_written_at_all(batch, image):
    """Nothing is lost but what was to be written, and everybody is told."""
    more = failing(image, "event=none iotype=write")
    done = batch("sh -c 'echo x > home/x; sync || echo not there; cat home/x; echo alive'", more=more)
    assert "cannot be written" in done.console and "panic" not in done.console, done.console
    is_sound(image, counted=False)


def test_a_flush_that_fails(batch, image):
    """What the disk keeps in a cache of its own does not count as written."""
    done = batch("sh -c 'echo x > home/x; sync || echo not there; cat home/x'", more=failing(image, "event=none iotype=flush"))
    assert "its flush fails\n" in done.console and "panic" not in done.console, done.console
    is_sound(image, counted=False)


def test_a_disk_that_is_read_only(batch, image):
    """It can be read; whoever would change it is told."""
    before = image.read_bytes()
    command = "sh -c 'cmp home/first0 home/second0 && echo same; echo x > home/x; rm home/first0; sync'"
    done = batch(command, more=drive(image, "format=raw,readonly=on"))
    assert "a disk of 48 MiB, which is read-only\n" in done.console and "\nsame\n" in done.console, done.console
    assert done.console.count("Read-only file system") == 2, done.console
    assert image.read_bytes() == before


@pytest.mark.every_configuration
def test_a_disk_that_is_none(configuration, image):
    """What is wrong is said in words, and what to do; the machine ends, and nothing is changed."""
    legacy = ("-device", "virtio-blk-device,drive=disk", "-drive", f"if=none,id=disk,format=raw,file={image}")
    size = os.path.getsize(image)
    broken = {
        "force-legacy=false": (size, b"", legacy),
        "the magic number is missing": (size, b"\0" * 4096, None),
        "it is larger than the disk": (size // 2, b"", None),
    }
    whole = image.read_bytes()
    for reason, (length, start, more) in broken.items():
        image.write_bytes(start + whole[len(start) : length])
        done = Batch(configuration, command="echo alive", more=more or drive(image)).expect_status(1)
        assert reason in done.console and "without a disk, the kernel starts from its own memory\n" in done.console, done.console
        assert "alive" not in done.console and "panic" not in done.console, done.console
        assert image.read_bytes() == start + whole[len(start) : length]


# --- make ---


def refused(*arguments):
    """What make says when it does nothing."""
    done = make(*arguments)
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_make_starts_from_a_disk(image):
    """By any name that a file may have."""
    place = image.rename(image.with_name("it's, a disk.img"))
    done = make("run", f"DISK={place}", "P=cat 'home/a b/text'")
    assert done.returncode == 0 and done.stdout.endswith("a disk of 48 MiB\nfrom the host\n"), done.stdout


def test_make_says_what_is_wrong_with_a_disk(image, tmp_path):
    """One that is not there, is no file, or is another machine's already."""
    assert f"DISK={tmp_path}/none: there is no such file; make disk makes build/disk.img\n" in refused(
        "run", f"DISK={tmp_path}/none", "P=true"
    )
    assert "there is no such file" in refused("run", f"DISK={tmp_path}", "P=true")
    with Machine(more=drive(image)) as machine:
        machine.wait_for_prompt()
        assert "lock" in refused("run", f"DISK={image}", "P=true")
        assert machine.run("echo fine") == (0, "fine\n")


def test_make_disk_keeps_the_one_before(image, tmp_path):
    """And it says what is wrong with what it is asked for; then the disk stays as it is."""
    before = image.read_bytes()
    for wish, problem in {
        "DISK_SIZE=0": "DISK_SIZE=0 is no size for a disk",
        "DISK_SIZE=64": "DISK_SIZE=64 is no size for a disk",
        "DISK_SIZE=5M": "a disk of 5M is too small",
        f"FOLDER={image}": "there is no such folder",
    }.items():
        assert problem in refused("disk", f"DISK={image}", wish)
        assert image.read_bytes() == before and len(list(tmp_path.iterdir())) == 1
    done = make("disk", f"DISK={image}", "DISK_SIZE=16M")
    assert done.returncode == 0 and os.path.getsize(image) == 16 << 20, done.stdout
    assert (tmp_path / "disk.img.old").read_bytes() == before


def test_make_disk_get_brings_files(image, tmp_path):
    """A file, and a folder with all that is in it; what is here already is not lost."""
    done = make("disk-get", f"DISK={image}", "FILE=home/a b/text", f"TO={tmp_path}/brought")
    assert done.returncode == 0 and (tmp_path / "brought").read_text() == "from the host\n", done.stdout
    done = make("disk-get", f"DISK={image}", "FILE=home", f"TO={tmp_path}/all")
    assert done.returncode == 0 and os.path.getsize(tmp_path / "all" / "second3") == LARGE, done.stdout
    assert (tmp_path / "all" / "a b" / "text").read_text() == "from the host\n"
    here = dict(cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    (tmp_path / "first0").write_text("precious")
    again = subprocess.run([ROOT / "scripts/disk_get.sh", image, "home/first0"], **here)
    assert again.returncode != 0 and "there is a first0 here already" in again.stdout
    assert (tmp_path / "first0").read_text() == "precious"
    assert "has no /nothing" in refused("disk-get", f"DISK={image}", "FILE=/nothing")
    assert "neither a file nor a folder" in refused("disk-get", f"DISK={image}", "FILE=/dev/null")
    assert "usage: make disk-get" in refused("disk-get", f"DISK={image}")


def test_make_disk_check_has_a_look(image):
    """It only looks."""
    assert make("disk-check", f"DISK={image}").returncode == 0
    subprocess.run(["debugfs", "-w", "-R", "set_inode_field /home links_count 9", image], check=True)
    before = image.read_bytes()
    assert "ref count is 9, should be 3" in refused("disk-check", f"DISK={image}")
    assert image.read_bytes() == before
