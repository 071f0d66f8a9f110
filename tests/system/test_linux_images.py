# tests/system/test_linux_images.py: programs for Linux that were linked in several ways, and files that are none.

import re
import struct
import subprocess

import pytest

import disks
import linux
from harness import Batch

KINDS = ("fixed", "constants", "far_apart", "one_file_page", "elsewhere")


@pytest.fixture(scope="module")
def here(configuration, tmp_path_factory):
    """What each prints, and its status, in one machine."""
    place = tmp_path_factory.mktemp("here")
    return linux.run_here(configuration, linux.new_disk(configuration, place, KINDS), place, KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_however_it_was_linked(here, name):
    """[4.7] Thread-local variables, constructors, RELRO, alignments of 2 MiB, segments that share a page of the file."""
    done = subprocess.run([linux.emulator(), linux.folder() / name], capture_output=True, text=True)
    assert done.stdout.count("\n") > 25 and here[name] == (done.returncode, done.stdout)


def changed(data, offset, form, value):
    data = bytearray(data)
    struct.pack_into(form, data, offset, value)
    return bytes(data)


def with_segment(data, kind, change):
    """The first segment of this kind is another; the layouts are those of the System V ABI."""
    start, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
    for place in range(start, start + count * 56, 56):
        if struct.unpack_from("<I", data, place)[0] == kind:
            return changed(data, place + change[0], *change[1:])
    raise AssertionError(f"no segment of kind {kind}")


LOAD, NOTE = 1, 4
PROCESSOR = "a program for another processor"


def broken(data):
    """Files by name, each with what the log says of it, if anything."""
    return {
        "for-x86": (changed(data, 18, "<H", 62), PROCESSOR),
        "for-32-bits": (changed(data, 4, "<B", 1), PROCESSOR),
        "big-endian": (changed(data, 5, "<B", 2), PROCESSOR),
        "written-and-run": (with_segment(data, LOAD, (4, "<I", 7)), "a program with memory that is both written and executed"),
        "object-file": (changed(data, 16, "<H", 1), None),
        "core-file": (changed(data, 16, "<H", 4), None),
        "cut-in-header": (data[:40], None),
        "cut-in-segments": (data[:100], None),
        "cut-in-contents": (data[: len(data) // 2], None),
        "in-the-kernel": (with_segment(data, LOAD, (16, "<Q", 0x8000_0000_0000)), None),
    }


def test_what_is_no_program(configuration, tmp_path):
    """[4.7] Each is refused with ENOEXEC, and the log says why where that helps; a note that makes no sense harms nobody."""
    data = (linux.folder() / "fixed").read_bytes()
    files = broken(data)
    files["odd-note"] = (with_segment(data, NOTE, (8, "<Q", 1 << 62)), None)
    for name, (content, _) in files.items():
        (tmp_path / name).write_bytes(content)
    image = linux.new_disk(configuration, tmp_path, ())
    linux.put(image, {name: tmp_path / name for name in files})
    command = "; ".join(f"echo {name}:; /data/{name} 2>&1" for name in files)
    (tmp_path / "all").write_text(command.replace("; ", "\n") + "\n")
    linux.put(image, {"all": tmp_path / "all"})
    console = Batch(configuration, command="sh /data/all", more=disks.on_disk(image)).expect_status(7).console
    said = dict(re.findall(r"^([\w-]+):\n(.*?)(?=^[\w-]+:\n|\Z)", console, re.MULTILINE | re.DOTALL))
    assert "--- an image ---" in said.pop("odd-note")
    for name, (_, why) in broken(data).items():
        expected = f"/data/{name}: {why}\n" if why else ""
        assert said[name] == f"{expected}sh: /data/{name}: Exec format error\n", console
