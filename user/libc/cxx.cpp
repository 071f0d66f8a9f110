// user/libc/cxx.cpp: what C++ programs need beneath them: new and delete, guards of local statics, and last words.

#include "lock.h"
#include <new>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace {

[[noreturn]] void die(const char* why) {
    write(STDERR_FILENO, why, strlen(why));
    write(STDERR_FILENO, "\n", 1);
    abort();
}

// There are no exceptions: a program that did not ask for nothrow cannot be told, so it ends.
void* allocate_or_die(usize bytes) {
    void* memory = malloc(bytes);
    if (!memory) die("operator new: out of memory");
    return memory;
}

void* allocate_or_die(usize bytes, std::align_val_t alignment) {
    void* memory = aligned_alloc(static_cast<usize>(alignment), bytes);
    if (!memory) die("operator new: out of memory");
    return memory;
}

u8* first_byte(u32* guard) { return reinterpret_cast<u8*>(guard); } // where the ABI has it
bool is_made(u32* guard) { return __atomic_load_n(first_byte(guard), __ATOMIC_ACQUIRE) != 0; }

} // namespace

const std::nothrow_t std::nothrow{};

// Weak: a program may have its own.
[[gnu::weak]] void* operator new(usize bytes) { return allocate_or_die(bytes); }
[[gnu::weak]] void* operator new[](usize bytes) { return allocate_or_die(bytes); }
[[gnu::weak]] void* operator new(usize bytes, std::align_val_t alignment) {
    return allocate_or_die(bytes, alignment);
}
[[gnu::weak]] void* operator new[](usize bytes, std::align_val_t alignment) {
    return allocate_or_die(bytes, alignment);
}
[[gnu::weak]] void* operator new(usize bytes, const std::nothrow_t&) noexcept { return malloc(bytes); }
[[gnu::weak]] void* operator new[](usize bytes, const std::nothrow_t&) noexcept { return malloc(bytes); }
[[gnu::weak]] void* operator new(usize bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return aligned_alloc(static_cast<usize>(alignment), bytes);
}
[[gnu::weak]] void* operator new[](usize bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return aligned_alloc(static_cast<usize>(alignment), bytes);
}

[[gnu::weak]] void operator delete(void* memory) noexcept { free(memory); }
[[gnu::weak]] void operator delete[](void* memory) noexcept { free(memory); }
[[gnu::weak]] void operator delete(void* memory, usize) noexcept { free(memory); }
[[gnu::weak]] void operator delete[](void* memory, usize) noexcept { free(memory); }
[[gnu::weak]] void operator delete(void* memory, std::align_val_t) noexcept { free(memory); }
[[gnu::weak]] void operator delete[](void* memory, std::align_val_t) noexcept { free(memory); }
[[gnu::weak]] void operator delete(void* memory, usize, std::align_val_t) noexcept { free(memory); }
[[gnu::weak]] void operator delete[](void* memory, usize, std::align_val_t) noexcept { free(memory); }
[[gnu::weak]] void operator delete(void* memory, const std::nothrow_t&) noexcept { free(memory); }
[[gnu::weak]] void operator delete[](void* memory, const std::nothrow_t&) noexcept { free(memory); }
[[gnu::weak]] void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    free(memory);
}
[[gnu::weak]] void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    free(memory);
}

// The names that the C++ ABI gives these (Itanium C++ ABI, 3.2.6, 3.3.3 and 3.3.5).
extern "C" {

void* __dso_handle = nullptr; // tells libraries apart that are loaded at run time; there are none

[[noreturn]] void __cxa_pure_virtual() { die("a pure virtual function was called"); }
[[noreturn]] void __cxa_deleted_virtual() { die("a deleted virtual function was called"); }
[[noreturn]] void __cxa_throw_bad_array_new_length() { die("operator new[]: an impossible length"); }

// The guard of a local static: its first byte says that the object is made, its second word is held by who makes it.
int __cxa_guard_acquire(u32* guard) {
    if (is_made(guard)) return 0;
    if (!libc::try_take(guard[1])) {
        if (!libc::threaded) die("a local static object needs itself to be made");
        libc::wait_and_take(guard[1]);
    }
    if (!is_made(guard)) return 1;
    libc::give_back(guard[1]); // another thread was faster
    return 0;
}

void __cxa_guard_release(u32* guard) {
    __atomic_store_n(first_byte(guard), 1, __ATOMIC_RELEASE);
    libc::give_back(guard[1]);
}

void __cxa_guard_abort(u32* guard) { libc::give_back(guard[1]); }

} // extern "C"

// What the standard headers call where they would throw.
namespace std {

[[noreturn]] void terminate() noexcept { die("std::terminate was called"); }
[[noreturn]] void __throw_bad_alloc() { die("std::bad_alloc"); }
[[noreturn]] void __throw_bad_array_new_length() { die("std::bad_array_new_length"); }
[[noreturn]] void __throw_bad_function_call() { die("std::bad_function_call"); }
[[noreturn]] void __throw_length_error(const char* where) { die(where); }
[[noreturn]] void __throw_logic_error(const char* where) { die(where); }
[[noreturn]] void __throw_invalid_argument(const char* where) { die(where); }
[[noreturn]] void __throw_out_of_range(const char* where) { die(where); }
[[noreturn]] void __throw_out_of_range_fmt(const char* where, ...) { die(where); }

} // namespace std
