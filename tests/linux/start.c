/* tests/linux/start.c: what a program for Linux finds at its first instruction, without any library.
 *
 * It prints nothing that differs from machine to machine: the same lines come under qemu-riscv64.
 */
#include <stddef.h>
#include <stdint.h>

enum {
    CALL_OPENAT = 56,
    CALL_READ = 63,
    CALL_WRITE = 64,
    CALL_EXIT_GROUP = 94,
    CALL_UNAME = 160,
    CALL_BRK = 214,
    CALL_MUNMAP = 215,
    CALL_MMAP = 222,
    CALL_MPROTECT = 226,
    CALL_MADVISE = 233,
};

static long call(long number, long a, long b, long c, long d, long e, long f) {
    register long a0 __asm__("a0") = a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;
    register long a4 __asm__("a4") = e;
    register long a5 __asm__("a5") = f;
    register long a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
    return a0;
}

static size_t length_of(const char* text) {
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

static void say(const char* text) { call(CALL_WRITE, 1, (long)text, (long)length_of(text), 0, 0, 0); }

static void say_number(long value) {
    char digits[24];
    char* at = digits + sizeof digits - 1;
    const int negative = value < 0;
    *at = 0;
    do *--at = (char)('0' + (negative ? -(value % 10) : value % 10));
    while (value /= 10);
    if (negative) *--at = '-';
    say(at);
}

static void tell(const char* what, long value) {
    say(what);
    say(": ");
    say_number(value);
    say("\n");
}

static int are_equal(const char* one, const char* other) {
    while (*one && *one == *other) one++, other++;
    return *one == *other;
}

/* --- the auxiliary vector --- */

static const uint64_t* vector;

static uint64_t auxiliary(uint64_t kind) {
    for (const uint64_t* at = vector; at[0]; at += 2)
        if (at[0] == kind) return at[1];
    return (uint64_t)-1;
}

struct ProgramHeader {
    uint32_t type, flags;
    uint64_t offset, address, physical, file_size, memory_size, alignment;
};

void _start(void);

static void tell_vector(const char* path) {
    const struct ProgramHeader* headers = (const struct ProgramHeader*)auxiliary(3);
    long loads = 0;
    for (uint64_t i = 0; i < auxiliary(5); i++) loads += headers[i].type == 1;
    tell("program headers of 56 bytes", auxiliary(4) == 56);
    tell("some of them loaded", loads > 0);
    tell("page size", (long)auxiliary(6));
    tell("no linker", auxiliary(7) == 0);
    tell("entry", auxiliary(9) == (uint64_t)_start);
    tell("instruction sets A, C, D, F, I, M", (auxiliary(16) & 0x112d) == 0x112d);
    tell("not secure", auxiliary(23) == 0);
    tell("its path is its name", are_equal((const char*)auxiliary(31), path));
    const uint64_t* random = (const uint64_t*)auxiliary(25);
    tell("random", random[0] != random[1]);
}

/* --- what the first lines of a library need --- */

static volatile double halved =
    21;                           /* in the writable segment, which shares a page of the file with another */
static volatile long zeros[5000]; /* and is larger in memory */

static void tell_memory(void) {
    long sum = 0;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) sum += zeros[i];
    tell("zeros", sum);
    halved /= 2;
    tell("floating point", (long)(halved * 4));

    const long heap = call(CALL_BRK, 0, 0, 0, 0, 0, 0);
    tell("brk moves", call(CALL_BRK, heap + 5000, 0, 0, 0, 0, 0) == heap + 5000);
    *(char*)(heap + 4999) = 1;
    tell("brk that cannot be stays", call(CALL_BRK, 8, 0, 0, 0, 0, 0) == heap + 5000);

    const long place = call(CALL_MMAP, 0, 3 * 4096, 3, 0x22, -1, 0);
    *(long*)(place + 4096) = 7;
    tell("mprotect", call(CALL_MPROTECT, place + 4096, 4096, 1, 0, 0, 0));
    tell("what was there", *(long*)(place + 4096));
    tell("madvise", call(CALL_MADVISE, place + 4096, 4096, 4, 0, 0, 0));
    tell("what is there", *(long*)(place + 4096));
    tell("munmap", call(CALL_MUNMAP, place, 3 * 4096, 0, 0, 0, 0));
}

static void tell_mapped_file(const char* path) {
    const long file = call(CALL_OPENAT, -100, (long)path, 0, 0, 0, 0);
    tell("its own file opens", file >= 0);
    const char* place = (const char*)call(CALL_MMAP, 0, 4096, 1, 2, file, 0);
    tell("mapped, it is an ELF file",
         place[0] == 0x7f && place[1] == 'E' && place[2] == 'L' && place[3] == 'F');
}

static int tell_all(const long* stack) {
    const long count = stack[0];
    const char* const* arguments = (const char* const*)(stack + 1);
    const char* const* environment = arguments + count + 1;
    tell("arguments", count);
    for (long i = 0; i < count; i++) say(arguments[i]), say(i + 1 < count ? "|" : "\n");
    tell("0 after them", (long)arguments[count]);
    while (*environment) environment++;
    vector = (const uint64_t*)(environment + 1);
    tell("stack aligned", (long)stack % 16 == 0);
    tell_vector(arguments[0]);
    tell_memory();
    tell_mapped_file(arguments[0]);

    char name[6 * 65];
    call(CALL_UNAME, (long)name, 0, 0, 0, 0, 0);
    say(name), say(", "), say(name + 4 * 65), say("\n");
    tell("no such call", call(2000, 0, 0, 0, 0, 0, 0));
    if (count == 2 && are_equal(arguments[1], "wait")) call(CALL_READ, 0, (long)name, 1, 0, 0, 0);
    return count == 1 ? 0 : 40 + (int)count;
}

__attribute__((noreturn)) void start_here(const long* stack) {
    call(CALL_EXIT_GROUP, tell_all(stack), 0, 0, 0, 0, 0);
    __builtin_unreachable();
}

__asm__(".globl _start\n"
        "_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    lla gp, __global_pointer$\n"
        "    .option pop\n"
        "    mv a0, sp\n"
        "    j start_here\n");
