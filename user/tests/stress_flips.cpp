// user/tests/stress_flips.cpp: what a call is given changes while it runs: it acts on what it read once, or fails.
//
// Two threads change memory, two make calls that read or write it. Which of both came first cannot be told: any lawful
// answer is right, and afterwards nothing is lost.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "table.h"
#include "tap.h"
#include "team.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

namespace {

constexpr u64 kPage = 4096;
constexpr u64 kPages = 8;
constexpr usize kThreads = 4;
constexpr usize kFlippers = 2;
constexpr int kCalls = 150; // of each of the others

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

const table::Row& row_of(sys::Call call) {
    for (const table::Row& row : table::kRows)
        if (row.is(call)) return row;
    tap::bail_out("no row %lu", static_cast<u64>(call));
}

using Arguments = u64[table::kMostParameters];

// One kind of disturbance: what is changed, and a call that looks at it.
struct Scene {
    const char* what;
    sys::Call call;
    void (*flip)(Random& random);
    void (*choose)(Random& random, Arguments& arguments);
    void (*undo)(i64 answer); // of a call that succeeded
};

// --- what is flipped ---

alignas(64) char path[64];
PollEntry entries[64];
SignalAction action;
u32 word;
char* memory; // pages that come and go
int zero, file;
constexpr const char* kFile = "/tmp/stress_flips";
constexpr const char* kLink = "/tmp/stress_flips.link";

void close_it(i64 fd) { close(static_cast<int>(fd)); }
void remove_link(i64) { (void)unlink(kLink); }
void nothing(i64) {}

void flip_path(Random& random) {
    static constexpr const char* kPaths[] = {"/bin/true",      "/none", "/usr/poem.txt/x",
                                             "/../dev/./null", "/",     "."};
    const char* next = kPaths[random.below(6)];
    for (usize i = 0; i < sizeof path - 1; i++) { // not at once: a call may see some of both
        __atomic_store_n(&path[i], next[i], __ATOMIC_RELAXED);
        if (next[i] == 0) break;
    }
}
void choose_openat(Random& random, Arguments& arguments) {
    arguments[0] = static_cast<u64>(AT_FDCWD);
    arguments[1] = address_of(path + random.below(2));
}
void choose_fstatat(Random&, Arguments& arguments) {
    static struct stat answer;
    arguments[0] = static_cast<u64>(AT_FDCWD);
    arguments[1] = address_of(path);
    arguments[2] = address_of(&answer);
}
void choose_chdir(Random&, Arguments& arguments) { arguments[0] = address_of(path); }

void choose_symlinkat(Random&, Arguments& arguments) { // the path is what the link says
    arguments[0] = address_of(path);
    arguments[1] = static_cast<u64>(AT_FDCWD);
    arguments[2] = address_of(kLink);
}

void flip_entries(Random& random) {
    PollEntry& entry = entries[random.below(64)];
    entry.fd = random.below(4) ? static_cast<int>(random.below(70)) - 3 : zero;
    entry.events = static_cast<short>(random.next());
    entry.revents = static_cast<short>(random.next());
}
void choose_poll(Random& random, Arguments& arguments) {
    arguments[0] = address_of(entries);
    arguments[1] = random.below(65);
    arguments[2] = random.below(2) ? 0 : random.below(100'000);
}

void handle(int) {}
void flip_action(Random& random) {
    action.handler = random.below(2) ? reinterpret_cast<u64>(&handle) : SIGNAL_IGNORE;
    action.flags = random.next();
    action.mask = random.next();
}
void choose_sigaction(Random& random, Arguments& arguments) {
    arguments[0] = random.below(SIGNAL_COUNT + 2);
    arguments[1] = address_of(&action);
    arguments[2] = random.below(2) ? address_of(&action) : 0; // what is read is written too
}

void flip_word(Random& random) {
    __atomic_store_n(&word, static_cast<u32>(random.below(2)), __ATOMIC_SEQ_CST);
    (void)sys::futex_wake(&word, 1);
}
void choose_futex(Random& random, Arguments& arguments) {
    arguments[0] = address_of(&word);
    arguments[1] = random.below(2);
    arguments[2] = random.below(200'000);
}

// Pages are taken away, made read-only, or given back, each for itself.
void flip_memory(Random& random) {
    char* page = memory + random.below(kPages) * kPage;
    constexpr int kKind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    switch (random.below(4)) {
    case 0: (void)munmap(page, kPage); return;
    case 1: (void)mprotect(page, kPage, PROT_READ); return;
    default: (void)mmap(page, kPage, PROT_READ | PROT_WRITE, kKind, -1, 0); return;
    }
}
u64 somewhere(Random& random) { return address_of(memory) + random.below(kPages * kPage); }
void choose_transfer(Random& random, Arguments& arguments) {
    arguments[0] = static_cast<u64>(zero);
    arguments[1] = somewhere(random);
    arguments[2] = random.below(3 * kPage);
}
void choose_place(Random& random, Arguments& arguments) {
    choose_transfer(random, arguments);
    arguments[0] = static_cast<u64>(file);
    arguments[3] = random.below(8 * kPage);
}
void choose_list(Random& random, Arguments& arguments) {
    arguments[0] = somewhere(random);
    arguments[1] = random.below(5);
}
void choose_text(Random& random, Arguments& arguments) {
    arguments[0] = somewhere(random);
    arguments[1] = random.below(2 * kPage);
}
void choose_path_in_memory(Random& random, Arguments& arguments) {
    arguments[0] = static_cast<u64>(AT_FDCWD);
    arguments[1] = somewhere(random);
    arguments[2] = somewhere(random);
}
void choose_word_in_memory(Random& random, Arguments& arguments) {
    arguments[0] = somewhere(random) & ~3ul;
    arguments[1] = 0;
    arguments[2] = random.below(50'000);
}

constexpr Scene kScenes[] = {
    {"a path that changes", sys::Call::openat, flip_path, choose_openat, close_it},
    {"a path that changes", sys::Call::fstatat, flip_path, choose_fstatat, nothing},
    {"a path that changes", sys::Call::chdir, flip_path, choose_chdir, nothing},
    {"a path that changes", sys::Call::symlinkat, flip_path, choose_symlinkat, remove_link},
    {"entries that change", sys::Call::poll, flip_entries, choose_poll, nothing},
    {"an action that changes", sys::Call::sigaction, flip_action, choose_sigaction, nothing},
    {"a word that changes", sys::Call::futex_wait, flip_word, choose_futex, nothing},
    {"memory that comes and goes", sys::Call::read, flip_memory, choose_transfer, nothing},
    {"memory that comes and goes", sys::Call::write, flip_memory, choose_transfer, nothing},
    {"memory that comes and goes", sys::Call::pread, flip_memory, choose_place, nothing},
    {"memory that comes and goes", sys::Call::pwrite, flip_memory, choose_place, nothing},
    {"memory that comes and goes", sys::Call::process_list, flip_memory, choose_list, nothing},
    {"memory that comes and goes", sys::Call::thread_list, flip_memory, choose_list, nothing},
    {"memory that comes and goes", sys::Call::kernel_log, flip_memory, choose_text, nothing},
    {"memory that comes and goes", sys::Call::getcwd, flip_memory, choose_text, nothing},
    {"memory that comes and goes", sys::Call::fstatat, flip_memory, choose_path_in_memory, nothing},
    {"memory that comes and goes", sys::Call::openat, flip_memory, choose_path_in_memory, close_it},
    {"memory that comes and goes", sys::Call::futex_wait, flip_memory, choose_word_in_memory, nothing},
};

// --- playing them ---

u32 playing; // threads that still make calls

int flip_until_done(const Scene& scene, Random& random) {
    while (__atomic_load_n(&playing, __ATOMIC_ACQUIRE)) {
        scene.flip(random);
        // On one hart too it shall change often; where pages go all harts are asked, so not all of the time.
        (void)(scene.flip == flip_memory ? sys::sleep(20'000) : sys::sched_yield());
    }
    return 0;
}

int make_calls(const Scene& scene, Random& random) {
    const table::Row& row = row_of(scene.call);
    int wrong = 0;
    for (int i = 0; i < kCalls; i++) {
        Arguments arguments = {};
        scene.choose(random, arguments);
        const i64 answer = table::make_call(row, arguments);
        if (answer >= 0) scene.undo(answer);
        if (table::is_lawful(row, arguments, answer)) continue;
        tap::note("%s(0x%lx, 0x%lx, 0x%lx): %s", row.name, arguments[0], arguments[1], arguments[2],
                  tap::result_in_words(answer).text);
        wrong++;
    }
    __atomic_fetch_sub(&playing, 1, __ATOMIC_RELEASE);
    return wrong;
}

int play(const Scene& scene, u64 seed) {
    playing = kThreads - kFlippers;
    Team team(kThreads, [&](u64 number) {
        Random random(seed * kThreads + number + 1);
        return number < kFlippers ? flip_until_done(scene, random) : make_calls(scene, random);
    });
    return team.ok() ? 0 : 1;
}

// --- execve, of which no thread comes back ---

constexpr usize kStrings = 8;
char* list[kStrings + 1];
char longest[ARGUMENT_BYTES_MAX];

void flip_list(Random& random) {
    char* const kinds[] = {path,
                           longest,
                           longest + sizeof longest - 2,
                           memory + random.below(kPages * kPage),
                           reinterpret_cast<char*>(8),
                           nullptr}; // one of them is no memory at all
    __atomic_store_n(&list[random.below(kStrings)], kinds[random.below(6)], __ATOMIC_RELAXED);
    longest[random.below(sizeof longest - 1)] = random.below(3) ? 'x' : 0;
    flip_memory(random);
}

// The child becomes another program in the end, or after many tries is told of it.
int execute_flipping(u64 seed) {
    const table::Row& row = row_of(sys::Call::execve);
    playing = 1;
    Team team(kThreads, [&](u64 number) {
        Random random(seed * kThreads + number + 1);
        while (number < kFlippers) {
            flip_list(random);
            (void)sys::sleep(20'000);
        }
        for (int i = 0; i < 40; i++) {
            const Arguments arguments = {address_of("/bin/true"), address_of(list), address_of(list)};
            const i64 answer = table::make_call(row, arguments);
            if (!table::is_lawful(row, arguments, answer)) _exit(2);
        }
        _exit(0);
        return 0;
    });
    return team.ok();
}

void play_all(u64 seed) {
    for (const Scene& scene : kScenes) {
        const table::Row& row = row_of(scene.call);
        tap::equal(child::run([&] { return play(scene, seed); }), child::exits(0),
                   tap::words("%s and %s: lawful answers [0.7] [3.6]", row.name, scene.what).text);
    }
    tap::All all("execve and strings that change: another program, or a lawful answer [0.7] [3.6]");
    for (u64 i = 0; i < 8; i++)
        all.equal(child::run([&] { return execute_flipping(seed * 8 + i); }), child::exits(0), "the child");
}

} // namespace

int main(int argc, char** argv) {
    constexpr int kKind = MAP_PRIVATE | MAP_ANONYMOUS;
    memory = static_cast<char*>(mmap(nullptr, kPages * kPage, PROT_READ | PROT_WRITE, kKind, -1, 0));
    zero = open("/dev/zero", O_RDWR);
    file = open(kFile, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || unlink(kFile) != 0) // it goes with its descriptor
        tap::bail_out("no file can be made in /tmp");
    memset(longest, 'x', sizeof longest - 1);
    leaks::Watch watch;
    for (const u64 seed : stress::Seeds(argc, argv)) {
        play_all(seed);
        watch.ok("nothing is lost");
    }
    return tap::done();
}
