/* tests/linux/heap.c: the heap and the stack as programs use them, and faults at the pages that they are made of. */
#define _GNU_SOURCE
#include "tell.h"

#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, BLOCKS = 200, ROUNDS = 4000 };

static volatile size_t many = (size_t)1 << 40;

/* Blocks of all sizes come, grow and go; each is full of its own number. */
static void heap(void) {
    begin("heap");
    static unsigned char* blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    unsigned state = 7, wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
        state = state * 1664525 + 1013904223;
        const int n = state >> 8 & 0xff;
        if (n >= BLOCKS) continue;
        const size_t size = state >> 16 & (round % 50 ? 0xfff : 0x3ffff);
        for (size_t i = 0; i < sizes[n]; i += 97) wrong += blocks[n][i] != n;
        unsigned char* block = realloc(blocks[n], size + 1);
        for (size_t i = 0; i < sizes[n] && i <= size; i += 97) wrong += block[i] != n;
        memset(block, n, size + 1);
        blocks[n] = block;
        sizes[n] = size + 1;
    }
    for (int n = 0; n < BLOCKS; n++) free(blocks[n]);
    TELL(wrong);
    TELL(malloc_trim(0) >= 0);
    TELL((uintptr_t)aligned_alloc(8192, 8192) % 8192);
    void* place = NULL;
    TELL(posix_memalign(&place, 65536, 10) == 0 && (uintptr_t)place % 65536 == 0);
    TELL(malloc(many * 1000) == NULL && errno == ENOMEM);
    TELL(calloc(many, many) == NULL && errno == ENOMEM);
    char* large = malloc(1 << 20);
    memset(large, 'l', 1 << 20);
    large = realloc(large, 5 << 20);
    TELL(large[0] == 'l' && large[(1 << 20) - 1] == 'l' && large[4 << 20] == 0);
    free(large);
    void* before = sbrk(0);
    TELL(sbrk(100000) == before);
    TELL((char*)sbrk(-100000) - (char*)before);
}

static sigjmp_buf place;
static volatile uintptr_t fault_address;
static void note_fault(int signal, siginfo_t* info, void* context) {
    (void)context;
    fault_address = (uintptr_t)info->si_addr;
    siglongjmp(place, signal * 100 + info->si_code);
}

/* 0, or the signal and its code. */
static int fault_of_read(const volatile char* address) {
    const int fault = sigsetjmp(place, 1);
    if (fault == 0) (void)*address;
    return fault;
}

static int fault_of_write(volatile char* address) {
    const int fault = sigsetjmp(place, 1);
    if (fault == 0) *address = 1;
    return fault;
}

static void pages(void) {
    begin("pages");
    struct sigaction action = {.sa_sigaction = note_fault, .sa_flags = SA_SIGINFO};
    TELL(sigaction(SIGSEGV, &action, NULL));
    TELL(sigaction(SIGBUS, &action, NULL));
    char* const memory = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TELL(fault_of_write(memory + PAGE));
    TELL(mprotect(memory + PAGE, PAGE, PROT_READ));
    TELL(fault_of_write(memory + PAGE + 5));
    TELL(fault_address == (uintptr_t)memory + PAGE + 5);
    TELL(memory[PAGE]);
    TELL(mprotect(memory + PAGE, PAGE, PROT_NONE));
    TELL(fault_of_read(memory + PAGE));
    TELL(munmap(memory + 2 * PAGE, PAGE));
    TELL(fault_of_read(memory + 2 * PAGE));
    TELL(fault_of_write(memory + 3 * PAGE));
    TELL(mprotect(memory, 4 * PAGE, PROT_READ));
    TELL(mprotect(memory + 1, PAGE, PROT_READ));
    TELL(munmap(memory + 1, PAGE));
    TELL(munmap(memory, 0));
    TELL(munmap(memory, 4 * PAGE));
    TELL(munmap(memory, 4 * PAGE));
    TELL(fault_of_read((char*)1) / 100 == SIGSEGV);
}

/* Deep enough for more pages than any program starts with. */
static int deep(int depth) {
    volatile char room[1000];
    room[0] = (char)depth;
    return depth == 0 ? 0 : deep(depth - 1) + room[0] - (char)depth + 1;
}

static void stack(void) {
    begin("stack");
    TELL(deep(1000));
    volatile char* const room = __builtin_alloca(500000);
    room[0] = 1;
    TELL(room[0]);
}

int main(void) {
    heap();
    pages();
    stack();
    return 0;
}
