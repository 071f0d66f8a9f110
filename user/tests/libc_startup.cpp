// user/tests/libc_startup.cpp: before main and after it: constructors, thread-locals, destructors.
#include "child.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

namespace {

// Each notes when it was made: in the order in which they stand here, but for the one that asks to be first.
int made = 0;

struct Noted {
    int order;
    Noted() : order(++made) {}
};
Noted first;
Noted second;
[[gnu::init_priority(200)]] Noted earliest;

[[gnu::constructor]] void a_constructor_function() { made += 100; }

struct Computed {
    double root;
    char text[20];
    explicit Computed(double number) : root(number * number) { strcpy(text, "computed"); }
};
const Computed computed(1.5);

thread_local int zero_at_first;
thread_local int has_a_value = 77;
thread_local char a_text[32] = "for each thread";
thread_local Noted made_when_used;

Noted& local_static() {
    static Noted object;
    return object;
}

void before_main() {
    tap::All all("constructors of global objects have run, in their order, before main");
    all.equal(earliest.order % 100, 1, "the one with a priority");
    all.equal(second.order, first.order + 1, "two of one file");
    all.check(first.order > earliest.order, "the order");
    all.equal(computed.root, 2.25, "a computed member");
    all.equal(computed.text, "computed", "another");
    all.check(made > 100, "a function marked as a constructor");
}

void thread_locals() {
    tap::All all("thread-local variables have their first values, and are each process's own");
    all.equal(zero_at_first, 0, "one without a value");
    all.equal(has_a_value, 77, "one with a value");
    all.equal(a_text, "for each thread", "one with a text");
    const int before = made;
    all.check(made_when_used.order == before + 1, "one with a constructor");
    if constexpr (child::kThereAre) {
        const auto ending = child::run([] {
            zero_at_first = 5;
            return has_a_value++ == 77 ? 0 : 1;
        });
        all.equal(ending, child::exits(0), "a child");
    }
    all.check(zero_at_first == 0 && has_a_value == 77, "the parent's");
    u64 tp;
    asm("mv %0, tp" : "=r"(tp)); // the register that they are reached by
    all.check(tp % 16 == 0, "tp is aligned");
}

void local_statics() {
    tap::All all("a static object of a function is made when it is first reached, once");
    const int before = made;
    Noted& object = local_static();
    all.equal(object.order, before + 1, "the first time");
    all.check(&local_static() == &object && made == before + 1, "the second time");
}

int tell = -1; // where the end is told

struct Farewell {
    char mark;
    ~Farewell() {
        if (tell >= 0) (void)write(tell, &mark, 1);
    }
};
Farewell global_a{'A'};
Farewell global_b{'B'};

void handler_1() { (void)write(tell, "1", 1); }
void handler_2() { (void)write(tell, "2", 1); }

void after_main() {
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    const pid_t pid = child::start([&] {
        tell = ends[1];
        atexit(handler_1);
        atexit(handler_2);
        exit(9);
        return 0;
    });
    close(ends[1]);
    tap::equal(child::ending_of(pid), child::exits(9), "exit ends with its status");
    char order[10] = {};
    (void)read(ends[0], order, sizeof order - 1);
    tap::equal(order, "21BA", "atexit's functions run backwards, and then destructors of global objects");
    close(ends[0]);
}

// Every register that the ABI wants to be something at main is that.
void the_stack() {
    u64 stack;
    asm("mv %0, sp" : "=r"(stack)); // a register that C++ cannot name
    tap::equal(stack % 16, 0ul, "the stack pointer is aligned");
}

} // namespace

int main(int argc, char** argv) {
    tap::ok(argc == 1 && strstr(argv[0], "libc_startup") && !argv[1], "main gets its arguments");
    before_main();
    thread_locals();
    local_statics();
    if constexpr (child::kThereAre) after_main();
    the_stack();
    return tap::done();
}
