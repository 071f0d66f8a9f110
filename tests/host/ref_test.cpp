// tests/host/ref_test.cpp: shared and single ownership: an object dies with its last owner, and only once.
//
// The sanitizer watches for leaks, and for use after the end.
#include "lib/ref.h"

namespace {

struct Thing : RefCounted {
    explicit Thing(int& count) : alive(count) { alive++; }
    virtual ~Thing() { alive--; }
    int& alive;
};
struct SpecialThing : Thing {
    using Thing::Thing;
    std::vector<int> contents = std::vector<int>(100); // leaks if only the base is destroyed
};

TEST(Ref, DeletesWithTheLastOwner) {
    int alive = 0;
    {
        Ref<Thing> first = Ref<Thing>::adopt(new Thing(alive));
        EXPECT_EQ(first->references(), 1u);
        {
            Ref<Thing> second = first;
            EXPECT_EQ(first->references(), 2u);
            EXPECT_EQ(first.get(), second.get());
        }
        EXPECT_EQ(first->references(), 1u);
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Ref, MovingChangesNoCount) {
    int alive = 0;
    Ref<Thing> first = Ref<Thing>::adopt(new Thing(alive));
    Ref<Thing> second = std::move(first);
    EXPECT_FALSE(first);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->references(), 1u);
    first = std::move(second);
    EXPECT_FALSE(second);
    EXPECT_EQ(first->references(), 1u);
}

TEST(Ref, AssignmentLetsGoOfTheOldObject) {
    int alive = 0;
    Ref<Thing> thing = Ref<Thing>::adopt(new Thing(alive));
    thing = Ref<Thing>::adopt(new Thing(alive));
    EXPECT_EQ(alive, 1);
    const Ref<Thing>& itself = thing;
    thing = itself;
    EXPECT_EQ(alive, 1);
    EXPECT_EQ(thing->references(), 1u);
    thing = Ref<Thing>();
    EXPECT_EQ(alive, 0);
}

TEST(Ref, ADerivedObjectBecomesItsBase) {
    int alive = 0;
    {
        Ref<SpecialThing> special = Ref<SpecialThing>::adopt(new SpecialThing(alive));
        Ref<Thing> thing = std::move(special);
        EXPECT_FALSE(special);
        EXPECT_EQ(thing->references(), 1u);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Ref, LeakHandsOverTheReference) {
    int alive = 0;
    Ref<Thing> thing = Ref<Thing>::adopt(new Thing(alive));
    Thing* raw = thing.leak();
    EXPECT_FALSE(thing);
    EXPECT_EQ(alive, 1);
    Ref<Thing>::adopt(raw);
    EXPECT_EQ(alive, 0);
}

TEST(Ref, RetainIfAliveDoesNotRaiseTheDead) {
    int alive = 0;
    Thing thing(alive);
    EXPECT_TRUE(thing.retain_if_alive());
    EXPECT_EQ(thing.references(), 2u);
    EXPECT_FALSE(thing.release());
    EXPECT_TRUE(thing.release());
    EXPECT_FALSE(thing.retain_if_alive());
    EXPECT_EQ(thing.references(), 0u);
}

TEST(Ref, ThreadsCountTogether) {
    int alive = 0;
    {
        const Ref<Thing> thing = Ref<Thing>::adopt(new Thing(alive));
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; i++) {
            threads.emplace_back([thing] {
                for (int turn = 0; turn < 50'000; turn++) Ref<Thing> copy = thing;
            });
        }
        for (std::thread& thread : threads) thread.join();
        threads.clear();
        EXPECT_EQ(thing->references(), 1u);
    }
    EXPECT_EQ(alive, 0);
}

struct Counted {
    explicit Counted(int& count) : alive(count) { alive++; }
    ~Counted() { alive--; }
    int& alive;
};

TEST(Owned, DeletesOnce) {
    int alive = 0;
    {
        Owned<Counted> first(new Counted(alive));
        Owned<Counted> second = std::move(first);
        EXPECT_FALSE(first);
        EXPECT_TRUE(second);
        first = std::move(second);
        EXPECT_TRUE(first);
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Owned, LeakGivesTheObjectAway) {
    int alive = 0;
    Owned<Counted> owned(new Counted(alive));
    Counted* raw = owned.leak();
    EXPECT_FALSE(owned);
    EXPECT_EQ(alive, 1);
    delete raw;
    EXPECT_EQ(alive, 0);
}

} // namespace
