// user/tests/fuzz_calls/maker.h: makes calls up: a row of the table, and arguments good, nearly good, and hostile.
#pragma once

#include "../random.h"
#include "../table.h"
#include "memory.h"
#include "report.h"

// A call as it goes into the registers.
struct Call {
    const table::Row* row;
    u64 arguments[table::kMostParameters];
};

// Numbers that calls gave, and that later calls are given. All threads of a process share it.
class Pool {
  public:
    void put(Random& random, u64 value) { __atomic_store_n(place(random), value, __ATOMIC_RELAXED); }
    u64 pick(Random& random) { return __atomic_load_n(place(random), __ATOMIC_RELAXED); }

  private:
    u64* place(Random& random) { return &values_[random.below(sizeof values_ / sizeof values_[0])]; }
    u64 values_[8] = {};
};

// What a process has to make calls with.
struct Surroundings {
    Memory memory;
    Pool children;
    Pool threads;
    bool is_child; // of a fork: nobody wakes it, so that it makes no calls that wait
};

class Maker {
  public:
    Maker(Surroundings& surroundings, u64 seed) : all_(surroundings), random_(seed) {}

    Call make();
    Random& random() { return random_; }

  private:
    bool chance(u64 percent) { return random_.below(100) < percent; }
    u64 hostile();
    u64 number(const table::Parameter& parameter);
    u64 choice(const table::Parameter& parameter);
    u64 descriptor();
    u64 process();
    u64 address();
    u64 path();
    u64 argument(const table::Parameter& parameter);
    u64 page_range(u64& bytes);
    void fill(table::Type type, u64 address, u64 bytes);
    void fill_action(u64 address);
    void adjust(Call& call);
    void adjust_memory(Call& call);
    void adjust_kill(Call& call);
    void adjust_thread(Call& call);
    void adjust_for_entry(Call& call); // entry.h
    void adjust_open(Call& call);
    void adjust_modes(Call& call);
    void choose_own_paths(Call& call);
    static bool changes_names(const table::Row& row);

    Surroundings& all_;
    Random random_;
};

// Which row comes next: dear and dangerous ones seldom.
const table::Row& pick_row(Random& random, bool is_child);
