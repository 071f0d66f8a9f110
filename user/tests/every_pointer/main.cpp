// user/tests/every_pointer/main.cpp: every pointer of every row, to memory of every kind: it works, or the answer is EFAULT.
//
// Which parameters are pointers, and to what, the table says; good_calls.cpp has one good call of each such row.
#include "../child.h"
#include "../tap.h"
#include "good_calls.h"
#include <sys/mman.h>

namespace {

using sys::Call;
constexpr u64 kPage = 4096;
constexpr u8 kUntouched = 0x5a;

u64 address_of(const void* pointer) { return reinterpret_cast<u64>(pointer); }

int release[2];     // what a child waits for
int first_free = 0; // the descriptor that a good call gets

// --- the ground: two pages, and nothing before and after them ---

class Ground {
  public:
    static void create() {
        const auto memory = mmap(nullptr, 4 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        first_ = address_of(memory) + kPage; // from here on a number, as for the kernel
    }
    static u64 first() { return first_; }
    static u64 second() { return first_ + kPage; }
    static u64 end() { return first_ + 2 * kPage; }

    // New pages, which nobody has touched.
    static void renew() { map(first_, 2 * kPage, PROT_READ | PROT_WRITE); }
    static void mark() { memset(bytes(first_), kUntouched, 2 * kPage); }
    static void take_away(u64 page) { (void)munmap(bytes(page), kPage); }
    static void protect(u64 page, int protection) { (void)mprotect(bytes(page), kPage, protection); }
    static char* bytes(u64 address) { return reinterpret_cast<char*>(address); } // its own memory

    // Whether all is untouched but these bytes; what cannot be read is not looked at.
    static bool is_untouched(u64 from, u64 page_end, u64 object, u64 bytes_of_it) {
        for (u64 at = from; at < page_end; at++)
            if ((at < object || at >= object + bytes_of_it) && *bytes(at) != static_cast<char>(kUntouched))
                return false;
        return true;
    }

  private:
    static void map(u64 address, u64 size, int protection) {
        (void)mmap(bytes(address), size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    }
    static inline u64 first_;
};

// --- one pointer of one good call ---

// What is there now. Not inlined, as the compiler would believe that it knows how large the object there is.
[[gnu::noinline]] u32 load(u64 address) {
    return __atomic_load_n(reinterpret_cast<u32*>(address), __ATOMIC_ACQUIRE);
}

struct Pointer {
    const table::Row& row;
    const Good& good;
    usize index;

    const table::Parameter& parameter() const { return row.parameters[index]; }
    bool is_output() const { return parameter().kind == table::Kind::output; }
    u64 bytes() const { return good.bytes[index] ? good.bytes[index] : parameter().size; }
    // Words of futexes must be aligned; all else may be anywhere.
    u64 alignment() const { return parameter().type == table::type_of<u32> ? sizeof(u32) : 1; }

    // What the call answers with ordinary memory; of those that succeed, not always the same.
    bool is_usual(i64 answer) const {
        const i64 usual = call(good.arguments[index]);
        return usual < 0 ? answer == usual : answer >= 0;
    }

    // What the program would have there.
    void put_object(u64 at) const {
        memcpy(Ground::bytes(at), Ground::bytes(good.arguments[index]), bytes());
    }

    i64 call(u64 address) const {
        u64 arguments[table::kMostParameters];
        memcpy(arguments, good.arguments, sizeof arguments);
        arguments[index] = address;
        if (good.prepare) good.prepare();
        const i64 answer = table::make_call(row, arguments);
        clean_up(answer, address);
        return answer;
    }

    // What a good call leaves behind; waiting children too, those of calls that failed among them.
    void clean_up(i64 answer, u64 address) const {
        if (row.is(Call::thread_create) && answer >= 0)
            while (load(address)) (void)sys::sched_yield();
        if (row.is(Call::waitpid))
            while (waitpid(-1, nullptr, WNOHANG) > 0) {
            }
        for (int fd = first_free; fd < first_free + 2; fd++) close(fd);
    }
};

// The same answer as with ordinary memory, and nothing is written beside it.
void expect_good(tap::All& all, const Pointer& pointer, const char* what, u64 address) {
    pointer.put_object(address);
    const i64 answer = pointer.call(address);
    all.check(pointer.is_usual(answer), "%s: got %s", what, tap::result_in_words(answer).text);
}

// The same while a child shares the pages, until one of both writes: the child's stay as they were.
void expect_good_when_shared(tap::All& all, const Pointer& pointer, u64 address) {
    static char before[512];
    pointer.put_object(address);
    memcpy(before, Ground::bytes(address), pointer.bytes());
    const pid_t sharer = child::start([&] {
        char byte;
        (void)read(release[0], &byte, 1);
        return memcmp(before, Ground::bytes(address), pointer.bytes()) == 0 ? 0 : 1;
    });
    const i64 answer = pointer.call(address);
    all.check(pointer.is_usual(answer), "shared with a child: got %s", tap::result_in_words(answer).text);
    (void)write(release[1], "", 1);
    all.equal(child::ending_of(sharer), child::exits(0), "the child, whose memory is as it was");
}

void expect_fault(tap::All& all, const Pointer& pointer, const char* what, u64 address) {
    all.fails(pointer.call(address), Errno::fault, what);
}

// What moves bytes of a file may stop where the program's memory ends, and tell how far it came.
void expect_fault_behind(tap::All& all, const Pointer& pointer, const char* what, u64 address) {
    const i64 answer = pointer.call(address);
    const bool stops = pointer.row.is(Call::pread) || pointer.row.is(Call::pwrite);
    const bool came_half = stops && answer == static_cast<i64>(pointer.bytes() / 2);
    all.check(came_half || answer == -EFAULT, "%s: got %s", what, tap::result_in_words(answer).text);
}

void good_places(tap::All& all, const Pointer& pointer) {
    const u64 bytes = pointer.bytes();
    const u64 across = Ground::second() - bytes / 2 / pointer.alignment() * pointer.alignment();
    const u64 at_end = Ground::end() - bytes;
    struct {
        const char* what;
        u64 address;
    } const places[] = {
        {"in one page", Ground::first() + 64}, {"in two pages", across}, {"up to the last byte", at_end}};
    for (const auto& place : places) {
        Ground::renew();
        Ground::mark();
        expect_good(all, pointer, place.what, place.address);
        all.check(Ground::is_untouched(Ground::first(), Ground::end(), place.address, bytes),
                  "%s: something beside it was changed", place.what);
        expect_good_when_shared(all, pointer, place.address);
    }
    if (!pointer.is_output()) return;
    Ground::renew();
    all.check(pointer.call(across) >= 0 || pointer.row.most < 0, "not touched before");
}

// Half of it is the program's, and half is not.
void half_good_places(tap::All& all, const Pointer& pointer) {
    const u64 bytes = pointer.bytes();
    if (bytes <= pointer.alignment() || bytes < 2) return;
    const u64 across = Ground::second() - bytes / 2;
    struct {
        const char* what;
        void (*make)();
    } const kinds[] = {
        {"a hole in its second half", [] { Ground::take_away(Ground::second()); }},
        {"its second half can't be touched", [] { Ground::protect(Ground::second(), PROT_NONE); }},
        {"its second half is read-only", [] { Ground::protect(Ground::second(), PROT_READ); }},
    };
    for (const auto& kind : kinds) {
        const bool read_only = &kind == &kinds[2];
        if (read_only && !pointer.is_output()) continue;
        Ground::renew();
        Ground::mark();
        pointer.put_object(across);
        kind.make();
        expect_fault_behind(all, pointer, kind.what, across);
        all.check(Ground::is_untouched(Ground::first(), Ground::second(), across, bytes),
                  "%s: something beside it was changed", kind.what);
    }
    Ground::renew();
    Ground::mark();
    pointer.put_object(across);
    Ground::take_away(Ground::first());
    expect_fault(all, pointer, "a hole in its first half", across);
}

void bad_places(tap::All& all, const Pointer& pointer) {
    const u64 half = pointer.bytes() > 4 ? pointer.bytes() / 2 / 4 * 4 : 4;
    struct {
        const char* what;
        u64 address;
    } const places[] = {
        {"after the end of user space", 1ul << 38}, {"the kernel in supervisor mode", 0xffff'ffc0'8020'0000},
        {"not canonical: 2^39", 1ul << 39},         {"2^63", 1ul << 63},
        {"one that wraps around", ~0ul - half + 1}, {"the last bytes of all", ~3ul}};
    for (const auto& place : places) expect_fault(all, pointer, place.what, place.address);
    if (pointer.good.looks) {
        struct {
            const char* what;
            u64 address;
        } const unmapped[] = {{"the first page", 8},
                              {"the kernel in machine mode", 0x8020'0000},
                              {"a device", 0xc00'0000},
                              {"up to the end of user space", (1ul << 38) - half}};
        for (const auto& place : unmapped) expect_fault(all, pointer, place.what, place.address);
        half_good_places(all, pointer);
    }
    if (!pointer.is_output() || !pointer.good.looks) return;
    Ground::renew();
    Ground::mark();
    pointer.put_object(Ground::first());
    Ground::protect(Ground::first(), PROT_READ);
    expect_fault(all, pointer, "what may only be read", Ground::first());
    all.check(Ground::is_untouched(Ground::first(), Ground::second(), Ground::first(), pointer.bytes()),
              "what may only be read was changed beside it");
}

// --- strings ---

// A path of so many bytes that leads where "." does, ending with the last byte of the ground.
u64 long_path(u64 length) {
    Ground::renew();
    const u64 start = Ground::end() - length - 1;
    for (u64 i = 0; i < length; i++) *Ground::bytes(start + i) = i % 2 == length % 2 ? '/' : '.';
    *Ground::bytes(Ground::end() - 1) = 0;
    return start;
}

void strings_without_end(tap::All& all, const Pointer& pointer) {
    Ground::renew();
    memset(Ground::bytes(Ground::first()), 'a', 2 * kPage);
    expect_fault(all, pointer, "a string that runs into a hole", Ground::end() - 100);
    expect_fault(all, pointer, "a string of one byte before a hole", Ground::end() - 1);
    all.fails(pointer.call(Ground::first()), Errno::nametoolong, "a string without end");
    static_assert(PATH_MAX_BYTES == kPage);
    const i64 shortest = pointer.call(address_of("."));
    const i64 longest = pointer.call(long_path(PATH_MAX_BYTES - 1));
    all.check(shortest < 0 ? longest == shortest : longest >= 0, "the longest path: got %s",
              tap::result_in_words(longest).text);
    all.fails(pointer.call(long_path(PATH_MAX_BYTES)), Errno::nametoolong, "one byte more");
}

void try_pointer(const Pointer& pointer) {
    tap::All all(
        tap::words("%s, parameter %lu: memory of every kind [0.7] [0.8]", pointer.row.name, pointer.index + 1)
            .text);
    good_places(all, pointer);
    bad_places(all, pointer);
    if (pointer.parameter().kind == table::Kind::string) strings_without_end(all, pointer);
    chdir("/bin");
}

// A row that has no good call here gets nothing but bad places, and zero for its other arguments.
void try_without_good_call(const table::Row& row) {
    tap::All all(tap::words("%s: bad memory gets a lawful answer [0.8]", row.name).text);
    for (usize i = 0; i < row.arity; i++) {
        if (!row.parameters[i].is_pointer()) continue;
        for (const u64 address : {8ul, 0x8020'0000ul, 1ul << 38, 1ul << 39, 1ul << 63, ~7ul}) {
            u64 arguments[table::kMostParameters] = {};
            arguments[i] = address;
            const i64 answer = table::make_call(row, arguments);
            all.check(table::is_lawful(row, arguments, answer), "parameter %lu at 0x%lx: got %s", i + 1,
                      address, tap::result_in_words(answer).text);
        }
    }
}

} // namespace

int main() {
    make_good_calls_possible();
    if (pipe2(release, 0) != 0) tap::bail_out("no pipe");
    first_free = release[1] + 1;
    Ground::create();
    for (const table::Row& row : table::kRows) {
        const Good* good = good_call(row);
        bool has_pointers = false;
        for (usize i = 0; i < row.arity; i++) {
            if (!row.parameters[i].is_pointer()) continue;
            has_pointers = true;
            if (good) try_pointer({row, *good, i});
        }
        if (has_pointers && !good) try_without_good_call(row);
    }
    tap::ok(remove_what_was_made(), "no call has made a name that it was not given");
    return tap::done();
}
