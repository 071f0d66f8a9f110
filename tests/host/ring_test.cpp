// tests/host/ring_test.cpp: the queue of fixed capacity, compared with std::deque.
#include "lib/ring.h"
#include <deque>

namespace {

TEST(Ring, TakesAsManyAsItsCapacity) {
    Ring<int, 4> ring;
    EXPECT_TRUE(ring.empty());
    EXPECT_EQ(ring.space(), 4u);
    for (int i = 0; i < 4; i++) EXPECT_TRUE(ring.push(i));
    EXPECT_TRUE(ring.full());
    EXPECT_FALSE(ring.push(4));
    EXPECT_EQ(ring.size(), 4u);
    for (int i = 0; i < 4; i++) EXPECT_EQ(ring.pop(), i);
    EXPECT_TRUE(ring.empty());
}

TEST(Ring, PushOverDropsTheOldest) {
    Ring<int, 4> ring;
    for (int i = 0; i < 10; i++) ring.push_over(i);
    EXPECT_EQ(ring.size(), 4u);
    EXPECT_EQ(ring.oldest(), 6);
    EXPECT_EQ(ring.oldest(3), 9);
    EXPECT_EQ(ring.newest(), 9);
    EXPECT_EQ(ring.newest(3), 6);
    EXPECT_EQ(ring.pop_newest(), 9);
    EXPECT_EQ(ring.pop(), 6);
}

TEST(Ring, DoesWhatADequeDoes) {
    constexpr usize kCapacity = 16;
    std::mt19937 random(1);
    Ring<u8, kCapacity> ring;
    std::deque<u8> model;
    for (int step = 0; step < 200'000; step++) {
        const u8 item = static_cast<u8>(random());
        switch (random() % 4) {
        case 0:
            EXPECT_EQ(ring.push(item), model.size() < kCapacity);
            if (model.size() < kCapacity) model.push_back(item);
            break;
        case 1:
            ring.push_over(item);
            model.push_back(item);
            if (model.size() > kCapacity) model.pop_front();
            break;
        case 2:
            if (model.empty()) break;
            EXPECT_EQ(ring.pop(), model.front());
            model.pop_front();
            break;
        case 3:
            if (model.empty()) break;
            EXPECT_EQ(ring.pop_newest(), model.back());
            model.pop_back();
            break;
        }
        ASSERT_EQ(ring.size(), model.size());
        ASSERT_EQ(ring.space(), kCapacity - model.size());
        ASSERT_EQ(ring.empty(), model.empty());
        ASSERT_EQ(ring.full(), model.size() == kCapacity);
        for (usize i = 0; i < model.size(); i++) {
            ASSERT_EQ(ring.oldest(i), model[i]);
            ASSERT_EQ(ring.newest(i), model[model.size() - 1 - i]);
        }
    }
}

TEST(Ring, RunsCarryTheSameBytesInBulk) {
    constexpr usize kCapacity = 64;
    std::mt19937 random(1);
    Ring<u8, kCapacity> ring;
    u8 next_in = 0, next_out = 0;
    for (int step = 0; step < 20'000; step++) {
        usize length = 0;
        u8* free = ring.free_run(length);
        ASSERT_TRUE(length <= ring.space() && (length != 0) == (ring.space() != 0));
        const usize in = random() % (length + 1);
        for (usize i = 0; i < in; i++) free[i] = next_in++;
        ring.pushed(in);

        const u8* filled = ring.filled_run(length);
        ASSERT_TRUE(length <= ring.size() && (length != 0) == (ring.size() != 0));
        const usize out = random() % (length + 1);
        for (usize i = 0; i < out; i++) ASSERT_EQ(filled[i], next_out++);
        ring.popped(out);
    }
}

} // namespace
