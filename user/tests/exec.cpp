// user/tests/exec.cpp: execve: what the new program is given, what it keeps, and what it no longer has.
//
// The test runs itself: with a word as its first argument it is the new program, and looks at what it finds.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

namespace {

constexpr const char* kSelf = "/tests/exec";
constexpr int kMany = 500;

// --- the arguments that both sides compute ---

// Of any length from 0 on, and with any bytes but zero.
void make_argument(int number, char* to, usize length) {
    Random random(static_cast<u64>(number) + 1);
    for (usize i = 0; i < length; i++) to[i] = static_cast<char>(random.below(255) + 1);
    to[length] = 0;
}

char storage[70'000];
char* list[kMany + 4];

// Runs this program in a child with what is in `list`.
child::Ending run_self(char* const* environment) {
    return child::run([environment] {
        execve(kSelf, list, environment);
        return errno;
    });
}

char* const no_environment[] = {nullptr};

char* word(const char* text) { return const_cast<char*>(text); } // execve changes none of its strings

// --- the new program ---

int look_at_many(int count, char** arguments) {
    if (count != kMany + 2 || arguments[count] != nullptr) return 1;
    char expected[100];
    for (int i = 0; i < kMany; i++) {
        make_argument(i, expected, static_cast<usize>(i) % 60);
        if (strcmp(arguments[i + 2], expected) != 0) return 2;
    }
    return 0;
}

int look_at_long(int count, char** arguments) {
    static char expected[40'000];
    if (count != 4) return 1;
    make_argument(1, expected, 5000);
    if (strcmp(arguments[2], expected) != 0) return 2;
    make_argument(2, expected, 39'000);
    return strcmp(arguments[3], expected) == 0 ? 0 : 3;
}

int look_at_environment() {
    const char* value = getenv("COLOUR");
    if (!value || strcmp(value, "deep blue") != 0) return 1;
    if (getenv("EMPTY") == nullptr || *getenv("EMPTY") != 0) return 2;
    int count = 0;
    while (environ[count]) count++;
    return count == 3 && !getenv("PATH") ? 0 : 3;
}

// Descriptor 10 was to stay and is at its place in /bin/sh; 11 was to be closed. The rest was told by arguments.
int look_at_what_stays(char** arguments) {
    char directory[100];
    if (atoi(arguments[2]) != getpid()) return 1;
    if (atoi(arguments[3]) != getppid()) return 2;
    if (atoi(arguments[4]) != getpgrp()) return 3;
    if (!getcwd(directory, sizeof directory) || strcmp(directory, "/bin") != 0) return 4;
    if (lseek(10, 0, SEEK_CUR) != 77) return 5;
    return lseek(11, 0, SEEK_CUR) == -1 && errno == EBADF ? 0 : 6;
}

int initialised = 5;
int uninitialised;

// New memory: nothing of the old program's data, heap or stack.
int look_at_memory() {
    if (initialised != 5 || uninitialised != 0) return 1;
    const u64 start = sys::brk(0).value();
    if (!sys::brk(start + 8192)) return 2;
    for (u64 at = start; at < start + 8192; at++)
        if (*reinterpret_cast<char*>(at) != 0) return 3; // new heap
    const char* below = static_cast<char*>(__builtin_frame_address(0)) - 20'000;
    for (const char* at = below - 100'000; at < below; at++)
        if (*at != 0) return 4;
    return 0;
}

// The stack pointer is aligned, and argc, argv and envp are where the psABI has them: main got them from there.
int look_at_layout(int count, char** arguments) {
    if (reinterpret_cast<u64>(arguments) % 8 != 0 || reinterpret_cast<u64>(arguments - 1) % 16 != 0) return 1;
    if (*reinterpret_cast<u64*>(arguments - 1) != static_cast<u64>(count)) return 2; // argc itself
    return environ == arguments + count + 1 ? 0 : 3;
}

int be_the_new_program(int count, char** arguments) {
    const char* what = arguments[1];
    if (strcmp(what, "many") == 0) return look_at_many(count, arguments);
    if (strcmp(what, "long") == 0) return look_at_long(count, arguments);
    if (strcmp(what, "environment") == 0) return look_at_environment();
    if (strcmp(what, "stays") == 0) return count == 5 ? look_at_what_stays(arguments) : 10;
    if (strcmp(what, "memory") == 0) return look_at_memory();
    if (strcmp(what, "layout") == 0) return look_at_layout(count, arguments);
    if (strcmp(what, "status") == 0) return 66;
    if (strcmp(what, "again") == 0) {
        const int left = atoi(arguments[2]);
        if (left == 0) return 67;
        char number[16];
        snprintf(number, sizeof number, "%d", left - 1);
        execl(kSelf, "exec", "again", number, nullptr);
    }
    return 111;
}

// --- the test ---

void arguments_and_environment() {
    char* at = storage;
    list[0] = word("exec");
    list[1] = word("many");
    for (int i = 0; i < kMany; i++) {
        list[i + 2] = at;
        make_argument(i, at, static_cast<usize>(i) % 60);
        at += i % 60 + 1;
    }
    list[kMany + 2] = nullptr;
    tap::equal(run_self(no_environment), child::exits(0), "500 arguments of all lengths and bytes arrive");

    list[1] = word("long");
    list[2] = storage;
    list[3] = storage + 5001;
    list[4] = nullptr;
    make_argument(1, list[2], 5000);
    make_argument(2, list[3], 39'000);
    tap::equal(run_self(no_environment), child::exits(0),
               "arguments longer than a page, and than many, arrive");

    char* const environment[] = {word("COLOUR=deep blue"), word("EMPTY="), word("no assignment"), nullptr};
    list[1] = word("environment");
    list[2] = nullptr;
    tap::equal(run_self(environment), child::exits(0), "the environment arrives, and only that");
    list[1] = word("layout");
    tap::equal(run_self(environment), child::exits(0), "argc, argv and envp lie on an aligned stack");
    list[1] = word("status");
    tap::equal(run_self(nullptr), child::exits(66), "without an environment it is empty");
    list[0] = nullptr;
    tap::equal(run_self(no_environment), child::exits(55), "without arguments argc is 0");
    tap::equal(child::run([] { return static_cast<int>(sys::execve(kSelf, nullptr, nullptr).error()); }),
               child::exits(55), "a null list of arguments is an empty one");
}

void what_stays() {
    const auto ending = child::run([] {
        char numbers[3][16];
        setpgid(0, 0);
        snprintf(numbers[0], sizeof numbers[0], "%d", getpid());
        snprintf(numbers[1], sizeof numbers[1], "%d", getppid());
        snprintf(numbers[2], sizeof numbers[2], "%d", getpgrp());
        const int file = open("/bin/sh", O_RDONLY);
        lseek(file, 77, SEEK_SET);
        if (dup3(file, 10, 0) != 10 || dup3(file, 11, O_CLOEXEC) != 11) return 20;
        if (chdir("/bin") != 0) return 21;
        execl(kSelf, "exec", "stays", numbers[0], numbers[1], numbers[2], nullptr);
        return 22;
    });
    tap::equal(
        ending, child::exits(0),
        "pid, parent, group, directory, open files and their offsets stay; what is O_CLOEXEC is closed");
}

void new_memory() {
    const auto ending = child::run([] {
        char on_stack[200'000];
        memset(on_stack, 's', sizeof on_stack);
        asm volatile("" : : "r"(on_stack) : "memory"); // so that the compiler keeps the stores
        initialised = uninitialised = 99;
        char* on_heap = static_cast<char*>(malloc(100'000));
        memset(on_heap, 'h', 100'000);
        execl(kSelf, "exec", "memory", nullptr);
        return 30;
    });
    tap::equal(ending, child::exits(0), "nothing of the old program's data, heap or stack is left");
}

void again_and_again() {
    leaks::Watch watch;
    tap::equal(child::run([] { return execl(kSelf, "exec", "again", "100", nullptr); }), child::exits(67),
               "a program runs itself a hundred times over");
    watch.ok("and no page is left behind");
}

void name_of_the_program() {
    const pid_t pid = child::start([] { return execl("/bin/../bin/sleep", "not my name", "1000", nullptr); });
    tap::ok(child::becomes(pid, "sleep"),
            "process_list tells the name of the file, not that of the argument");
    kill(pid, SIGKILL);
    tap::equal(child::ending_of(pid), child::ends_by(SIGKILL), "its end");
}

// A relative path starts at the current directory.
void relative_path() {
    const auto ending = child::run([] {
        if (chdir("/tests") != 0) return 40;
        execl("exec", "exec", "status", nullptr);
        return 41;
    });
    tap::equal(ending, child::exits(66), "a path may be relative to the current directory");
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 0) return 55;
    if (argc > 1) return be_the_new_program(argc, argv);
    leaks::Watch watch;
    arguments_and_environment();
    what_stays();
    new_memory();
    again_and_again();
    name_of_the_program();
    relative_path();
    watch.ok("nothing is left behind");
    return tap::done();
}
