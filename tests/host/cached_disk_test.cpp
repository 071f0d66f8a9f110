// tests/host/cached_disk_test.cpp: the block cache: what it reads, what it writes and in which order, and what it says of errors.
#include "device/cached_disk.h"
#include "fake_disk.h"
#include "kernel_services.h"

namespace {

constexpr usize kBlocks = 64; // of the cache
constexpr u64 kSize = 400;    // blocks of the disk

class CachedDiskTest : public testing::Test {
  protected:
    static constexpr usize kBlockSize = 1024;

    CachedDiskTest() : raw_(kSize * kBlockSize / kSectorSize) {
        for (u64 block = 0; block < kSize; block++) number_at(block) = block;
        make();
        fakes::kernel_log.clear();
    }
    ~CachedDiskTest() override {
        cache_ = {};
        EXPECT_EQ(fakes::pages_in_use(), 0u);
    }
    void make() {
        cache_ = CachedDisk::create(raw_, kBlocks).value();
        cache_->set_block_size(kBlockSize);
    }

    // Each block of the disk begins with a number; at first, that is its own.
    u64& number_at(u64 block) { return reinterpret_cast<u64&>(raw_.bytes()[block * kBlockSize]); }
    u64 read(u64 block) {
        const Result<BlockView> view = cache_->read(block);
        return view ? view.value().at<u64>(0) : ~u64{0};
    }
    BlockView view(u64 block) { return cache_->read(block).value(); }
    void change(u64 block, Turn turn, u64 value) {
        BlockView at = view(block);
        at.change<u64>(0) = value;
        cache_->changed(at, turn);
    }
    Result<void> order(u64 first, u64 second) {
        BlockView before = view(first), after = view(second);
        return cache_->order(before, after);
    }

    // What was written, and |, where it was made to last; and nothing else from here on.
    std::string story() {
        std::string told;
        for (const FakeDisk::Event& event : raw_.events) {
            if (event.work == DiskWork::write)
                told += std::to_string(event.sector * kSectorSize / kBlockSize) + " ";
            if (event.work == DiskWork::flush) told += "| ";
        }
        raw_.events.clear();
        return told;
    }

    FakeDisk raw_;
    Owned<CachedDisk> cache_;
};

TEST_F(CachedDiskTest, ReadsABlockOnce) {
    EXPECT_EQ(read(7), 7u);
    EXPECT_EQ(read(7), 7u);
    EXPECT_EQ(raw_.count(DiskWork::read), 1u);
    EXPECT_EQ(cache_->size(), kSize * kBlockSize);
}

TEST_F(CachedDiskTest, BeyondItsEndThereIsNothing) {
    EXPECT_EQ(cache_->read(kSize).error(), Errno::io);
    EXPECT_EQ(cache_->fresh(kSize).error(), Errno::io);
    EXPECT_EQ(cache_->read(~u64{0}).error(), Errno::io);
    EXPECT_EQ(read(kSize - 1), kSize - 1);
}

TEST_F(CachedDiskTest, WhatWasReadOneAfterTheOtherIsReadAhead) {
    read(20), read(21);
    EXPECT_EQ(raw_.count(DiskWork::read), 10u);
    for (u64 block = 20; block < 30; block++) EXPECT_EQ(read(block), block);
    EXPECT_EQ(raw_.count(DiskWork::read), 10u);
    read(kSize - 2), read(kSize - 1); // the end
    EXPECT_EQ(raw_.count(DiskWork::read), 12u);
}

TEST_F(CachedDiskTest, WhatCannotBeReadAheadIsToldOnlyToWhoWantsIt) {
    raw_.bad_to_read = {2 * 24};
    read(20), read(21);
    EXPECT_EQ(fakes::kernel_log, "");
    EXPECT_EQ(cache_->read(24).error(), Errno::io);
    EXPECT_EQ(read(25), 25u);
}

TEST_F(CachedDiskTest, WhatCouldNotBeReadAheadIsTriedAgain) {
    raw_.bad_to_read = {2 * 24};
    read(20), read(21);
    raw_.bad_to_read.clear();
    EXPECT_EQ(read(24), 24u);
    EXPECT_EQ(fakes::kernel_log, "");
}

TEST_F(CachedDiskTest, ForgetsWhatWasNotUsedForLongest) {
    for (u64 block = 0; block < kBlocks; block++) read(block * 2);
    read(0);
    read(kBlocks * 2); // takes the room of 2
    raw_.events.clear();
    read(0), read(4);
    EXPECT_EQ(raw_.count(DiskWork::read), 0u);
    read(2);
    EXPECT_EQ(raw_.count(DiskWork::read), 1u);
}

TEST_F(CachedDiskTest, KeepsWhatHasAView) {
    const BlockView kept = view(1);
    for (u64 block = 2; block < kSize; block += 2) read(block);
    EXPECT_EQ(kept.at<u64>(0), 1u);
    raw_.events.clear();
    read(1);
    EXPECT_EQ(raw_.count(DiskWork::read), 0u);
}

TEST_F(CachedDiskTest, HasRoomForSoManyViews) {
    std::vector<BlockView> views;
    for (u64 block = 0; block < kBlocks; block++) views.push_back(view(block * 2));
    EXPECT_EQ(cache_->read(1).error(), Errno::nomem);
    views.pop_back();
    EXPECT_EQ(read(1), 1u);
}

TEST_F(CachedDiskTest, NothingIsWrittenOfWhatWasOnlyRead) {
    read(1);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "");
}

TEST_F(CachedDiskTest, WritesInTurns) {
    change(10, Turn::counts, 100);
    change(11, Turn::names, 101);
    change(12, Turn::numbers, 102);
    change(13, Turn::inodes, 103);
    change(14, Turn::contents, 104);
    change(15, Turn::contents, 105);
    change(14, Turn::counts, 106); // keeps its turn
    EXPECT_EQ(number_at(14), 14u);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "14 15 | 13 | 12 | 11 | 10 | ");
    EXPECT_EQ(number_at(14), 106u);
    EXPECT_EQ(number_at(10), 100u);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "");
}

TEST_F(CachedDiskTest, AFreshBlockIsZerosAndNotRead) {
    {
        BlockView block = cache_->fresh(9).value();
        EXPECT_TRUE(
            std::all_of(block.bytes(), block.bytes() + kBlockSize, [](u8 byte) { return byte == 0; }));
        cache_->changed(block, Turn::contents);
    }
    EXPECT_EQ(raw_.count(DiskWork::read), 0u);
    EXPECT_EQ(read(9), 0u);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(number_at(9), 0u);
}

TEST_F(CachedDiskTest, ABlockThatIsReplacedIsNotRead) {
    {
        BlockView block = cache_->replace(9).value();
        memset(block.bytes_to_change(), 1, kBlockSize);
        cache_->changed(block, Turn::contents);
    }
    EXPECT_EQ(raw_.count(DiskWork::read), 0u);
    EXPECT_EQ(read(9), 0x0101'0101'0101'0101u);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(number_at(9), 0x0101'0101'0101'0101u);
    EXPECT_EQ(cache_->replace(kSize).error(), Errno::io);
}

TEST_F(CachedDiskTest, ABlockThatIsNotReplacedAfterAllIsWhatItWas) {
    cache_->replace(9).value().bytes_to_change()[0] = 77;
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(read(9), 9u);
    change(9, Turn::contents, 10); // what is in memory need not be read to be replaced, and stays
    EXPECT_EQ(cache_->replace(9).value().at<u64>(0), 10u);
    EXPECT_EQ(raw_.count(DiskWork::read), 1u);
}

TEST_F(CachedDiskTest, WhatIsOnItsWayDoesNotSpoilABlockThatIsReplaced) {
    read(20), read(21); // and eight more, which may still be on their way
    {
        BlockView block = cache_->replace(22).value();
        memset(block.bytes_to_change(), 1, kBlockSize);
        cache_->changed(block, Turn::contents);
    }
    EXPECT_EQ(read(22), 0x0101'0101'0101'0101u);
}

TEST_F(CachedDiskTest, WhatIsOnItsWayDoesNotSpoilAFreshBlock) {
    read(20);
    raw_.hold();
    std::thread reader([this] { read(21); }); // and eight more
    while (raw_.waiting() < 9) std::this_thread::yield();
    std::thread maker([this] {
        BlockView block = cache_->fresh(22).value();
        cache_->changed(block, Turn::contents);
    });
    raw_.let_go();
    reader.join();
    maker.join();
    EXPECT_EQ(read(22), 0u);
}

TEST_F(CachedDiskTest, OrderPutsTheSecondBehindTheFirst) {
    change(1, Turn::names, 100);
    EXPECT_TRUE(order(1, 2));
    change(2, Turn::inodes, 100);
    EXPECT_TRUE(order(2, 3));
    change(3, Turn::contents, 100);
    EXPECT_EQ(story(), "");
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "1 | 2 | 3 | ");
}

TEST_F(CachedDiskTest, OrderLeavesALaterTurnAlone) {
    change(1, Turn::contents, 100);
    EXPECT_TRUE(order(1, 2));
    change(2, Turn::names, 100); // clean before: what it is counts as well
    change(3, Turn::inodes, 100);
    EXPECT_TRUE(order(3, 2)); // so this holds already
    EXPECT_EQ(story(), "");
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "1 | 3 | 2 | ");
}

TEST_F(CachedDiskTest, OrderAfterWhatIsCleanNeedsNothing) {
    change(2, Turn::contents, 100);
    EXPECT_TRUE(order(1, 2));
    EXPECT_TRUE(order(2, 2));
    EXPECT_EQ(story(), "");
}

TEST_F(CachedDiskTest, OrderInACircleWritesBack) {
    change(1, Turn::contents, 100);
    EXPECT_TRUE(order(1, 2));
    change(2, Turn::contents, 101);
    EXPECT_TRUE(order(2, 1));
    EXPECT_EQ(story(), "1 | 2 | ");
    change(1, Turn::contents, 102);
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "1 | ");
}

TEST_F(CachedDiskTest, OrderThatCannotBeKeptIsAnError) {
    change(1, Turn::names, 100);
    change(2, Turn::inodes, 101);
    raw_.bad_to_write = {2 * 1};
    EXPECT_EQ(order(1, 2).error(), Errno::io);
    EXPECT_EQ(number_at(1), 1u);
}

TEST_F(CachedDiskTest, WhatWasOrderedAndNotChangedDoesNoHarm) {
    change(1, Turn::contents, 100);
    EXPECT_TRUE(order(1, 2));
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(number_at(2), 2u);
    change(2, Turn::contents, 101); // as if nothing had been ordered
    change(3, Turn::numbers, 102);
    story();
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "2 | 3 | ");
}

TEST_F(CachedDiskTest, ALongChainHoldsToo) {
    for (u64 block = 0; block < 60; block++) {
        if (block > 0) {
            EXPECT_TRUE(order(block - 1, block));
        }
        change(block, Turn::contents, 1000 + block);
    }
    EXPECT_TRUE(cache_->write_back());
    const std::string told = story();
    // What was put behind another one may have been written before it was changed, too: the last write counts.
    u64 last = 0;
    for (u64 block = 0; block < 60; block++) {
        const usize at = (" " + told).rfind(" " + std::to_string(block) + " ");
        ASSERT_NE(at, std::string::npos) << block;
        EXPECT_GE(at, last);
        last = at;
        EXPECT_EQ(number_at(block), 1000 + block);
    }
}

TEST_F(CachedDiskTest, AFullCacheWritesBack) {
    for (u64 block = 0; block < 3 * kBlocks; block++) {
        BlockView at = cache_->fresh(block).value();
        at.change<u64>(0) = 1000 + block;
        cache_->changed(at, Turn::contents);
    }
    EXPECT_GT(raw_.count(DiskWork::write), kBlocks);
    for (u64 block = 0; block < 3 * kBlocks; block++) EXPECT_EQ(read(block), 1000 + block);
    EXPECT_TRUE(cache_->write_back());
    for (u64 block = 0; block < 3 * kBlocks; block++) EXPECT_EQ(number_at(block), 1000 + block);
}

TEST_F(CachedDiskTest, AFullCacheThatCannotBeWrittenIsAnErrorAndKeepsAll) {
    raw_.bad_to_write = {0};
    u64 made = 0;
    for (; made < kSize; made++) {
        Result<BlockView> at = cache_->fresh(made);
        if (!at) break;
        at.value().change<u64>(0) = 1000 + made;
        cache_->changed(at.value(), Turn::contents);
    }
    EXPECT_EQ(made, kBlocks);
    EXPECT_EQ(cache_->read(kSize - 1).error(), Errno::io);
    for (u64 block = 0; block < made; block++) EXPECT_EQ(read(block), 1000 + block);
    raw_.bad_to_write.clear();
    EXPECT_EQ(read(kSize - 1), kSize - 1);
    for (u64 block = 0; block < made; block++) EXPECT_EQ(number_at(block), 1000 + block);
}

TEST_F(CachedDiskTest, AReadThatFailsIsTriedAgain) {
    raw_.bad_to_read = {2 * 7 + 1};
    EXPECT_EQ(cache_->read(7).error(), Errno::io);
    EXPECT_EQ(cache_->read(7).error(), Errno::io);
    EXPECT_EQ(fakes::kernel_log, "disk: block 7 cannot be read\n");
    raw_.bad_to_read.clear();
    EXPECT_EQ(read(7), 7u);
}

TEST_F(CachedDiskTest, AWriteThatFailsKeepsItsTurnAndAllLaterOnes) {
    change(1, Turn::contents, 100);
    change(2, Turn::inodes, 101);
    change(3, Turn::inodes, 102);
    change(4, Turn::names, 103);
    raw_.bad_to_write = {2 * 2};
    EXPECT_EQ(cache_->write_back().error(), Errno::io);
    EXPECT_EQ(story(), "1 | 3 ");
    EXPECT_EQ(number_at(4), 4u);
    EXPECT_EQ(cache_->write_back().error(), Errno::io);
    EXPECT_EQ(fakes::kernel_log,
              "disk: block 2 cannot be written; it stays in memory, and with it all that comes after it\n");
    story();
    raw_.bad_to_write.clear();
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "2 3 | 4 | ");
    EXPECT_EQ(number_at(2), 101u);
}

TEST_F(CachedDiskTest, AFlushThatFailsKeepsItsTurn) {
    change(1, Turn::contents, 100);
    change(2, Turn::inodes, 101);
    raw_.cannot_flush = true;
    EXPECT_EQ(cache_->write_back().error(), Errno::io);
    EXPECT_EQ(cache_->write_back().error(), Errno::io);
    EXPECT_EQ(story(), "1 1 ");
    EXPECT_EQ(fakes::kernel_log, "disk: what it was given cannot be made to last: its flush fails\n");
    raw_.cannot_flush = false;
    EXPECT_TRUE(cache_->write_back());
    EXPECT_EQ(story(), "1 | 2 | ");
}

TEST_F(CachedDiskTest, ThreadsThatWantTheSameBlockShareOneRead) {
    raw_.hold();
    std::vector<std::thread> threads;
    std::atomic<u64> sum = 0;
    for (int i = 0; i < 4; i++) threads.emplace_back([&] { sum += read(33); });
    while (fakes::sleepers() < 4) std::this_thread::yield();
    fakes::signal_sleepers(); // nobody gives up for that
    EXPECT_EQ(raw_.waiting(), 1u);
    raw_.let_go();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sum, 4 * 33u);
}

TEST_F(CachedDiskTest, SeveralRequestsAreUnderWayAtOnce) {
    for (u64 block = 0; block < 20; block++) change(block, Turn::contents, 1000 + block);
    raw_.hold();
    std::thread writer([this] { EXPECT_TRUE(cache_->write_back()); });
    while (raw_.waiting() < 20) std::this_thread::yield();
    raw_.let_go();
    writer.join();
    EXPECT_EQ(number_at(19), 1019u);
}

TEST_F(CachedDiskTest, ManyThreadsReadWhatIsThere) {
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    raw_.bad_to_read = {2 * 50};
    for (unsigned seed = 0; seed < 4; seed++)
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            for (int i = 0; i < 5000; i++) {
                const u64 first = random() % kSize, count = random() % 8;
                for (u64 block = first; block < first + count && block < kSize; block++)
                    if (read(block) != (block == 50 ? ~u64{0} : block)) wrong++;
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

// Whatever is asked for: no prefix of the writes breaks a promise.
TEST_F(CachedDiskTest, NoPromiseIsBrokenAtAnyMoment) {
    struct Promise {
        u64 first, first_version, second, second_version; // whoever is newer than this comes after that
    };
    for (unsigned seed = 0; seed < 40; seed++) {
        make();
        raw_.events.clear();
        std::mt19937 random(seed);
        std::vector<u64> versions(20);
        std::vector<Promise> promises;
        for (u64 block = 0; block < versions.size(); block++) number_at(block) = 0;
        for (int step = 0; step < 200; step++) {
            const u64 first = random() % versions.size(), second = random() % versions.size();
            if (first == second) continue;
            change(first, static_cast<Turn>(random() % 5), ++versions[first]);
            EXPECT_TRUE(order(first, second));
            promises.push_back({first, versions[first], second, versions[second]});
            change(second, static_cast<Turn>(random() % 5), ++versions[second]);
            if (random() % 30 == 0) {
                EXPECT_TRUE(cache_->write_back());
            }
        }
        EXPECT_TRUE(cache_->write_back());

        std::vector<u64> written(versions.size()), lasting(versions.size());
        for (const FakeDisk::Event& event : raw_.events) {
            if (event.work == DiskWork::flush) lasting = written;
            if (event.work != DiskWork::write) continue;
            const u64 block = event.sector * kSectorSize / kBlockSize;
            written[block] = reinterpret_cast<const u64&>(event.bytes[0]);
            for (const Promise& promise : promises) {
                if (promise.second != block || written[block] <= promise.second_version) continue;
                ASSERT_GE(lasting[promise.first], promise.first_version) << "seed " << seed;
            }
        }
        EXPECT_EQ(written, versions);
        EXPECT_EQ(lasting, versions);
    }
}

} // namespace
