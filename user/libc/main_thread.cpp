// user/libc/main_thread.cpp: the thread-local variables of the main thread, before anything else runs.

#include "abi/integers.h"
#include <string.h>

extern "C" {

// Marks of the linker script: what thread-local variables start as; and room for those of the main thread.
extern const char tls_image_start[];
extern const char tls_image_end[];
extern char main_thread_tls[];

void set_up_main_thread();

} // extern "C"

// The psABI's layout: tp points to the first thread-local variable. What the image leaves out is zero, as the room is.
void set_up_main_thread() {
    const usize bytes = static_cast<usize>(tls_image_end - tls_image_start);
    if (bytes > 0) memcpy(main_thread_tls, tls_image_start, bytes);
    asm volatile("mv tp, %0" : : "r"(main_thread_tls) : "memory"); // a register that C++ cannot name
}
