// process/elf.cpp: the checks that a file must pass to become a program.
//
// The layouts and names are those of the System V ABI, chapters 4 ("Object Files") and 5 ("Program Loading").
#include "process/elf.h"
#include "lib/string.h"

namespace {

struct ElfHeader { // Elf64_Ehdr
    u8 magic[4];
    u8 file_class;
    u8 byte_order;
    u8 ident_version;
    u8 os_abi;
    u8 unused[8];
    u16 type;
    u16 machine;
    u32 version;
    u64 entry;
    u64 program_headers;
    u64 section_headers;
    u32 flags;
    u16 header_size;
    u16 program_header_size;
    u16 program_header_count;
    u16 section_header_size;
    u16 section_header_count;
    u16 section_names;
};
static_assert(sizeof(ElfHeader) == 64);

struct ProgramHeader { // Elf64_Phdr
    u32 type;
    u32 flags;
    u64 offset;
    u64 address;
    u64 physical_address;
    u64 file_size;
    u64 memory_size;
    u64 alignment;
};
static_assert(sizeof(ProgramHeader) == kProgramHeaderSize);

struct NoteHeader { // Elf64_Nhdr; the name and the descriptor follow, each filled up to a multiple of 4 bytes
    u32 name_size;
    u32 descriptor_size;
    u32 type;
};
static_assert(sizeof(NoteHeader) == 12);

constexpr u8 kMagic[4] = {0x7f, 'E', 'L', 'F'};
constexpr u8 kClass64 = 2;
constexpr u8 kLittleEndian = 1;
constexpr u8 kCurrentVersion = 1;
constexpr u16 kTypeExecutable = 2;  // linked for fixed addresses
constexpr u16 kTypeIndependent = 3; // linked for address 0, and can be moved
constexpr u16 kMachineRiscv = 243;

constexpr u32 kSegmentLoad = 1;
constexpr u32 kSegmentInterpreter = 3;
constexpr u32 kSegmentNote = 4;

constexpr u32 kFlagExecute = 1;
constexpr u32 kFlagWrite = 2;
constexpr u32 kFlagRead = 4;

using Bytes = std::span<const u8>;

// Whether `size` bytes from `offset` on lie within the first `limit`; no sum, so nothing can overflow.
bool lies_within(u64 offset, u64 size, u64 limit) { return offset <= limit && size <= limit - offset; }

// A copy of what lies at an offset, which need not be aligned. The caller has checked that it is there.
template <class T> T read_at(Bytes bytes, u64 offset) {
    T value;
    memcpy(&value, bytes.data() + offset, sizeof(T));
    return value;
}

// A program like others, but one that cannot run here.
Errno refuse(ElfImage& image, const char* obstacle) {
    image.obstacle = obstacle;
    return Errno::noexec;
}

Result<void> check_header(const ElfHeader& header, u64 head_size, ElfImage& image) {
    if (memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) return Errno::noexec;
    const bool is_for_this = header.file_class == kClass64 && header.byte_order == kLittleEndian &&
                             header.machine == kMachineRiscv;
    if (!is_for_this) return refuse(image, "a program for another processor");
    if (header.ident_version != kCurrentVersion || header.version != kCurrentVersion) return Errno::noexec;
    if (header.type != kTypeExecutable && header.type != kTypeIndependent) return Errno::noexec;
    if (header.header_size != sizeof(ElfHeader)) return Errno::noexec;
    if (header.program_header_size != sizeof(ProgramHeader)) return Errno::noexec;
    const u64 size = header.program_header_count * sizeof(ProgramHeader);
    if (!lies_within(header.program_headers, size, head_size)) return Errno::noexec;
    return {};
}

// `lowest` is the first address that the segment may have.
Result<void> check_segment(const ProgramHeader& header, u64 file_size, VirtAddr lowest, ElfImage& image) {
    if (header.file_size > header.memory_size) return Errno::noexec;
    if (header.file_size != 0 && !lies_within(header.offset, header.file_size, file_size))
        return Errno::noexec;
    if (header.offset % kPageSize != header.address % kPageSize) return Errno::noexec;
    if (VirtAddr(header.address).page() < lowest) return Errno::noexec;
    if (!lies_within(header.address, header.memory_size, kProgramEnd.value())) return Errno::noexec;
    // A page that nobody may use would be taken for a table (Privileged manual, 4.3.1); and no page is for code
    // and for writing.
    if ((header.flags & (kFlagRead | kFlagWrite | kFlagExecute)) == 0) return Errno::noexec;
    if ((header.flags & kFlagWrite) && (header.flags & kFlagExecute))
        return refuse(image, "a program with memory that is both written and executed");
    return {};
}

Result<void> add_segment(const ProgramHeader& header, u64 file_size, ElfImage& image) {
    if (header.memory_size == 0 && header.file_size == 0) return {}; // linkers leave such behind
    if (image.segment_count == kLoadSegmentsMax) return Errno::noexec;
    VirtAddr lowest = kUserStart;
    if (image.segment_count != 0) {
        lowest = VirtAddr(round_up(image.segments[image.segment_count - 1].end().value(), kPageSize));
    }
    TRY(check_segment(header, file_size, lowest, image));
    image.segments[image.segment_count++] = {
        .file_offset = header.offset,
        .file_size = header.file_size,
        .address = VirtAddr(header.address),
        .memory_size = header.memory_size,
        .readable = (header.flags & (kFlagRead | kFlagWrite)) != 0, // Sv39 has no pages for writing only
        .writable = (header.flags & kFlagWrite) != 0,
        .executable = (header.flags & kFlagExecute) != 0,
    };
    return {};
}

// Looks for Stile's note among those of one segment.
bool has_stile_note(Bytes notes) {
    while (notes.size() >= sizeof(NoteHeader)) {
        const NoteHeader header = read_at<NoteHeader>(notes, 0);
        notes = notes.subspan(sizeof(NoteHeader));
        const u64 name_space = round_up(u64{header.name_size}, 4);
        if (!lies_within(name_space, header.descriptor_size, notes.size())) return false;
        if (header.type == kNoteType && header.name_size == sizeof(kNoteName) &&
            memcmp(notes.data(), kNoteName, sizeof(kNoteName)) == 0)
            return true;
        const u64 size = name_space + round_up(u64{header.descriptor_size}, 4);
        notes = notes.subspan(size < notes.size() ? size : notes.size());
    }
    return false;
}

Result<void> add_program_header(const ProgramHeader& header, Bytes head, u64 file_size, ElfImage& image) {
    switch (header.type) {
    case kSegmentLoad: return add_segment(header, file_size, image);
    case kSegmentInterpreter:
        return refuse(image, "a dynamically linked program; only static ones run here: link it with -static");
    case kSegmentNote:
        if (lies_within(header.offset, header.file_size, head.size()))
            image.native = image.native || has_stile_note(head.subspan(header.offset, header.file_size));
        return {};
    default: return {}; // hints and debugging aids
    }
}

// Where the program finds its own program headers: some segment brings that part of the file into memory.
VirtAddr address_in_memory(const ElfImage& image, u64 offset, u64 size) {
    for (const LoadSegment& segment : image.load_segments()) {
        if (offset >= segment.file_offset &&
            lies_within(offset - segment.file_offset, size, segment.file_size))
            return segment.address + (offset - segment.file_offset);
    }
    return VirtAddr();
}

bool is_code(const ElfImage& image, VirtAddr address) {
    for (const LoadSegment& segment : image.load_segments()) {
        if (segment.executable && address >= segment.address && address < segment.end()) return true;
    }
    return false;
}

} // namespace

Result<void> parse_elf(std::span<const u8> head, u64 file_size, ElfImage& image) {
    image = {};
    if (head.size() < sizeof(ElfHeader) || head.size() > file_size) return Errno::noexec;
    const ElfHeader header = read_at<ElfHeader>(head, 0);
    TRY(check_header(header, head.size(), image));

    const u64 base = header.type == kTypeIndependent ? kIndependentBase.value() : 0;
    for (usize i = 0; i < header.program_header_count; i++) {
        const u64 offset = header.program_headers + i * sizeof(ProgramHeader);
        ProgramHeader program_header = read_at<ProgramHeader>(head, offset);
        program_header.address +=
            base; // should that overflow, the sum is an address as good or bad as any other
        TRY(add_program_header(program_header, head, file_size, image));
    }
    if (image.native && base != 0) return Errno::noexec; // ours are linked for a place
    image.entry = VirtAddr(header.entry + base);
    image.program_header_count = header.program_header_count;
    image.program_headers =
        address_in_memory(image, header.program_headers, header.program_header_count * sizeof(ProgramHeader));
    if (!is_code(image, image.entry)) return Errno::noexec; // nor is there anything to run without a segment
    return {};
}
