/* tests/linux/image.c: what linkers put into programs, found again in memory.
 *
 * Thread-local variables, constructors, tables that become constants, large alignments. It is linked in several ways by
 * tests/system/test_linux_images.py.
 */
#define _GNU_SOURCE
#include "tell.h"
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- constructors, before main and in order --- */

static char order[8];
static void note(char which) { order[strlen(order)] = which; }
__attribute__((constructor(102))) static void second(void) { note('b'); }
__attribute__((constructor(101))) static void first(void) { note('a'); }
__attribute__((constructor)) static void third(void) { note('c'); }

/* --- variables --- */

static _Alignas(65536) char far_aligned[100] = "at a place of its own";
static char zeros[300000];
static volatile int counted = 17;
static const char* const names[] = {"tables", "with addresses", order};

static int count_zeros(void) {
    int count = 0;
    for (size_t i = 0; i < sizeof zeros; i++) count += zeros[i] == 0;
    return count;
}

/* --- of each thread --- */

static _Thread_local int own = 42;
static _Thread_local _Alignas(256) char own_zeros[1000];

static void* in_a_thread(void* unused) {
    (void)unused;
    TELL(own++);
    TELL((uintptr_t)own_zeros % 256);
    own_zeros[999] = 'x';
    return NULL;
}

/* --- what may not be done --- */

static void tell_access(const char* what, void (*access)(void)) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        access();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    printf("%s: %s\n", what, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "allowed");
}

/* Places that the compiler does not know, or it would see through what is done to them. */
static void* hide(const void* place) {
    void* hidden = (void*)place;
    __asm__("" : "+r"(hidden));
    return hidden;
}
static void write_table(void) { *(const char* volatile*)hide(names) = NULL; }
static void write_code(void) { *(volatile int*)hide(hide) = 0; }
static void run_data(void) { ((void (*)(void))hide(far_aligned))(); }
static void read_null(void) { (void)*(volatile int*)hide(NULL); }

/* --- what the kernel says of the program --- */

static int tell_header(struct dl_phdr_info* info, size_t size, void* loads) {
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const int type = (int)info->dlpi_phdr[i].p_type;
        if (type == PT_LOAD) ++*(int*)loads;
        if (type == PT_TLS) printf("thread-local: %ld bytes\n", (long)info->dlpi_phdr[i].p_memsz);
        if (type == PT_GNU_RELRO) printf("something becomes constant\n");
    }
    return 1;
}

static void headers(void) {
    int loads = 0;
    TELL(dl_iterate_phdr(tell_header, &loads));
    TELL(loads > 1);
    TELL(getauxval(AT_PAGESZ));
    TELL(getauxval(AT_PHENT));
    const char* path = (const char*)getauxval(AT_EXECFN);
    TELL(strcmp(path, program_invocation_name));
}

int main(void) {
    begin("an image");
    printf("%s\n", order);
    TELL(counted++);
    TELL(counted);
    TELL((uintptr_t)far_aligned % 65536);
    printf("%s, %s, %s\n", far_aligned, names[0], names[2]);
    TELL(count_zeros());

    pthread_t thread;
    for (int i = 0; i < 2; i++) {
        const int made = pthread_create(&thread, NULL, in_a_thread, NULL);
        TELL(pthread_join(thread, NULL));
        TELL(made);
    }
    TELL(own);
    TELL((uintptr_t)own_zeros % 256);
    TELL(own_zeros[999]);

    tell_access("writing to a table", write_table);
    tell_access("writing to code", write_code);
    tell_access("running data", run_data);
    tell_access("reading at address 0", read_null);
    headers();
    return 7;
}
