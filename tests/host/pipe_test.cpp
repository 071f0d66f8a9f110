// tests/host/pipe_test.cpp: pipes, with threads of the host at their ends.
#include "file/pipe.h"
#include "kernel_services.h"

namespace {

constexpr usize kCapacity = PIPE_CAPACITY;

class PipeTest : public testing::Test {
  protected:
    void SetUp() override { ends_ = Pipe::create(0).value(); }
    void TearDown() override {
        ends_ = {};
        EXPECT_EQ(fakes::pages_in_use(), 0u);
        EXPECT_EQ(File::open_count(), 0u);
    }

    u64 address(usize offset = 0) const { return reinterpret_cast<u64>(memory_.data()) + offset; }

    // Writes from the start of memory_, and reads to `offset` in it.
    Result<usize> write(usize count, usize offset = 0) {
        UserSource source(space_, address(offset), count);
        return ends_.write_end->write(source);
    }
    Result<usize> write(const std::string& text) {
        std::copy(text.begin(), text.end(), memory_.begin());
        return write(text.size());
    }
    Result<usize> read(usize count, usize offset = kReadAt) {
        UserSink sink(space_, address(offset), count);
        return ends_.read_end->read(sink);
    }
    std::string read_text(usize count) {
        const Result<usize> length = read(count);
        return length ? std::string(memory_.begin() + kReadAt, memory_.begin() + kReadAt + length.value())
                      : "error";
    }
    static void wait_for_sleepers(usize count) {
        while (fakes::sleepers() != count) std::this_thread::yield();
    }

    static constexpr usize kReadAt = 100'000;
    std::vector<char> memory_ = std::vector<char>(200'000);
    AddressSpace space_{{reinterpret_cast<u8*>(memory_.data()), memory_.size()}};
    Pipe::Ends ends_;
};

TEST_F(PipeTest, GivesBackWhatWasWritten) {
    EXPECT_EQ(write("hello").value(), 5u);
    EXPECT_EQ(read_text(3), "hel");
    EXPECT_EQ(write(" again").value(), 6u);
    EXPECT_EQ(read_text(100), "lo again");
}

TEST_F(PipeTest, NothingIsMovedAtOnce) {
    EXPECT_EQ(read(0).value(), 0u); // of an empty pipe
    EXPECT_EQ(write(0).value(), 0u);
    EXPECT_EQ(write(kCapacity).value(), kCapacity);
    EXPECT_EQ(write(0).value(), 0u); // to a full one
}

TEST_F(PipeTest, AnEndThatDoesNotWaitMovesWhatItCan) {
    for (const Ref<File>& end : {ends_.read_end, ends_.write_end}) end->set_status_flags(O_NONBLOCK);
    EXPECT_EQ(read(1).error(), Errno::again);
    EXPECT_EQ(write(100).value(), 100u);
    EXPECT_EQ(write(kCapacity).error(), Errno::again); // as one, or not at all
    EXPECT_EQ(write(2 * kCapacity).value(), kCapacity - 100);
    EXPECT_EQ(write(2 * kCapacity).error(), Errno::again);
    EXPECT_EQ(read(2 * kCapacity).value(), kCapacity);
    ends_.write_end = {};
    EXPECT_EQ(read(1).value(), 0u);
}

TEST_F(PipeTest, EachEndKnowsOneDirection) {
    EXPECT_TRUE(ends_.read_end->readable() && !ends_.read_end->writable());
    EXPECT_TRUE(ends_.write_end->writable() && !ends_.write_end->readable());
    EXPECT_EQ(ends_.read_end->seek(0, SEEK_SET).error(), Errno::spipe);
}

TEST_F(PipeTest, EndsWhenNobodyWrites) {
    (void)write("rest");
    ends_.write_end = {};
    EXPECT_EQ(read_text(2), "re");
    EXPECT_EQ(read_text(10), "st");
    EXPECT_EQ(read(10).value(), 0u);
    EXPECT_EQ(read(10).value(), 0u);
}

TEST_F(PipeTest, BreaksWhenNobodyReads) {
    ends_.read_end = {};
    EXPECT_EQ(write("lost").error(), Errno::pipe);
    EXPECT_EQ(write(0).value(), 0u);
}

TEST_F(PipeTest, TellsHowMuchIsInIt) {
    (void)write("12345");
    const Stat stat = ends_.read_end->stat().value();
    EXPECT_EQ(stat.st_size, 5);
    EXPECT_EQ(stat.st_mode & S_IFMT, S_IFIFO + 0u);
}

// At each place in the ring: a read or write that reaches bad memory moves nothing.
TEST_F(PipeTest, ABadAddressLosesNothingAndBringsNothing) {
    const usize end = memory_.size();
    for (usize round = 0; round < 3 * kCapacity / 700; round++) {
        EXPECT_EQ(write(1000, end - 500).error(), Errno::fault);
        EXPECT_EQ(write(1000, end + 10).error(), Errno::fault);
        const std::string text(700, static_cast<char>('a' + round % 26));
        EXPECT_EQ(write(text).value(), text.size());
        EXPECT_EQ(write(1, end).error(), Errno::fault);
        EXPECT_EQ(read(1000, end - 699).error(), Errno::fault);
        EXPECT_EQ(read(1, end).error(), Errno::fault);
        EXPECT_EQ(read_text(1000), text);
    }
}

TEST_F(PipeTest, ALongWriteThatGoesBadTellsHowMuchWentIn) {
    std::thread writer(
        [this] { EXPECT_EQ(write(3 * kCapacity, memory_.size() - 2 * kCapacity).value(), 2 * kCapacity); });
    for (usize total = 0; total < 2 * kCapacity;) total += read(kCapacity).value();
    writer.join();
    ends_.write_end = {};
    EXPECT_EQ(read(1).value(), 0u);
}

TEST_F(PipeTest, AReaderWaitsForBytes) {
    std::thread reader([this] { EXPECT_EQ(read_text(10), "late"); });
    wait_for_sleepers(1);
    (void)write("late");
    reader.join();
}

TEST_F(PipeTest, AWaitingReaderSeesTheEnd) {
    std::thread reader([this] { EXPECT_EQ(read(10).value(), 0u); });
    wait_for_sleepers(1);
    ends_.write_end = {};
    reader.join();
}

TEST_F(PipeTest, AWaitingWriterSeesTheBreak) {
    EXPECT_EQ(write(kCapacity).value(), kCapacity);
    std::thread writer([this] { EXPECT_EQ(write(1).error(), Errno::pipe); });
    std::thread long_writer([this] { EXPECT_EQ(write(2 * kCapacity).error(), Errno::pipe); });
    wait_for_sleepers(2);
    ends_.read_end = {};
    writer.join();
    long_writer.join();
}

TEST_F(PipeTest, ASignalEndsTheWait) {
    std::thread reader([this] { EXPECT_EQ(read(1).error(), Errno::intr); });
    wait_for_sleepers(1);
    fakes::signal_sleepers();
    reader.join();
    std::thread writer([this] { EXPECT_EQ(write(kCapacity + 5).value(), kCapacity); }); // what went in counts
    wait_for_sleepers(1);
    fakes::signal_sleepers();
    writer.join();
    std::thread full_writer([this] { EXPECT_EQ(write(5).error(), Errno::intr); });
    wait_for_sleepers(1);
    fakes::signal_sleepers();
    full_writer.join();
}

TEST_F(PipeTest, AShortWriteGoesInAsOne) {
    EXPECT_EQ(write(kCapacity - 10).value(), kCapacity - 10);
    std::thread writer([this] { EXPECT_EQ(write(20).value(), 20u); });
    wait_for_sleepers(1);
    EXPECT_EQ(read(9).value(), 9u);
    EXPECT_EQ(fakes::sleepers(), 1u); // 19 bytes are free, which are of no use to it
    EXPECT_EQ(ends_.read_end->stat().value().st_size, static_cast<i64>(kCapacity - 19));
    EXPECT_EQ(read(1).value(), 1u);
    writer.join();
    EXPECT_EQ(ends_.read_end->stat().value().st_size, static_cast<i64>(kCapacity));
}

TEST_F(PipeTest, ASmallerWriterNeedNotWaitForALargerOne) {
    EXPECT_EQ(write(kCapacity).value(), kCapacity);
    std::thread large([this] { EXPECT_EQ(write(kCapacity).value(), kCapacity); });
    wait_for_sleepers(1);
    std::thread small([this] { EXPECT_EQ(write(5).value(), 5u); });
    wait_for_sleepers(2);
    EXPECT_EQ(read(5).value(), 5u);
    small.join();
    wait_for_sleepers(1);
    EXPECT_EQ(read(kCapacity).value(), kCapacity);
    large.join();
}

TEST_F(PipeTest, EachByteWakesAReaderWhoCanHaveIt) {
    std::vector<std::thread> readers;
    for (usize i = 0; i < 5; i++)
        readers.emplace_back([this, i] { EXPECT_EQ(read(1, kReadAt + i).value(), 1u); });
    wait_for_sleepers(5);
    EXPECT_EQ(write("1").value(), 1u);
    wait_for_sleepers(4);
    EXPECT_EQ(write("2345").value(), 4u); // one is woken, and wakes the next
    for (std::thread& reader : readers) reader.join();
    std::sort(memory_.begin() + kReadAt, memory_.begin() + kReadAt + 5);
    EXPECT_EQ(std::string(memory_.begin() + kReadAt, memory_.begin() + kReadAt + 5), "12345");
}

TEST_F(PipeTest, OddSizesStayInOrder) {
    constexpr usize kTotal = 400'000;
    std::thread writer([this] {
        std::mt19937 random(1);
        std::vector<u8> bytes(10'000);
        AddressSpace space(bytes);
        for (usize sent = 0; sent < kTotal;) {
            const usize count =
                std::min<usize>(1 + random() % (random() % 4 ? 300 : bytes.size()), kTotal - sent);
            for (usize i = 0; i < count; i++) bytes[i] = static_cast<u8>((sent + i) * 7 + (sent + i) / 251);
            UserSource source(space, reinterpret_cast<u64>(bytes.data()), count);
            ASSERT_EQ(ends_.write_end->write(source).value(), count);
            sent += count;
        }
        ends_.write_end = {};
    });
    std::mt19937 random(2);
    std::vector<u8> bytes(7'000);
    AddressSpace space(bytes);
    usize received = 0;
    while (true) {
        UserSink sink(space, reinterpret_cast<u64>(bytes.data()), 1 + random() % bytes.size());
        const usize count = ends_.read_end->read(sink).value();
        if (count == 0) break;
        for (usize i = 0; i < count; i++, received++)
            ASSERT_EQ(bytes[i], static_cast<u8>(received * 7 + received / 251)) << received;
    }
    writer.join();
    EXPECT_EQ(received, kTotal);
}

// Short writes of several writers never mix: each is so many times the same letter.
TEST_F(PipeTest, WritersDoNotMix) {
    constexpr int kWriters = 4, kRounds = 500;
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; i++)
        writers.emplace_back([this, i] {
            const usize size = 101 + static_cast<usize>(i);
            std::vector<u8> bytes(size, static_cast<u8>(i));
            AddressSpace space(bytes);
            for (int round = 0; round < kRounds; round++) {
                UserSource source(space, reinterpret_cast<u64>(bytes.data()), size);
                ASSERT_EQ(ends_.write_end->write(source).value(), size);
            }
        });
    int finished = 0;
    usize run = 0;
    char letter = 0;
    while (finished < kWriters * kRounds) {
        const usize count = read(997).value();
        for (usize i = 0; i < count; i++) {
            const char now = memory_[kReadAt + i];
            if (run == 0) letter = now;
            ASSERT_EQ(now, letter);
            if (++run < 101 + static_cast<usize>(letter)) continue;
            run = 0;
            finished++;
        }
    }
    for (std::thread& writer : writers) writer.join();
}

TEST(PipeMemory, NoMemoryIsAnErrorAndNothingMore) {
    bool created = false;
    for (usize limit = 0; !created && limit < 20; limit++) {
        fakes::limit_memory(limit);
        const Result<Pipe::Ends> ends = Pipe::create(0);
        created = static_cast<bool>(ends);
        EXPECT_TRUE(created || ends.error() == Errno::nomem);
    }
    fakes::limit_memory(fakes::kNoLimit);
    EXPECT_TRUE(created);
    EXPECT_EQ(fakes::pages_in_use(), 0u);
    EXPECT_EQ(File::open_count(), 0u);
}

} // namespace
