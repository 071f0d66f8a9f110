// user/tests/team.h: several threads that do the same, each with its number; and joining them all.
//
//   Team team(4, [](u64 number) { ... return 0; });      as the program goes on
//   team.ok()                                            all are back, and each has returned 0
#pragma once

#include "tap.h"
#include <pthread.h>
#include <string.h>

class Team {
  public:
    static constexpr usize kMost = 8;

    template <class Work> Team(usize size, const Work& work) : size_(size) {
        for (usize i = 0; i < size; i++) {
            members_[i] = {&run<Work>, &work, i, 0, {}};
            const int error = pthread_create(&members_[i].thread, nullptr, begin, &members_[i]);
            if (error) tap::bail_out("no thread: %s", strerror(error));
        }
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    bool ok() {
        u64 wrong = 0;
        for (usize i = 0; i < size_; i++) {
            pthread_join(members_[i].thread, nullptr);
            if (members_[i].result) tap::note("thread %lu says %d", i, members_[i].result);
            wrong += members_[i].result != 0;
        }
        return wrong == 0;
    }

  private:
    struct Member {
        int (*run)(const void* work, u64 number);
        const void* work;
        u64 number;
        int result;
        pthread_t thread;
    };

    template <class Work> static int run(const void* work, u64 number) {
        return (*static_cast<const Work*>(work))(number);
    }
    static void* begin(void* argument) {
        auto* member = static_cast<Member*>(argument);
        member->result = member->run(member->work, member->number);
        return nullptr;
    }

    usize size_;
    Member members_[kMost];
};
