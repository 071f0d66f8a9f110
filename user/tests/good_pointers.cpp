// user/tests/good_pointers.cpp: memory that is lazy or shared is as good for the kernel as any.
#include "child.h"
#include "heap_pages.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>

namespace {

constexpr usize kPage = HeapPages::kPage;

bool is_zero(const char* bytes, usize count) {
    for (usize i = 0; i < count; i++)
        if (bytes[i] != 0) return false;
    return true;
}

// A pipe that holds what it is given, as nobody waits here for anything.
class OwnPipe {
  public:
    OwnPipe() {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        reader_ = ends[0];
        writer_ = ends[1];
    }
    OwnPipe(const OwnPipe&) = delete;
    OwnPipe& operator=(const OwnPipe&) = delete;
    ~OwnPipe() {
        close(reader_);
        close(writer_);
    }
    i64 put(const void* from, usize count) const { return write(writer_, from, count); }
    i64 get(void* to, usize count) const { return read(reader_, to, count); }

  private:
    int reader_;
    int writer_;
};

char never_touched[16 * kPage];

void lazy_memory() {
    tap::All all("the kernel reads and writes memory that the program has not touched yet");
    OwnPipe pipe;
    char got[64];
    memset(got, 1, sizeof got);
    const HeapPages heap(8);
    all.equal(pipe.put(heap.bytes() + 10, 50), 50, "write from new heap");
    all.equal(pipe.get(got, 50), 50, "read");
    all.check(is_zero(got, 50), "new heap is zero");
    all.equal(pipe.put(never_touched + 2 * kPage - 5, 10), 10, "write from .bss, across two pages");
    all.equal(pipe.get(got, 10), 10, "read");
    all.check(is_zero(got, 10), ".bss is zero");

    all.equal(pipe.put("0123456789", 10), 10, "write");
    all.equal(pipe.get(heap.bytes() + 3 * kPage - 5, 10), 10, "read into new heap, across two pages");
    all.check(memcmp(heap.bytes() + 3 * kPage - 5, "0123456789", 10) == 0, "what was read");
    all.check(is_zero(heap.bytes() + 2 * kPage, kPage - 5), "the rest of the first page is zero");
    all.check(is_zero(heap.bytes() + 3 * kPage + 5, kPage - 5), "the rest of the second page is zero");

    Stat* stat = reinterpret_cast<Stat*>(heap.end() - 2 * kPage - 64); // aligned, and across two pages
    all.equal(sys::fstat(kStandardOutput, stat).raw(), 0, "fstat into new heap");
    if constexpr (child::kThereAre) {
        int* status = reinterpret_cast<int*>(heap.end() - sizeof(int)); // likewise new
        const pid_t pid = child::start([] { return 9; });
        all.equal(waitpid(pid, status, 0), pid, "waitpid into new heap");
        all.equal(child::Ending{*status}, child::exits(9), "the status");
    }
    all.fails(sys::chdir(never_touched + 9 * kPage), Errno::noent, "an empty path in untouched .bss");
}

// What the kernel writes for one process after a fork, the other does not see.
void shared_memory() {
    static char shared[2 * kPage];
    memset(shared, 's', sizeof shared);
    OwnPipe pipe;
    tap::All all("the kernel's writes into memory that fork shares go to one process only");
    const auto ending = child::run([&] {
        (void)pipe.put("child", 5);
        if (pipe.get(shared + kPage - 2, 5) != 5) return 1;
        if (memcmp(shared + kPage - 2, "child", 5) != 0) return 2;
        if (shared[0] != 's' || shared[2 * kPage - 1] != 's') return 3;
        return 0;
    });
    all.equal(ending, child::exits(0), "the child, which reads into it");
    all.check(memcmp(shared + kPage - 2, "sssss", 5) == 0, "the parent's memory is as it was");

    int go[2];
    all.equal(::pipe2(go, 0), 0, "pipe");
    const pid_t pid = child::start([&] {
        char byte;
        close(go[1]);
        (void)read(go[0], &byte, 1); // until the parent has written
        for (const char one : shared)
            if (one != 's') return 1;
        return 0;
    });
    (void)pipe.put("parent", 6);
    all.equal(pipe.get(shared + kPage - 3, 6), 6, "the parent reads into it");
    all.check(memcmp(shared + kPage - 3, "parent", 6) == 0, "the parent has what it read");
    close(go[0]);
    close(go[1]);
    all.equal(child::ending_of(pid), child::exits(0), "the child, which looks afterwards");
}

void every_alignment() {
    static char from[3 * kPage];
    static char to[3 * kPage];
    Random random(1);
    for (char& byte : from) byte = static_cast<char>(random.next());
    OwnPipe pipe;
    tap::All all("bytes arrive unchanged from and at every alignment, within a page and across two");
    for (usize source = 0; source < 9; source++) {
        for (usize target = 0; target < 9; target++) {
            for (const usize length : {1ul, 7ul, 8ul, 9ul, 31ul, 64ul, 200ul}) {
                const char* start = from + kPage - 40 + source;
                char* goal = to + kPage - 60 + target;
                memset(to, '.', sizeof to);
                const bool moved = pipe.put(start, length) == static_cast<i64>(length) &&
                                   pipe.get(goal, length) == static_cast<i64>(length);
                all.check(moved && memcmp(start, goal, length) == 0 && goal[-1] == '.' && goal[length] == '.',
                          "%lu bytes from %lu to %lu", length, source, target);
            }
        }
    }
}

void whole_pages() {
    static char from[PIPE_CAPACITY];
    Random random(2);
    for (char& byte : from) byte = static_cast<char>(random.next());
    OwnPipe pipe;
    const HeapPages heap(2);
    tap::All all("a whole pipe full goes in and out at once, at odd addresses");
    for (const usize shift : {0ul, 1ul, 17ul, 2048ul, 4095ul}) {
        char* middle = heap.bytes() + shift;
        all.equal(pipe.put(from, sizeof from), PIPE_CAPACITY, "write");
        all.equal(pipe.get(middle, sizeof from), PIPE_CAPACITY, "read");
        all.check(memcmp(middle, from, sizeof from) == 0, "what arrived");
    }
}

// The last bytes before a hole are good ones, too.
void up_to_the_last_byte() {
    OwnPipe pipe;
    const HeapPages heap(1);
    tap::All all("transfers, structures and strings may end with the last byte of the program's memory");
    memcpy(heap.end_bytes() - 4, "last", 4);
    char got[4];
    all.equal(pipe.put(heap.end_bytes() - 4, 4), 4, "write");
    all.equal(pipe.get(got, 4), 4, "read");
    all.check(memcmp(got, "last", 4) == 0, "what arrived");
    all.equal(pipe.put("tail", 4), 4, "write");
    all.equal(pipe.get(heap.end_bytes() - 4, 4), 4, "read");
    all.check(memcmp(heap.end_bytes() - 4, "tail", 4) == 0, "what arrived");
    all.equal(sys::system_info(reinterpret_cast<SystemInfo*>(heap.end() - sizeof(SystemInfo))).raw(), 0,
              "system_info");
    memcpy(heap.end_bytes() - 10, "/dev/null", 10);
    const int fd = open(heap.end_bytes() - 10, O_RDONLY);
    all.check(fd >= 0, "open");
    close(fd);
    all.fails(sys::chdir(heap.end_bytes() - 1), Errno::noent, "chdir to an empty path in the last byte");
}

} // namespace

int main() {
    lazy_memory();
    if constexpr (child::kThereAre) shared_memory();
    every_alignment();
    whole_pages();
    up_to_the_last_byte();
    return tap::done();
}
