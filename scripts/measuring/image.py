# scripts/measuring/image.py: how large the parts of a kernel's image are, as its section table tells.

import struct
from collections import Counter

# The sections of linker/kernel.ld, by what they are to a reader.
PARTS = {
    ".text": "code",
    ".rodata": "constants",
    ".data": "data",
    ".bss": "zeroes",
    ".root_image": "root file system",
    ".symbols": "names for backtraces",
}


def parts(path):
    """{part: bytes}, of a 64-bit little-endian ELF file (System V ABI, chapter 4)."""
    image = path.read_bytes()
    (table,) = struct.unpack_from("<Q", image, 0x28)
    entry_size, count, names_index = struct.unpack_from("<HHH", image, 0x3A)

    def section(index):
        name, _, _, _, offset, size = struct.unpack_from("<IIQQQQ", image, table + index * entry_size)
        return name, offset, size

    _, names, _ = section(names_index)
    sizes = Counter({part: 0 for part in PARTS.values()})
    for index in range(count):
        name, _, size = section(index)
        text = image[names + name : image.index(b"\0", names + name)].decode()
        if text in PARTS:
            sizes[PARTS[text]] += size
    return dict(sizes)
