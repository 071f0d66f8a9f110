// process/program.cpp: making an address space with a program in it: segments, heap, stack.
#include "process/program.h"
#include "debug/log.h"
#include "fs/ext2.h"
#include "fs/path.h"
#include "memory/heap.h"
#include "memory/page_buffer.h"
#include "process/new_memory.h"
#include "process/script.h"

namespace {

constexpr int kScriptsMax = 5; // one the interpreter of the other

Protection protection_of(const LoadSegment& segment) {
    if (segment.executable) return Protection::read_execute;
    return segment.writable ? Protection::read_write : Protection::read;
}

Result<void> load_segment(AddressSpace& space, Inode& file, const LoadSegment& segment) {
    TRY(space.add_region(segment.address.page(), VirtAddr(round_up(segment.end().value(), kPageSize)),
                         protection_of(segment)));
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

// Where handlers of signals return to, in a program for Linux: sigreturn. Libraries that unwind a stack know a signal's frame
// by these two instructions.
Result<void> add_signal_return(AddressSpace& space) {
    constexpr u32 kCode[] = {0x08b00893, 0x00000073}; // li a7, 139; ecall
    TRY(space.add_region(kSignalReturn, kSignalReturn + kPageSize, Protection::read_execute));
    return fill(space, kSignalReturn, kCode, sizeof(kCode));
}

Result<Program> load_elf(Inode& file, std::span<const u8> head, const char* name,
                         const ArgumentBlock& arguments) {
    Owned<ElfImage> image = TRY(make<ElfImage>());
    const Result<void> parsed = parse_elf(head, file.size(), *image);
    if (image->obstacle) log("%s: %s\n", name, image->obstacle);
    if (!parsed) return parsed.error();

    Ref<AddressSpace> space = TRY(AddressSpace::create());
    VirtAddr end;
    for (const LoadSegment& segment : image->load_segments()) {
        TRY(load_segment(*space, file, segment));
        end = segment.end();
    }
    space->place_heap(VirtAddr(round_up(end.value(), kPageSize)));
    TRY(space->add_region(VirtAddr(kStackTop.value() - kStackSizeMax), kStackTop, Protection::read_write));
    if (!image->native) TRY(add_signal_return(*space));
    const VirtAddr stack_pointer = TRY(arguments.place(*space, *image));
    const Personality personality = image->native ? PERSONALITY_NATIVE : PERSONALITY_LINUX;
    return Program{std::move(space), image->entry, stack_pointer, personality, name};
}

// Before the path of a script, which is the first argument now, comes what its first line says.
Result<void> insert_interpreter(ArgumentBlock& arguments, const Script& script) {
    if (script.option) TRY(arguments.insert_first(script.option));
    return arguments.insert_first(script.interpreter);
}

} // namespace

const char* base_name(const char* path) {
    const char* name = path;
    for (const char* at = path; *at; at++)
        if (*at == '/' && at[1]) name = at + 1;
    return name;
}

Result<Program> load_program(const Ref<Inode>& directory, const char* path, ArgumentBlock& arguments) {
    const PageBuffer head = TRY(PageBuffer::create());
    static_assert(kElfHeadSize <= kPageSize);
    for (int scripts = 0; scripts <= kScriptsMax; scripts++) {
        const char* name = scripts == 0 ? path : arguments.first();
        Ref<Inode> file = TRY(find_program(directory, name));
        const Shared shared(file->file_system().lock());
        const usize length = TRY(file->read(0, head.bytes(), kElfHeadSize));
        Script script;
        if (!parse_script({head.bytes(), length}, script))
            return load_elf(*file, {head.bytes(), length}, name, arguments);
        if (scripts == 0) TRY(arguments.replace_first(path));
        TRY(insert_interpreter(arguments, script));
    }
    return Errno::loop;
}

void Program::begin(TrapFrame& frame) const {
    const u64 kernel_tp = frame.kernel_tp;
    frame = {};
    frame.epc = entry.value();
    frame.sp = stack_pointer.value();
    frame.status = XSTATUS_XPIE; // interrupts on, user mode, floating point off until it is used
    frame.kernel_tp = kernel_tp;
}
