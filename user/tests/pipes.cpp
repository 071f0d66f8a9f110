// user/tests/pipes.cpp: bytes through pipes: in order, all of them, and at both of their ends.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace {

struct Pipe {
    int reader;
    int writer;
    Pipe() {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        reader = ends[0];
        writer = ends[1];
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close_reader();
        close_writer();
    }
    void close_reader() { close_one(reader); }
    void close_writer() { close_one(writer); }

  private:
    static void close_one(int& fd) {
        if (fd >= 0) close(fd);
        fd = -1;
    }
};

// The byte at each place of a stream that both sides can compute.
constexpr char byte_at(usize place) {
    return static_cast<char>(place * 31 + (place >> 8) * 7 + (place >> 16));
}

bool write_all(int fd, const char* from, usize count) {
    while (count > 0) {
        const ssize_t written = write(fd, from, count);
        if (written <= 0) return false;
        from += written;
        count -= static_cast<usize>(written);
    }
    return true;
}

constexpr usize kStream = 200 * 1024;
char chunk[3 * PIPE_CAPACITY];

// One side writes, the other reads, each with sizes of its own.
void odd_sizes(u64 seed, usize write_most, usize read_most) {
    Pipe stream;
    const pid_t pid = child::start([&] {
        Random random(seed);
        close(stream.reader);
        for (usize place = 0; place < kStream;) {
            usize count = random.below(write_most) + 1;
            if (count > kStream - place) count = kStream - place;
            for (usize i = 0; i < count; i++) chunk[i] = byte_at(place + i);
            if (!write_all(stream.writer, chunk, count)) return 1;
            place += count;
        }
        return 0;
    });
    stream.close_writer();
    Random random(seed + 1);
    usize place = 0;
    bool right = true;
    while (true) {
        const ssize_t count = read(stream.reader, chunk, random.below(read_most) + 1);
        if (count <= 0) break;
        for (usize i = 0; i < static_cast<usize>(count); i++) right = right && chunk[i] == byte_at(place + i);
        place += static_cast<usize>(count);
    }
    const bool ended = child::ending_of(pid) == child::exits(0);
    tap::ok(right && ended && place == kStream,
            "200 KiB in writes of up to %lu and reads of up to %lu bytes stay in order", write_most,
            read_most);
    if (place != kStream) tap::note("%lu bytes arrived", place);
}

void ends() {
    tap::All all("a pipe without writers ends, and one without readers breaks");
    {
        Pipe line;
        char byte = 0;
        all.equal(write(line.writer, "abc", 3), 3, "write");
        line.close_writer();
        char got[8];
        all.equal(read(line.reader, got, sizeof got), 3, "what was written before is still there");
        all.equal(read(line.reader, got, sizeof got), 0, "the end");
        all.equal(read(line.reader, &byte, 1), 0, "the end again");
    }
    Pipe broken;
    all.equal(write(broken.writer, "abc", 3), 3, "write");
    broken.close_reader();
    all.equal(write(broken.writer, "x", 1), -1, "write without a reader");
    all.equal(int{errno}, static_cast<int>(EPIPE), "the reason");
    all.fails(sys::write(Fd::unchecked(broken.writer), chunk, sizeof chunk), Errno::pipe, "a large write");
}

void nothing_at_all() {
    tap::All all("reading or writing nothing never waits");
    Pipe line;
    char byte;
    all.equal(read(line.reader, &byte, 0), 0, "read of nothing from an empty pipe");
    for (usize i = 0; i < PIPE_CAPACITY; i += 64) all.equal(write(line.writer, chunk, 64), 64, "filling");
    all.equal(write(line.writer, chunk, 0), 0, "write of nothing to a full pipe");
}

// What the manual promises: so many bytes fit, and then a writer waits.
void capacity() {
    tap::All all("a pipe holds PIPE_CAPACITY bytes; then a writer waits until there is room");
    Pipe line;
    all.equal(write(line.writer, chunk, PIPE_CAPACITY), PIPE_CAPACITY, "a write that fills it");
    const pid_t pid = child::start([&] {
        close(line.reader);
        return write(line.writer, "more", 4) == 4 ? 0 : 1;
    });
    all.check(child::becomes(pid, PROCESS_SLEEPING), "the next writer waits");
    all.equal(waitpid(pid, nullptr, WNOHANG), 0, "it has not ended");
    static char got[PIPE_CAPACITY];
    all.equal(read(line.reader, got, 10), 10, "a read makes room");
    all.equal(child::ending_within(pid, child::kLong), child::exits(0), "the writer goes on");
    all.equal(read(line.reader, got, sizeof got), PIPE_CAPACITY - 6, "all that is in it");
    all.check(memcmp(got + PIPE_CAPACITY - 10, "more", 4) == 0, "the last bytes");
}

void a_side_that_dies() {
    tap::All all("when one side dies, the other learns of it");
    {
        Pipe line;
        const pid_t writer = child::start([&] {
            close(line.reader);
            const i64 written =
                sys::write.raw(Fd::unchecked(line.writer), chunk, sizeof chunk); // more than fits
            return written == -EPIPE || written == PIPE_CAPACITY ? 0 : 1;
        });
        const pid_t reader = child::start([&] {
            close(line.writer);
            return static_cast<int>(sys::sleep.raw(1l << 62));
        });
        line.close_reader();
        line.close_writer();
        all.check(child::becomes(writer, PROCESS_SLEEPING), "a writer waits for room");
        kill(reader, SIGKILL);
        all.equal(child::ending_of(reader), child::ends_by(SIGKILL), "the reader dies");
        all.equal(child::ending_within(writer, child::kLong), child::exits(0), "the writer goes on");
    }
    Pipe line;
    const pid_t reader = child::start([&] {
        char byte;
        close(line.writer);
        return read(line.reader, &byte, 1) == 0 ? 0 : 1;
    });
    const pid_t writer = child::start([&] {
        close(line.reader);
        return static_cast<int>(sys::sleep.raw(1l << 62));
    });
    line.close_reader();
    line.close_writer();
    all.check(child::becomes(reader, PROCESS_SLEEPING), "a reader waits for bytes");
    kill(writer, SIGSEGV);
    all.equal(child::ending_of(writer), child::ends_by(SIGSEGV), "the writer dies");
    all.equal(child::ending_within(reader, child::kLong), child::exits(0), "the reader sees the end");
}

// The writer still waits when the reader leaves: it has written some, or the pipe is broken.
void interrupted_write() {
    tap::All all("a large write whose reader leaves tells how much went in, and the next one fails");
    Pipe line;
    const pid_t writer = child::start([&] {
        close(line.reader);
        const i64 first = sys::write.raw(Fd::unchecked(line.writer), chunk, sizeof chunk);
        const i64 second = sys::write.raw(Fd::unchecked(line.writer), chunk, 1);
        if (first != -EPIPE && (first < PIPE_CAPACITY || first >= static_cast<i64>(sizeof chunk))) return 1;
        return second == -EPIPE ? 0 : 2;
    });
    line.close_writer();
    char got[100];
    all.equal(read(line.reader, got, sizeof got), 100, "the reader reads a little");
    all.check(child::becomes(writer, PROCESS_SLEEPING), "the writer waits");
    line.close_reader();
    all.equal(child::ending_within(writer, child::kLong), child::exits(0), "the writer");
}

// Each writer writes whole records; they may come in any order, but none is cut.
void records_of_several_writers() {
    constexpr int kWriters = 4;
    constexpr int kRecords = 60;
    constexpr usize kSizes[] = {17, 500, 1000, PIPE_CAPACITY};
    tap::All all("writes of up to PIPE_CAPACITY bytes from several writers are never mixed");
    Pipe line;
    pid_t pids[kWriters];
    for (int w = 0; w < kWriters; w++) {
        pids[w] = child::start([&, w] {
            close(line.reader);
            for (int i = 0; i < kRecords; i++) {
                memset(chunk, 'A' + w, kSizes[w]);
                if (write(line.writer, chunk, kSizes[w]) != static_cast<ssize_t>(kSizes[w])) return 1;
                if (i % 8 == w) (void)sys::sched_yield();
            }
            return 0;
        });
    }
    line.close_writer();
    int records[kWriters] = {};
    char last = 0;
    usize run = 0;
    const auto finish_run = [&] {
        if (last == 0) return;
        const int w = last - 'A';
        if (!all.check(w >= 0 && w < kWriters && run % kSizes[w] == 0, "%lu bytes of '%c' in a row", run,
                       last))
            return;
        records[w] += static_cast<int>(run / kSizes[w]);
    };
    for (ssize_t count; (count = read(line.reader, chunk, 777)) > 0;) {
        for (ssize_t i = 0; i < count; i++) {
            if (chunk[i] != last) {
                finish_run();
                last = chunk[i];
                run = 0;
            }
            run++;
        }
    }
    finish_run();
    for (int w = 0; w < kWriters; w++) {
        all.equal(records[w], kRecords, "records of one writer");
        all.equal(child::ending_of(pids[w]), child::exits(0), "a writer");
    }
}

// Several readers of one pipe: each byte goes to one of them.
void several_readers() {
    tap::All all("several readers share what comes: each byte goes to one of them");
    constexpr int kReaders = 3;
    constexpr usize kBytes = 30'000;
    Pipe line;
    Pipe sums;
    for (int r = 0; r < kReaders; r++) {
        child::start([&] {
            close(line.writer);
            struct {
                u64 count, sum;
            } mine{};
            char got[100];
            for (ssize_t count; (count = read(line.reader, got, sizeof got)) > 0;) {
                for (ssize_t i = 0; i < count; i++) mine.sum += static_cast<u8>(got[i]);
                mine.count += static_cast<u64>(count);
            }
            return write(sums.writer, &mine, sizeof mine) == sizeof mine ? 0 : 1;
        });
    }
    line.close_reader();
    u64 expected = 0;
    for (usize place = 0; place < kBytes; place += 100) {
        for (usize i = 0; i < 100; i++) {
            chunk[i] = byte_at(place + i);
            expected += static_cast<u8>(chunk[i]);
        }
        all.equal(write(line.writer, chunk, 100), 100, "write");
    }
    line.close_writer();
    u64 count = 0;
    u64 sum = 0;
    for (int r = 0; r < kReaders; r++) {
        u64 got[2];
        all.equal(read(sums.reader, got, sizeof got), static_cast<ssize_t>(sizeof got),
                  "what a reader tells");
        count += got[0];
        sum += got[1];
        int status = -1;
        wait(&status);
        all.equal(status, 0, "a reader's end");
    }
    all.equal(count, kBytes, "bytes");
    all.equal(sum, expected, "their sum");
}

// Of two readers that wait, the first has a bad buffer: what it cannot take is the second one's.
void reader_with_bad_buffer() {
    tap::All all("a reader with a bad buffer does not keep others from what has come");
    Pipe line;
    const pid_t bad = child::start([&] {
        const auto got = sys::read(Fd::unchecked(line.reader), Out<char>(8), 1);
        return got.error() == Errno::fault ? 0 : 1;
    });
    all.check(child::becomes(bad, PROCESS_SLEEPING), "the first waits");
    const pid_t good = child::start([&] {
        char got = 0;
        return read(line.reader, &got, 1) == 1 && got == 'x' ? 0 : 1;
    });
    all.check(child::becomes(good, PROCESS_SLEEPING), "the second waits");
    all.equal(write(line.writer, "x", 1), 1, "write");
    all.equal(child::ending_of(bad), child::exits(0), "the first gets EFAULT");
    all.equal(child::ending_within(good, child::kLong), child::exits(0), "the second gets the byte");
}

// A ring of processes, each of which passes a number on.
void ring() {
    constexpr int kStations = 12;
    constexpr int kRounds = 50;
    const auto ending = child::run_within(child::kLong, [] {
        int next[2];
        int first[2];
        if (pipe2(first, 0) != 0) return 1;
        int from = first[0];
        for (int i = 1; i < kStations; i++) {
            if (pipe2(next, 0) != 0) return 2;
            const pid_t pid = fork();
            if (pid == 0) {
                close(first[1]);
                close(next[0]);
                int number;
                while (read(from, &number, sizeof number) == sizeof number) {
                    number++;
                    (void)write(next[1], &number, sizeof number);
                }
                _exit(0);
            }
            close(from);
            close(next[1]);
            from = next[0];
        }
        int number = 0;
        for (int round = 0; round < kRounds; round++) {
            if (write(first[1], &number, sizeof number) != sizeof number) return 3;
            if (read(from, &number, sizeof number) != sizeof number) return 4;
        }
        close(first[1]);
        if (read(from, &number, sizeof number) != 0) return 5;
        while (wait(nullptr) > 0) {
        }
        return number == kRounds * (kStations - 1) ? 0 : 6;
    });
    tap::equal(ending, child::exits(0), "a number goes fifty times around a ring of twelve processes");
}

void without_waiting() {
    tap::All all("with O_NONBLOCK neither end waits: EAGAIN, and nothing is lost [0.9]");
    int ends[2];
    all.equal(pipe2(ends, O_NONBLOCK), 0, "pipe2");
    const Fd reader = Fd::unchecked(ends[0]);
    const Fd writer = Fd::unchecked(ends[1]);
    all.fails(sys::read(reader, chunk, 1), Errno::again, "nothing to read");
    all.equal(sys::read(reader, chunk, 0).raw(), 0, "not even wanted");
    all.equal(sys::write(writer, chunk, 100).raw(), 100, "room for 100");
    all.fails(sys::write(writer, chunk, PIPE_CAPACITY), Errno::again, "what goes in as one has no room");
    all.equal(sys::write(writer, chunk, 2 * PIPE_CAPACITY).raw(), PIPE_CAPACITY - 100, "a part of more");
    all.fails(sys::write(writer, chunk, 2 * PIPE_CAPACITY), Errno::again, "not even a part");
    all.equal(sys::read(reader, chunk, sizeof chunk).raw(), PIPE_CAPACITY, "all of it");
    all.equal(fcntl(ends[0], F_SETFL, 0), 0, "the reader waits from now on");
    const pid_t pid = child::start([&] { return write(ends[1], "x", 1) == 1 ? 0 : 1; });
    all.equal(sys::read(reader, chunk, 1).raw(), 1, "until there is something");
    all.equal(child::ending_of(pid), child::exits(0), "the writer");
    all.equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0, "not any more");
    close(ends[1]);
    all.equal(sys::read(reader, chunk, 1).raw(), 0, "the end is no reason to wait");
    close(ends[0]);
}

void flags_and_kinds() {
    tap::All all("pipe2 knows O_CLOEXEC and O_NONBLOCK, and nothing else; fstat knows a pipe");
    int ends[2] = {-7, -7};
    for (const int flags : {int{O_APPEND}, int{O_DIRECTORY}, int{O_RDWR}, 1 << 30, -1}) {
        all.equal(pipe2(ends, flags), -1, "pipe2 with a bad flag");
        all.equal(int{errno}, static_cast<int>(EINVAL), "the reason");
    }
    all.check(ends[0] == -7 && ends[1] == -7, "nothing was told");
    all.equal(pipe2(ends, O_CLOEXEC), 0, "pipe2 with O_CLOEXEC");
    struct stat stat;
    for (const int fd : ends) all.check(fstat(fd, &stat) == 0 && S_ISFIFO(stat.st_mode), "fstat");
    close(ends[0]);
    close(ends[1]);
}

} // namespace

int main() {
    signal(SIGPIPE, SIG_IGN); // so that EPIPE is what a writer sees
    leaks::Watch watch;
    odd_sizes(1, 300, 300);
    odd_sizes(2, sizeof chunk, 100);
    odd_sizes(3, 100, sizeof chunk);
    odd_sizes(4, sizeof chunk, sizeof chunk);
    odd_sizes(5, PIPE_CAPACITY + 1, PIPE_CAPACITY - 1);
    ends();
    nothing_at_all();
    capacity();
    a_side_that_dies();
    interrupted_write();
    records_of_several_writers();
    several_readers();
    reader_with_bad_buffer();
    ring();
    without_waiting();
    flags_and_kinds();
    watch.ok("no pipe is left behind");
    return tap::done();
}
