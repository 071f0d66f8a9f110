// tests/host/policy_test.cpp: the scheduling policies, with threads that only use up time.
#include "thread/policy.h"

std::string kernel_log;

void log(const char* text, ...) {
    char line[256];
    va_list arguments;
    va_start(arguments, text);
    std::vsnprintf(line, sizeof(line), text, arguments);
    va_end(arguments);
    kernel_log += line;
}

Thread::~Thread() = default;

namespace {

constexpr u64 kWholeTurn = 1000; // ticks

// One hart. A thread that is picked runs for as long as it likes, at most a turn, and waits again.
class Hart {
  public:
    explicit Hart(policy::Choice choice) : choice_(choice) {}
    ~Hart() {
        while (ready_.pop_front()) {
        }
    }
    void add(Thread& thread) { ready_.push_back(&thread); }
    void run(u64 ticks, const std::map<Thread*, u64>& liked) {
        for (u64 time = 0; time < ticks;) {
            Thread* thread = choice_(ready_);
            const u64 turn = liked.contains(thread) ? liked.at(thread) : kWholeTurn;
            thread->run_ticks += turn;
            time += turn;
            ready_.push_back(thread);
        }
    }

  private:
    policy::Choice choice_;
    RunQueue ready_;
};

TEST(Policy, NobodyWaitsIsNobody) {
    RunQueue nobody;
    EXPECT_EQ(policy::round_robin(nobody), nullptr);
    EXPECT_EQ(policy::fair(nobody), nullptr);
}

TEST(Policy, RoundRobinCountsTurns) {
    Thread spinner, giver;
    Hart hart(policy::round_robin);
    hart.add(spinner);
    hart.add(giver);
    hart.run(1'000'000, {{&giver, 10}});
    EXPECT_NEAR(giver.run_ticks * 100, spinner.run_ticks, 1000);
}

TEST(Policy, FairCountsTime) {
    Thread spinner, giver, another;
    Hart hart(policy::fair);
    hart.add(spinner);
    hart.add(giver);
    hart.add(another);
    hart.run(1'000'000, {{&giver, 10}});
    EXPECT_NEAR(giver.run_ticks, spinner.run_ticks, 2 * kWholeTurn);
    EXPECT_NEAR(another.run_ticks, spinner.run_ticks, 2 * kWholeTurn);
}

TEST(Policy, FairLetsNobodyMakeUpForWhatWasMissed) {
    Thread first, second, late;
    Hart hart(policy::fair);
    hart.add(first);
    hart.add(second);
    hart.run(1'000'000, {});
    const u64 before = first.run_ticks;
    hart.add(late);
    hart.run(300'000, {});
    EXPECT_NEAR(late.run_ticks, 100'000, 2 * kWholeTurn);
    EXPECT_NEAR(first.run_ticks - before, 100'000, 2 * kWholeTurn);
}

TEST(Policy, TheOneThatIsAskedForIsChosen) {
    Thread has_waited, has_had_less;
    has_waited.run_ticks = ~u64{0} / 2; // more than any other test has counted
    has_had_less.run_ticks = ~u64{0} / 2 - 1;
    const auto picked = [&](const char* name) {
        policy::choose(name);
        RunQueue ready;
        ready.push_back(&has_waited);
        ready.push_back(&has_had_less);
        Thread* next = policy::pick_next(ready);
        while (ready.pop_front()) {
        }
        return next;
    };
    EXPECT_EQ(picked("fair"), &has_had_less);
    EXPECT_EQ(picked("round_robin"), &has_waited);
    EXPECT_EQ(picked("fair"), &has_had_less);
    EXPECT_EQ(kernel_log, "");
    EXPECT_EQ(picked("none"), &has_had_less);
    EXPECT_EQ(kernel_log, "policy=none: this kernel knows round_robin fair\n");
}

} // namespace
