// tests/host/file_locks_test.cpp: locks on files, with threads of the host that wait for them.
#include "file/file_locks.h"
#include "kernel_services.h"

namespace {

using file_locks::give_back;
using file_locks::take;

// Who has locks is known by an address.
constexpr int kOwners[3] = {};

// One byte of the one file, for one of the processes.
file_locks::Lock byte(u64 place, usize process) {
    const Pid pid(static_cast<int>(process) + 1);
    return {nullptr, &kOwners[process], pid, file_locks::Kind::bytes, true, place, place + 1};
}

void wait_for_sleepers(usize count) {
    while (fakes::sleepers() != count) std::this_thread::yield();
}

class FileLocksTest : public testing::Test {
  protected:
    void TearDown() override { EXPECT_EQ(file_locks::count.load(Order::relaxed), 0u); }
};

TEST_F(FileLocksTest, WhoWaitsGetsWhatIsGivenBack) {
    EXPECT_TRUE(take(byte(0, 0), false));
    EXPECT_EQ(take(byte(0, 1), false).error(), Errno::again);
    std::thread other([] { EXPECT_TRUE(take(byte(0, 1), true)); });
    wait_for_sleepers(1);
    EXPECT_TRUE(give_back(byte(0, 0)));
    other.join();
    EXPECT_TRUE(give_back(byte(0, 1)));
}

TEST_F(FileLocksTest, ThreeThatWouldWaitForEachOtherAreTold) {
    for (usize i = 0; i < 3; i++) EXPECT_TRUE(take(byte(i, i), false));
    std::thread first([] { EXPECT_TRUE(take(byte(1, 0), true)); });
    std::thread second([] { EXPECT_TRUE(take(byte(2, 1), true)); });
    wait_for_sleepers(2);
    EXPECT_EQ(take(byte(0, 2), true).error(), Errno::deadlk);
    EXPECT_TRUE(give_back(byte(2, 2)));
    second.join();
    EXPECT_TRUE(give_back(byte(1, 1)));
    first.join();
    for (u64 place : {0, 1}) EXPECT_TRUE(give_back(byte(place, 0)));
    EXPECT_TRUE(give_back(byte(2, 1)));
}

// The one has given way before it waits for the other, whether or not that one knows it by then.
TEST_F(FileLocksTest, WhoHasGivenWayIsNotWaitedForAnyMore) {
    for (int round = 0; round < 200; round++) {
        EXPECT_TRUE(take(byte(0, 0), false));
        EXPECT_TRUE(take(byte(1, 1), false));
        std::thread other([] {
            EXPECT_TRUE(take(byte(0, 1), true));
            EXPECT_TRUE(give_back(byte(1, 1)));
            EXPECT_TRUE(give_back(byte(0, 1)));
        });
        wait_for_sleepers(1);
        EXPECT_TRUE(give_back(byte(0, 0)));
        EXPECT_TRUE(take(byte(1, 0), true));
        EXPECT_TRUE(give_back(byte(1, 0)));
        other.join();
    }
}

} // namespace
