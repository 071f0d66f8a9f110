// user/tests/stress_pipe.cpp: many pipes and processes, random sizes: every byte arrives, in order.
#include "child.h"
#include "leaks.h"
#include "random.h"
#include "stress.h"
#include "tap.h"

namespace {

constexpr usize kMost = 3 * PIPE_CAPACITY;

// A chain of processes, each of which passes on what it reads, in pieces of its own. What comes out is what went in.
int pass_on(int from, int to, u64 seed) {
    static char bytes[kMost];
    Random random(seed);
    while (true) {
        const ssize_t count = read(from, bytes, random.below(kMost) + 1);
        if (count <= 0) return count == 0 ? 0 : 1;
        for (usize done = 0; done < static_cast<usize>(count);) {
            usize piece = random.below(2000) + 1;
            if (piece > static_cast<usize>(count) - done) piece = static_cast<usize>(count) - done;
            const ssize_t written = write(to, bytes + done, piece);
            if (written <= 0) return 2;
            done += static_cast<usize>(written);
        }
    }
}

char byte_at(u64 seed, usize place) { return static_cast<char>((place ^ seed) * 0x9e37'79b9 >> 24); }

int produce(int to, u64 seed, usize bytes) {
    static char chunk[kMost];
    Random random(seed);
    for (usize place = 0; place < bytes;) {
        usize count = random.below(kMost) + 1;
        if (count > bytes - place) count = bytes - place;
        for (usize i = 0; i < count; i++) chunk[i] = byte_at(seed, place + i);
        if (write(to, chunk, count) != static_cast<ssize_t>(count)) return 1;
        place += count;
    }
    return 0;
}

bool consume(int from, u64 seed, usize bytes) {
    static char chunk[kMost];
    Random random(seed + 1);
    usize place = 0;
    bool right = true;
    for (ssize_t count; (count = read(from, chunk, random.below(kMost) + 1)) > 0;) {
        for (usize i = 0; i < static_cast<usize>(count); i++)
            right = right && chunk[i] == byte_at(seed, place + i);
        place += static_cast<usize>(count);
    }
    return right && place == bytes;
}

// Runs in a child: a producer, so many that pass on, and itself as the consumer.
int chain(u64 seed, int stations, usize bytes) {
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    if (fork() == 0) {
        close(ends[0]);
        _exit(produce(ends[1], seed, bytes));
    }
    close(ends[1]);
    int from = ends[0];
    for (int i = 0; i < stations; i++) {
        if (pipe2(ends, 0) != 0) return 2;
        if (fork() == 0) {
            close(ends[0]);
            _exit(pass_on(from, ends[1], seed + static_cast<u64>(i) + 10));
        }
        close(from);
        close(ends[1]);
        from = ends[0];
    }
    if (!consume(from, seed, bytes)) return 3;
    int status = 0;
    int ended = 0;
    while (wait(&status) > 0) ended += status == 0;
    return ended == stations + 1 ? 0 : 4;
}

// Many writers and readers on one pipe; numbered words, so that it shows if one is lost, doubled or torn.
int crowd(u64 seed) {
    constexpr int kWriters = 8;
    constexpr int kReaders = 4;
    constexpr u64 kWords = 1500;
    int line[2];
    int sums[2];
    if (pipe2(line, 0) != 0 || pipe2(sums, 0) != 0) return 1;
    for (int w = 0; w < kWriters; w++) {
        if (fork() != 0) continue;
        close(line[0]);
        Random random(seed + static_cast<u64>(w));
        u64 words[64];
        for (u64 n = 0; n < kWords;) {
            u64 count = random.below(64) + 1;
            if (count > kWords - n) count = kWords - n;
            for (u64 i = 0; i < count; i++) words[i] = static_cast<u64>(w) << 32 | (n + i + 1);
            if (write(line[1], words, count * sizeof(u64)) != static_cast<ssize_t>(count * sizeof(u64)))
                _exit(1);
            n += count;
            if (random.below(10) == 0) (void)sys::sleep(static_cast<i64>(random.below(200'000)));
        }
        _exit(0);
    }
    for (int r = 0; r < kReaders; r++) {
        if (fork() != 0) continue;
        close(line[1]);
        u64 counts_and_sums[kWriters][2] = {};
        u64 word;
        for (ssize_t got; (got = read(line[0], &word, sizeof word)) > 0;) {
            if (got != sizeof word || word >> 32 >= kWriters) _exit(2);
            counts_and_sums[word >> 32][0]++;
            counts_and_sums[word >> 32][1] += word & 0xffff'ffff;
        }
        _exit(write(sums[1], counts_and_sums, sizeof counts_and_sums) == sizeof counts_and_sums ? 0 : 3);
    }
    close(line[0]);
    close(line[1]);
    u64 totals[kWriters][2] = {};
    for (int r = 0; r < kReaders; r++) {
        u64 told[kWriters][2];
        if (read(sums[0], told, sizeof told) != sizeof told) return 4;
        for (int w = 0; w < kWriters; w++) {
            totals[w][0] += told[w][0];
            totals[w][1] += told[w][1];
        }
    }
    int status = 0;
    while (wait(&status) > 0)
        if (status != 0) return 5;
    for (const auto& total : totals)
        if (total[0] != kWords || total[1] != kWords * (kWords + 1) / 2) return 6;
    return 0;
}

// Opens and closes pipes in a random order, with bytes in them.
int open_and_close(u64 seed) {
    Random random(seed);
    int ends[25][2] = {};
    for (int n = 0; n < 2000; n++) {
        auto& one = ends[random.below(25)];
        if (one[1] == 0) {
            if (pipe2(one, 0) != 0) return 1;
            static char bytes[PIPE_CAPACITY];
            const usize count = random.below(sizeof bytes);
            if (write(one[1], bytes, count) != static_cast<ssize_t>(count)) return 2;
        } else {
            close(one[0]);
            close(one[1]);
            one[0] = one[1] = 0;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const stress::Seeds seeds(argc, argv);
    leaks::Watch watch;
    for (const u64 seed : seeds)
        tap::equal(child::run([seed] { return chain(seed, 15, 150'000); }), child::exits(0),
                   "150 KB pass through fifteen processes in a row [3.6]");
    watch.ok("nothing is left of them");
    for (const u64 seed : seeds)
        tap::equal(child::run([seed] { return crowd(seed); }), child::exits(0),
                   "eight writers and four readers lose and double no word [3.6]");
    watch.ok("nothing is left of them");
    for (const u64 seed : seeds)
        tap::equal(child::run([seed] { return open_and_close(seed); }), child::exits(0),
                   "pipes are made and closed in any order, with bytes in them");
    watch.ok("nothing is left of them");
    return tap::done();
}
