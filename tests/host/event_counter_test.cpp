// tests/host/event_counter_test.cpp: a number that threads of the host wait for.
#include "file/event_counter.h"
#include "kernel_services.h"

namespace {

class EventCounterTest : public testing::Test {
  protected:
    void add(u64 more) {
        memory_[kWritten] = more;
        UserSource source(space_, address(kWritten), sizeof(more));
        EXPECT_EQ(counter_.write(source).value(), sizeof(more));
    }
    // What a read brings to one of the words of memory_; behind the last there is no memory.
    Result<usize> read(usize word) {
        UserSink sink(space_, address(word), sizeof(u64));
        return counter_.read(sink);
    }
    static void wait_for_sleepers(usize count) {
        while (fakes::sleepers() != count) std::this_thread::yield();
    }

    static constexpr usize kWritten = 0, kRead = 1, kWords = 2;
    u64 memory_[kWords] = {};
    AddressSpace space_{{reinterpret_cast<u8*>(memory_), sizeof(memory_)}};
    EventCounter counter_{0, false, 0};

  private:
    u64 address(usize word) const { return reinterpret_cast<u64>(memory_ + word); }
};

TEST_F(EventCounterTest, AReaderWaitsForTheFirst) {
    std::thread reader([this] { EXPECT_EQ(read(kRead).value(), sizeof(u64)); });
    wait_for_sleepers(1);
    add(5);
    reader.join();
    EXPECT_EQ(memory_[kRead], 5u);
}

// One reader is woken; what it cannot take is for the other one.
TEST_F(EventCounterTest, ABadAddressTakesNothingFromWhoWaitsToo) {
    std::thread hasty([this] { EXPECT_EQ(read(kWords).error(), Errno::fault); });
    wait_for_sleepers(1);
    std::thread reader([this] { EXPECT_EQ(read(kRead).value(), sizeof(u64)); });
    wait_for_sleepers(2);
    add(7);
    hasty.join();
    reader.join();
    EXPECT_EQ(memory_[kRead], 7u);
}

} // namespace
