# tests/system/test_exec_elf.py: files that look like programs and are none: execve refuses each, unharmed.

import shutil
import struct
import subprocess

import pytest

from harness import symbols

# The layouts of the System V ABI: the header of the file, and that of a segment.
HEADER = struct.Struct("<4sBBBBQHHIQQQIHHHHHH")
HEADER_FIELDS = "magic file_class byte_order version os_abi unused type machine version2 entry phoff".split()
HEADER_FIELDS += "shoff flags header_size phentsize phnum shentsize shnum shstrndx".split()
SEGMENT = struct.Struct("<IIQQQQQQ")
SEGMENT_FIELDS = "type flags offset address physical file_size memory_size align".split()
LOAD, INTERPRETER = 1, 3
EXECUTE, WRITE, READ = 1, 2, 4
TOP = 1 << 64


class Program:
    """The bytes of a program, and its headers as dictionaries."""

    def __init__(self, data):
        self.data = data
        self.header = dict(zip(HEADER_FIELDS, HEADER.unpack_from(data)))
        start, count = self.header["phoff"], self.header["phnum"]
        table = SEGMENT.iter_unpack(data[start : start + count * SEGMENT.size])
        self.segments = [dict(zip(SEGMENT_FIELDS, values)) for values in table]

    @property
    def loads(self):
        return [segment for segment in self.segments if segment["type"] == LOAD]

    @property
    def others(self):
        return [segment for segment in self.segments if segment["type"] != LOAD]

    def with_header(self, **changes):
        return self._packed(self.header | changes, self.segments, self.header["phoff"])

    def with_load(self, number, **changes):
        """The n-th loadable segment is another."""
        changed = self.loads[number]
        return self.with_loads([load | changes if load is changed else load for load in self.loads])

    def with_loads(self, loads):
        """These loadable segments, in place of the old. Their table is where a page was left unfilled."""
        segments = self.others + loads
        table = (self.loads[0]["file_size"] + 7) // 8 * 8
        assert self.loads[0]["offset"] == 0 and table + len(segments) * SEGMENT.size <= 4096
        return self._packed(self.header | {"phnum": len(segments), "phoff": table}, segments, table)

    def _packed(self, header, segments, table):
        data = bytearray(self.data)
        HEADER.pack_into(data, 0, *header.values())
        for i, segment in enumerate(segments):
            values = (value % TOP for value in segment.values())
            SEGMENT.pack_into(data, table + i * SEGMENT.size, *values)
        return bytes(data)


def broken_files(data):
    """Everything that a program must not be, by name."""
    program = Program(data)
    header, loads = program.header, program.loads
    code = next(i for i, load in enumerate(loads) if load["flags"] & EXECUTE)
    table_end = header["phoff"] + header["phnum"] * SEGMENT.size
    contents_end = max(load["offset"] + load["file_size"] for load in loads)
    size, in_page = loads[code]["memory_size"], loads[code]["offset"] % 4096
    # Its first byte is where the code ends, in the same page; the file has it there, too.
    after_code = loads[code] | {"flags": READ, "file_size": 0, "memory_size": 16}
    after_code |= {"address": loads[code]["address"] + size, "offset": loads[code]["offset"] + size}
    assert after_code["address"] % 4096 != 0
    more = more_loads(program)

    return {
        "empty": b"",
        "one-byte": data[:1],
        "magic-only": data[:4],
        "cut-in-header": data[: HEADER.size - 1],
        "header-only": data[: HEADER.size],
        "cut-in-segment-table": data[: table_end - 1],
        "segment-table-only": data[:table_end],
        "cut-in-contents": data[: contents_end - 1],
        "zeros": bytes(8192),
        "garbage": bytes(i * i * 31 % 251 for i in range(10_000)),
        "garbage-after-magic": data[:4] + bytes(i * i * 31 % 251 for i in range(10_000)),
        "wrong-magic": b"\x7fELG" + data[4:],
        "32-bit": program.with_header(file_class=1),
        "class-of-nothing": program.with_header(file_class=0),
        "big-endian": program.with_header(byte_order=2),
        "big-endian-throughout": big_endian(program),
        "version-0": program.with_header(version=0),
        "version-2": program.with_header(version2=2),
        "x86-64": program.with_header(machine=62),
        "aarch64": program.with_header(machine=183),
        "object-file": program.with_header(type=1),
        "position-independent": program.with_header(type=3),
        "core-dump": program.with_header(type=4),
        "short-header-size": program.with_header(header_size=63),
        "other-segment-size": program.with_header(phentsize=32),
        "no-segment-size": program.with_header(phentsize=0),
        "no-segments": program.with_header(phnum=0),
        "too-many-segments": program.with_header(phnum=65535),
        "segments-out-of-file": program.with_header(phoff=len(data)),
        "segments-far-away": program.with_header(phoff=TOP - 8),
        "entry-0": program.with_header(entry=0),
        "entry-in-kernel": program.with_header(entry=0x80000000),
        "entry-after-code": program.with_header(entry=loads[code]["address"] + size),
        "entry-in-data": program.with_header(entry=loads[-1]["address"]),
        "nothing-to-load": program.with_loads([]),
        "no-code": program.with_loads([load for load in loads if load is not loads[code]]),
        "dynamic-linker-wanted": program.with_loads([loads[code] | {"type": INTERPRETER}, *loads]),
        "seventeen-parts": program.with_loads(loads + more[: 17 - len(loads)]),
        "at-null": program.with_load(code, address=0),
        "below-the-lowest": program.with_load(code, address=in_page + 0xF000),
        "in-kernel": program.with_load(code, address=0xFFFFFFC080000000 + in_page),
        "above-the-program-area": program.with_load(code, address=0x3F00000000 + in_page),
        "not-canonical": program.with_load(code, address=1 << 40 | in_page),
        "over-the-stack": program.with_load(-1, memory_size=0x4000000000),
        "huge": program.with_load(-1, memory_size=1 << 62),
        "wrapping": program.with_load(-1, memory_size=TOP - 1),
        "address-wraps": program.with_load(-1, address=TOP - 4096 + loads[-1]["address"] % 4096),
        "more-file-than-memory": program.with_load(code, memory_size=loads[code]["file_size"] - 1),
        "file-out-of-file": program.with_load(code, offset=(len(data) // 4096 + 1) * 4096 + in_page),
        "offset-wraps": program.with_load(code, offset=TOP - 4096 + in_page),
        "misaligned": program.with_load(code, offset=loads[code]["offset"] + 1),
        "overlapping": program.with_loads(loads[: code + 1] + loads[code:]),
        "same-page": program.with_loads([*loads[: code + 1], after_code, *loads[code + 1 :]]),
        "wrong-order": program.with_loads(loads[::-1]),
        "writable-code": program.with_load(code, flags=READ | WRITE | EXECUTE),
        "no-permission": program.with_load(-1, flags=0),
    }


def more_loads(program):
    """Good segments that may follow the others: a page of zeros each."""
    first = (program.loads[-1]["address"] + program.loads[-1]["memory_size"]) // 4096 + 1
    zeros = program.loads[-1] | {"flags": READ | WRITE, "offset": 0, "file_size": 0, "memory_size": 4096}
    return [zeros | {"address": (first + i) * 4096} for i in range(16)]


def big_endian(program):
    data = bytearray(program.with_header(byte_order=2))
    struct.pack_into(HEADER.format.replace("<", ">"), data, 0, *(program.header | {"byte_order": 2}).values())
    return bytes(data)


def address_to_offset(kernel, address):
    """Where in an ELF file the bytes lie that are loaded at an address."""
    for load in Program(kernel).loads:
        if load["address"] <= address < load["address"] + load["file_size"]:
            return load["offset"] + address - load["address"]
    raise AssertionError(f"nothing is loaded at {address:#x}")


def kernel_with_files(configuration, folder, files, to):
    """A copy of the kernel in whose root image lies one more folder, with these files."""
    image = to / "root.img"
    shutil.copy(configuration.image, image)
    commands = [f"mkdir {folder}", f"cd {folder}"]
    for name, data in files.items():
        source = to / name
        source.write_bytes(data)
        source.chmod(0o755)
        commands.append(f"write {source} {name}")
    run = dict(text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    said = subprocess.run(["debugfs", "-w", "-f", "-", str(image)], input="\n".join(commands), **run).stdout
    assert said.count("Allocated inode") == len(files), said
    subprocess.run(["e2fsck", "-fn", str(image)], **run)

    names = symbols(configuration.kernel)
    kernel = bytearray(configuration.kernel.read_bytes())
    start = address_to_offset(kernel, names["root_image_start"])
    assert image.stat().st_size == names["root_image_end"] - names["root_image_start"]
    kernel[start : start + image.stat().st_size] = image.read_bytes()
    path = to / "kernel.elf"
    path.write_bytes(kernel)
    return path


@pytest.fixture(scope="module")
def broken_kernel(configuration, tmp_path_factory):
    """A kernel with a folder of broken programs, and their names."""
    folder = tmp_path_factory.mktemp("broken")
    good = configuration.image.parent / "root" / "bin" / "true"
    files = broken_files(good.read_bytes())
    return kernel_with_files(configuration, "broken", files, folder), sorted(files)


def test_every_broken_program_is_refused(batch, broken_kernel):
    """ENOEXEC for each, from one process that tries them all: it stays what it was, and no memory is lost."""
    kernel, names = broken_kernel
    done = batch("/tests/exec_refused /broken", kernel=kernel)
    for name in names:
        assert f"- /broken/{name}: Exec format error\n" in done.console, done.console
        assert f"- /broken/{name}: nothing has changed\n" in done.console, done.console
    assert "not ok" not in done.console, done.console
    assert "no memory is lost" in done.console
    done.expect_status(0)
    assert len(names) > 50


def test_the_shell_says_why(batch, broken_kernel):
    kernel, _ = broken_kernel
    done = batch("/broken/x86-64; echo status $?", kernel=kernel).expect_status(0)
    assert "status 126\n" in done.console, done.console
    assert "Exec format error" in done.console


def test_what_they_were_made_from_is_good(batch, configuration, tmp_path):
    """Made in the same ways, but with nothing broken, they run: what is refused is refused for its fault."""
    data = (configuration.image.parent / "root" / "bin" / "true").read_bytes()
    program = Program(data)
    files = {
        "same": data,
        "header": program.with_header(),
        "table": program.with_loads(program.loads),
        "sixteen-parts": program.with_loads(program.loads + more_loads(program)[: 16 - len(program.loads)]),
    }
    kernel = kernel_with_files(configuration, "good", files, tmp_path)
    command = " && ".join(f"/good/{name}" for name in files)
    batch(f"{command} && exit 42", kernel=kernel).expect_status(42)
