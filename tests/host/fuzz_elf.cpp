// tests/host/fuzz_elf.cpp: gives any bytes to the ELF checker, which must read nothing else.
//
// What it accepts must keep the rules that the loader relies on.
#include "process/elf.h"

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_segment(const LoadSegment& segment, VirtAddr lowest, u64 file_size) {
    require(segment.address.page() >= lowest);
    require(segment.memory_size != 0 && segment.memory_size <= kProgramEnd.value());
    require(segment.end() > segment.address && segment.end() <= kProgramEnd);
    require(segment.file_size <= segment.memory_size);
    require(segment.file_size == 0 || segment.file_size <= file_size);
    require(segment.file_size == 0 || segment.file_offset <= file_size - segment.file_size);
    require(segment.file_offset % kPageSize == segment.address.page_offset());
    require(segment.readable || segment.executable);
    require(!segment.writable || (segment.readable && !segment.executable));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const u8* data, usize size) {
    ElfImage image;
    if (!parse_elf({data, std::min(size, kElfHeadSize)}, size, image)) return 0;
    require(image.segment_count >= 1 && image.segment_count <= kLoadSegmentsMax);
    VirtAddr lowest = kUserStart;
    bool entry_is_code = false;
    for (const LoadSegment& segment : image.load_segments()) {
        check_segment(segment, lowest, size);
        lowest = VirtAddr(round_up(segment.end().value(), kPageSize));
        if (segment.executable && image.entry >= segment.address && image.entry < segment.end())
            entry_is_code = true;
    }
    require(entry_is_code);
    return 0;
}
