// process/program.cpp: making an address space with a program in it: segments, stack, arguments.
#include "process/program.h"
#include "fs/ext2.h"
#include "fs/path.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "memory/page_buffer.h"
#include "process/elf.h"

namespace {

constexpr usize kBlockOrder = 4;
static_assert(kPageSize << kBlockOrder == ARGUMENT_BYTES_MAX);

// Fills memory of a new program, whatever the program may do with it later. Nobody else knows the space yet, so that
// its pages stay where they are without the lock.
Result<u8*> page_to_fill(AddressSpace& space, VirtAddr page) {
    Guard guard(space.lock());
    return space.page_for(page, Access::load);
}

Result<void> fill(AddressSpace& space, VirtAddr to, const void* bytes, usize count) {
    const u8* next = static_cast<const u8*>(bytes);
    while (count > 0) {
        const usize rest = kPageSize - to.page_offset();
        const usize here = count < rest ? count : rest;
        u8* page = TRY(page_to_fill(space, to.page()));
        memcpy(page + to.page_offset(), next, here);
        to = to + here;
        next += here;
        count -= here;
    }
    return {};
}

Result<void> load_segment(AddressSpace& space, Inode& file, const LoadSegment& segment) {
    const Protection protection = segment.executable ? Protection::read_execute
                                  : segment.writable ? Protection::read_write
                                                     : Protection::read;
    TRY(space.add_region(segment.address.page(), VirtAddr(round_up(segment.end().value(), kPageSize)),
                         protection));
    VirtAddr to = segment.address;
    u64 offset = segment.file_offset;
    for (u64 left = segment.file_size; left > 0;) {
        const u64 rest = kPageSize - to.page_offset();
        const u64 here = left < rest ? left : rest;
        u8* page = TRY(page_to_fill(space, to.page()));
        if (TRY(file.read(offset, page + to.page_offset(), here)) != here) return Errno::io;
        to = to + here;
        offset += here;
        left -= here;
    }
    return {};
}

// The regular file at a path that is marked as a program.
Result<Ref<Inode>> find_program(const Ref<Inode>& directory, const char* path) {
    Ref<Inode> file = TRY(lookup(directory, path, AT_DEFAULT));
    if (file->is_directory()) return Errno::isdir;
    if (file->kind() != S_IFREG || !(file->mode() & 0111)) return Errno::acces;
    return file;
}

Result<void> read_elf(Inode& file, ElfImage& image) {
    const PageBuffer head = TRY(PageBuffer::create());
    static_assert(kElfHeadSize <= kPageSize);
    const usize length = TRY(file.read(0, head.bytes(), kElfHeadSize));
    return parse_elf({head.bytes(), length}, file.size(), image);
}

} // namespace

const char* base_name(const char* path) {
    const char* name = path;
    for (const char* at = path; *at; at++)
        if (*at == '/' && at[1]) name = at + 1;
    return name;
}

Result<Program> load_program(const Ref<Inode>& directory, const char* path, const ArgumentBlock& arguments) {
    Ref<Inode> file = TRY(find_program(directory, path));
    const Shared shared(file->file_system().lock());
    Owned<ElfImage> image = TRY(make<ElfImage>());
    TRY(read_elf(*file, *image));
    if (!image->native) return Errno::noexec; // its calls would mean something else here

    Owned<AddressSpace> space = TRY(AddressSpace::create());
    VirtAddr end;
    for (const LoadSegment& segment : image->load_segments()) {
        TRY(load_segment(*space, *file, segment));
        end = segment.end();
    }
    space->place_heap(VirtAddr(round_up(end.value(), kPageSize)));
    TRY(space->add_region(VirtAddr(kStackTop.value() - kStackSizeMax), kStackTop, Protection::read_write));
    const VirtAddr stack_pointer = TRY(arguments.place(*space));

    return Program{std::move(space), image->entry, stack_pointer};
}

void Program::begin(TrapFrame& frame) const {
    const u64 kernel_tp = frame.kernel_tp;
    frame = {};
    frame.epc = entry.value();
    frame.sp = stack_pointer.value();
    frame.status = XSTATUS_XPIE; // interrupts on, user mode, floating point off until it is used
    frame.kernel_tp = kernel_tp;
}

// --- arguments ---

Result<Owned<ArgumentBlock>> ArgumentBlock::create() {
    Owned<ArgumentBlock> block = TRY(make<ArgumentBlock>());
    block->memory_ = TRY(pages::allocate(kBlockOrder));
    return block;
}

ArgumentBlock::~ArgumentBlock() {
    if (memory_ != PhysAddr()) pages::release(memory_);
}

char* ArgumentBlock::strings() const { return pointer_to<char>(memory_); }

usize ArgumentBlock::room() const {
    const usize pointers = (arguments_ + environment_ + 1) * sizeof(u64); // with the one that is to come
    return size_ + pointers < ARGUMENT_BYTES_MAX ? ARGUMENT_BYTES_MAX - size_ - pointers : 0;
}

Result<void> ArgumentBlock::add_argument(const char* text) {
    const usize size = strlen(text) + 1;
    if (size > room()) return Errno::toobig;
    memcpy(strings() + size_, text, size);
    size_ += size;
    arguments_++;
    return {};
}

Result<void> ArgumentBlock::add_arguments(AddressSpace& space, In<Str> list) {
    return add_list(space, list, arguments_);
}

Result<void> ArgumentBlock::add_environment(AddressSpace& space, In<Str> list) {
    return add_list(space, list, environment_);
}

// Without a list there are no strings.
Result<void> ArgumentBlock::add_list(AddressSpace& space, In<Str> list, usize& count) {
    if (!list.address()) return {};
    for (u64 at = list.address();; at += sizeof(u64)) {
        u64 text = 0;
        TRY(copy_in(space, text, In<u64>(at)));
        if (!text) return {};
        const Result<usize> length = copy_string(space, strings() + size_, Str(text), room());
        if (!length) return length.error() == Errno::nametoolong ? Errno::toobig : length.error();
        size_ += length.value() + 1;
        count++;
    }
}

// From the stack pointer up: argc, the addresses of the arguments, 0, those of the environment, 0, the auxiliary
// vector (only its end: two zero words), and then the strings.
Result<VirtAddr> ArgumentBlock::place(AddressSpace& space) const {
    const VirtAddr strings_start(kStackTop.value() - round_up(size_, 16));
    TRY(fill(space, strings_start, strings(), size_));
    const usize words = 1 + arguments_ + 1 + environment_ + 1 + 2;
    const VirtAddr stack_pointer(round_down(strings_start.value() - words * sizeof(u64), 16));

    VirtAddr next = stack_pointer;
    const u64 count = arguments_;
    TRY(fill(space, next, &count, sizeof(count)));
    next = next + sizeof(u64);
    const char* text = strings();
    for (usize i = 0; i < arguments_ + environment_; i++) {
        if (i == arguments_) next = next + sizeof(u64); // the 0 after the arguments: new memory is zero
        const u64 address = strings_start.value() + static_cast<u64>(text - strings());
        TRY(fill(space, next, &address, sizeof(address)));
        next = next + sizeof(u64);
        text += strlen(text) + 1;
    }
    return stack_pointer;
}
