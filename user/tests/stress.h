// user/tests/stress.h: how long a stress program goes on: `/tests/stress_pipe 50 7` makes 50 rounds of each kind, from seed 7 on.
//
//   int main(int argc, char** argv) {
//       for (const u64 seed : stress::Seeds(argc, argv)) ...       one round where nothing else was asked for
#pragma once

#include "abi/integers.h"
#include <stdlib.h>

namespace stress {

// One for each round. They follow each other, and none is 0.
class Seeds {
  public:
    class Iterator {
      public:
        explicit Iterator(u64 seed) : seed_(seed) {}
        u64 operator*() const { return seed_; }
        Iterator& operator++() {
            seed_++;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

      private:
        u64 seed_;
    };

    Seeds(int argc, char** argv) {
        if (argc > 1) rounds_ = strtoul(argv[1], nullptr, 10);
        if (argc > 2) first_ = strtoul(argv[2], nullptr, 10);
    }
    u64 rounds() const { return rounds_; }
    Iterator begin() const { return Iterator(first_); }
    Iterator end() const { return Iterator(first_ + rounds_); }

  private:
    u64 rounds_ = 1;
    u64 first_ = 11;
};

} // namespace stress
