// user/tests/signal_stack.cpp: handlers on another stack: that of a full stack, nested ones, and who has which.
#include "child.h"
#include "leaks.h"
#include "tap.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>

namespace {

alignas(16) char memory[SIGSTKSZ];
alignas(16) char more[SIGSTKSZ];

bool is_within(const char* stack, const char* place) { return place >= stack && place < stack + SIGSTKSZ; }

stack_t stack_in(char* place) {
    stack_t stack = {};
    stack.ss_sp = place;
    stack.ss_size = SIGSTKSZ;
    return stack;
}

void use(char* place) {
    const stack_t stack = stack_in(place);
    if (sigaltstack(&stack, nullptr) != 0) tap::bail_out("no other stack: %s", strerror(errno));
}

void use_none() {
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
}

stack_t stack_now() {
    stack_t stack = {};
    sigaltstack(nullptr, &stack);
    return stack;
}

void handle(int signal, void (*handler)(int, siginfo_t*, void*), unsigned flags) {
    struct sigaction action = {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | flags;
    sigaction(signal, &action, nullptr);
}

// --- which stack a handler finds ---

struct Seen {
    bool on_memory, on_more;
    stack_t now;     // what sigaltstack says there
    stack_t context; // and what the frame keeps
    i64 change;      // what becomes of the wish for another one
} seen;

void look(int, siginfo_t*, void* context) {
    const char* here = static_cast<char*>(__builtin_frame_address(0));
    seen.on_memory = is_within(memory, here);
    seen.on_more = is_within(more, here);
    seen.now = stack_now();
    seen.context = static_cast<ucontext_t*>(context)->uc_stack;
    const stack_t other = stack_in(more);
    seen.change = sys::sigaltstack.raw(&other, nullptr);
}

void chosen() {
    tap::All all("a handler with SA_ONSTACK runs on the other stack, any other one does not");
    all.equal(stack_now().ss_flags, SS_DISABLE, "none at first");
    handle(SIGUSR1, look, SA_ONSTACK);
    handle(SIGUSR2, look, 0);
    raise(SIGUSR1);
    all.check(!seen.on_memory && !seen.on_more, "there is none");
    all.equal(seen.change, 0, "one may be had from within a handler");
    use(memory);
    raise(SIGUSR2);
    all.check(!seen.on_memory, "without SA_ONSTACK");
    all.equal(seen.now.ss_flags, 0, "it is not in use");
    all.equal(stack_now().ss_sp, static_cast<void*>(memory), "the end of a handler puts back what was");
    raise(SIGUSR1);
    all.check(seen.on_memory, "with it");
    all.equal(seen.now.ss_flags, SS_ONSTACK, "it is in use");
    all.equal(seen.now.ss_size, u64{SIGSTKSZ}, "its size");
    all.equal(seen.context.ss_sp, static_cast<void*>(memory), "the frame tells of it");
    all.fails(seen.change, Errno::perm, "no change while it is in use");
    all.equal(stack_now().ss_flags, 0, "afterwards it is free");
    use_none();
    all.equal(stack_now().ss_size, u64{0}, "none again");
}

// --- handlers within handlers ---

const char* outer_place;
const char* inner_place;

void inner(int, siginfo_t*, void*) { inner_place = static_cast<char*>(__builtin_frame_address(0)); }

void outer(int, siginfo_t*, void*) {
    outer_place = static_cast<char*>(__builtin_frame_address(0));
    raise(SIGUSR2);
}

void nested() {
    tap::All all("a handler that interrupts one on the other stack goes on below it, whatever its flags");
    use(memory);
    handle(SIGUSR1, outer, SA_ONSTACK);
    for (const unsigned flags : {unsigned{SA_ONSTACK}, 0u}) {
        handle(SIGUSR2, inner, flags);
        raise(SIGUSR1);
        all.check(is_within(memory, outer_place) && is_within(memory, inner_place), "both are on it");
        all.check(inner_place < outer_place, "the inner one below");
    }
    use_none();
}

volatile int depth;
void dig(int, siginfo_t*, void*) {
    depth = depth + 1;
    raise(SIGUSR1);
}

void overflows() {
    tap::All all("a frame that the other stack has no room for is not written below it");
    static struct {
        char below[SIGSTKSZ] = {};
        alignas(16) char stack[SIGSTKSZ];
    } place;
    const child::Ending ending = child::run([] {
        use(place.stack);
        handle(SIGUSR1, dig, SA_ONSTACK | SA_NODEFER);
        raise(SIGUSR1);
        return 0;
    });
    all.equal(ending, child::ends_by(SIGSEGV), "the end");
}

// --- the stack that is full ---

sigjmp_buf escape;
siginfo_t fault;
volatile bool was_on_memory;

void jump_out(int, siginfo_t* info, void*) {
    was_on_memory = is_within(memory, static_cast<char*>(__builtin_frame_address(0)));
    fault = *info;
    siglongjmp(escape, 1);
}

[[gnu::noinline]] int endless(volatile int* previous) {
    volatile int here[64];
    here[0] = *previous + 1;
    return here[0] == 0 ? 0 : endless(here) + here[0]; // the stack ends long before int does
}

void full() {
    tap::All all("the handler of a full stack's fault runs, and may jump out, again and again");
    use(memory);
    handle(SIGSEGV, jump_out, SA_ONSTACK);
    for (int i = 0; i < 3; i++) {
        was_on_memory = false;
        volatile int start = 0;
        if (sigsetjmp(escape, 1) == 0) endless(&start);
        all.check(was_on_memory, "on the other stack");
        all.equal(fault.si_code, static_cast<int>(SEGV_MAPERR), "the fault");
        all.equal(stack_now().ss_flags, 0, "after the jump it is free");
    }
    use_none();
    signal(SIGSEGV, SIG_DFL);
}

// --- whose it is ---

void* tell_flags(void*) { return reinterpret_cast<void*>(static_cast<u64>(stack_now().ss_flags)); }

void inherited() {
    tap::All all("a child has its parent's other stack; a new thread, and another program, has none");
    use(memory);
    all.equal(child::run([] { return stack_now().ss_sp == memory ? 1 : 0; }), child::exits(1), "a child");
    pthread_t thread;
    void* flags = nullptr;
    all.equal(pthread_create(&thread, nullptr, tell_flags, nullptr), 0, "a thread is made");
    pthread_join(thread, &flags);
    all.equal(reinterpret_cast<u64>(flags), u64{SS_DISABLE}, "a thread");
    const child::Ending ending = child::run([] {
        char* const arguments[] = {const_cast<char*>("signal_stack"), const_cast<char*>("flags"), nullptr};
        return execv("/tests/signal_stack", arguments);
    });
    all.equal(ending, child::exits(SS_DISABLE), "another program");
    use_none();
}

// --- what there is besides ---

void disarmed() {
    tap::All all("with SS_AUTODISARM the handler has no other stack until it returns");
    stack_t stack = stack_in(memory);
    stack.ss_flags = static_cast<int>(SS_AUTODISARM);
    sigaltstack(&stack, nullptr);
    handle(SIGUSR1, look, SA_ONSTACK);
    raise(SIGUSR1);
    all.check(seen.on_memory, "it runs there");
    all.equal(seen.now.ss_flags, SS_DISABLE, "but has none");
    all.equal(seen.change, 0, "so that it may have another");
    all.equal(stack_now().ss_sp, static_cast<void*>(memory), "it is back afterwards");
    use_none();
}

void refused() {
    tap::All all("what is too small, or no stack at all, is refused");
    stack_t stack = stack_in(memory);
    stack.ss_size = MINSIGSTKSZ - 1;
    all.fails(sys::sigaltstack(&stack, nullptr), Errno::nomem, "too small");
    stack.ss_size = MINSIGSTKSZ;
    stack.ss_flags = 4;
    all.fails(sys::sigaltstack(&stack, nullptr), Errno::inval, "a flag that there is not");
    stack.ss_flags = SS_DISABLE | SS_ONSTACK;
    all.fails(sys::sigaltstack(&stack, nullptr), Errno::inval, "both");
    all.equal(stack_now().ss_flags, SS_DISABLE, "nothing has changed");
    stack.ss_flags = SS_ONSTACK;
    all.succeeds(sys::sigaltstack(&stack, nullptr), "a flag that means nothing here");
    all.equal(stack_now().ss_flags, 0, "and that is forgotten");
    use_none();
    const child::Ending nowhere = child::run([] {
        use(reinterpret_cast<char*>(64)); // no memory is there
        handle(SIGUSR1, look, SA_ONSTACK);
        raise(SIGUSR1);
        return 0;
    });
    all.equal(nowhere, child::ends_by(SIGSEGV), "memory that is none is found out when it is used");
}

} // namespace

int main(int count, char** arguments) {
    if (count > 1 && strcmp(arguments[1], "flags") == 0) return stack_now().ss_flags;
    leaks::Watch watch;
    chosen();
    nested();
    overflows();
    full();
    inherited();
    disarmed();
    refused();
    watch.ok("nothing is left behind");
    return tap::done();
}
