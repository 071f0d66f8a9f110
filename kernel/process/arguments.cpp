// process/arguments.cpp: what a new program finds on its stack.
#include "process/arguments.h"
#include "device/random.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "memory/user_copy.h"
#include "process/new_memory.h"

namespace {

constexpr usize kBlockOrder = 4;
static_assert(kPageSize << kBlockOrder == ARGUMENT_BYTES_MAX);

// What the auxiliary vector tells (System V ABI, "Process Initialization"); the numbers are Linux's (its
// include/uapi/linux/auxvec.h). A library that is not told of some finds another way.
enum class Auxiliary : u64 {
    end = 0,
    program_headers = 3, // where they are in memory
    program_header_size = 4,
    program_header_count = 5,
    page_size = 6,
    linker_base = 7, // there is none
    entry = 9,
    user = 11,
    effective_user = 12,
    group = 13,
    effective_group = 14,
    processor = 16,   // a bit for each letter in the name of the instruction set
    clock_ticks = 17, // in a second, for times()
    secure = 23,      // whether the program may do more than who started it
    random = 25,      // where 16 random bytes are
    path = 31,        // where its path is
};

struct AuxiliaryEntry {
    Auxiliary kind;
    u64 value;
};

constexpr u64 letter(char each) { return u64{1} << (each - 'A'); }
constexpr u64 kProcessor = letter('I') | letter('M') | letter('A') | letter('F') | letter('D') | letter('C');
constexpr u64 kClockTicks = 100;
constexpr u64 kAuxiliaryEntries = 16;
struct RandomBytes {
    u64 words[2];
};

} // namespace

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

Result<void> ArgumentBlock::add_string(const char* text) {
    const usize size = strlen(text) + 1;
    if (size > room()) return Errno::toobig;
    memcpy(strings() + size_, text, size);
    size_ += size;
    return {};
}

Result<void> ArgumentBlock::add_argument(const char* text) {
    TRY(add_string(text));
    arguments_++;
    return {};
}

Result<void> ArgumentBlock::add_variable(const char* text) {
    TRY(add_string(text));
    environment_++;
    return {};
}

Result<void> ArgumentBlock::add_path(const char* path) { return add_string(path); }

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

Result<void> ArgumentBlock::insert_first(const char* argument) {
    const usize size = strlen(argument) + 1;
    if (size > room()) return Errno::toobig;
    memmove(strings() + size, strings(), size_);
    memcpy(strings(), argument, size);
    size_ += size;
    arguments_++;
    return {};
}

Result<void> ArgumentBlock::replace_first(const char* argument) {
    if (arguments_ > 0) {
        const usize size = strlen(strings()) + 1;
        size_ -= size;
        memmove(strings(), strings() + size, size_);
        arguments_--;
    }
    return insert_first(argument);
}

// From the stack pointer up: argc, the addresses of the arguments, 0, those of the environment, 0, the auxiliary vector, the
// strings, and random bytes.
Result<VirtAddr> ArgumentBlock::place(AddressSpace& space, const ElfImage& image) const {
    const RandomBytes random = {{random_number(), random_number()}};
    const VirtAddr random_start(kStackTop.value() - sizeof(random));
    const VirtAddr strings_start(random_start.value() - round_up(size_, 16));
    const usize words = 1 + arguments_ + 1 + environment_ + 1;
    const usize below_strings = words * sizeof(u64) + kAuxiliaryEntries * sizeof(AuxiliaryEntry);
    const VirtAddr stack_pointer(round_down(strings_start.value() - below_strings, 16));

    TRY(fill(space, random_start, &random, sizeof(random)));
    TRY(fill(space, strings_start, strings(), size_));
    const u64 count = arguments_;
    TRY(fill(space, stack_pointer, &count, sizeof(count)));
    const VirtAddr path = TRY(place_addresses(space, stack_pointer + sizeof(count), strings_start));

    // Whoever is not told where the program headers are is not told how many there are.
    const bool has_headers = image.program_headers != VirtAddr();
    const AuxiliaryEntry auxiliary[kAuxiliaryEntries] = {
        {Auxiliary::page_size, kPageSize},
        {Auxiliary::linker_base, 0},
        {Auxiliary::entry, image.entry.value()},
        {Auxiliary::user, 0},
        {Auxiliary::effective_user, 0},
        {Auxiliary::group, 0},
        {Auxiliary::effective_group, 0},
        {Auxiliary::processor, kProcessor},
        {Auxiliary::clock_ticks, kClockTicks},
        {Auxiliary::secure, 0},
        {Auxiliary::random, random_start.value()},
        {Auxiliary::path, path.value()},
        {has_headers ? Auxiliary::program_headers : Auxiliary::end, image.program_headers.value()},
        {Auxiliary::program_header_size, kProgramHeaderSize},
        {Auxiliary::program_header_count, image.program_header_count},
        {Auxiliary::end, 0},
    };
    TRY(fill(space, stack_pointer + words * sizeof(u64), auxiliary, sizeof(auxiliary)));
    return stack_pointer;
}

// Of all strings but the path; where that is. After each of the two lists there is a 0: new memory is zero.
Result<VirtAddr> ArgumentBlock::place_addresses(AddressSpace& space, VirtAddr next,
                                                VirtAddr strings_start) const {
    const char* text = strings();
    for (usize i = 0; i < arguments_ + environment_; i++) {
        if (i == arguments_) next = next + sizeof(u64);
        const u64 address = strings_start.value() + static_cast<u64>(text - strings());
        TRY(fill(space, next, &address, sizeof(address)));
        next = next + sizeof(u64);
        text += strlen(text) + 1;
    }
    return strings_start + static_cast<u64>(text - strings());
}

std::span<const char> ArgumentBlock::arguments() const {
    usize size = 0;
    for (usize i = 0; i < arguments_; i++) size += strlen(strings() + size) + 1;
    return {strings(), size};
}
