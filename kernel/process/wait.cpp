// process/wait.cpp: waiting for children: what a parent is told of them, and when they are gone.
#include "process/family.h"
#include "process/signal.h"

namespace {

bool is_meant(const Process& child, const WhichChildren& which) REQUIRES(process_tree) {
    switch (which.kind) {
    case WhichChildren::all: return true;
    case WhichChildren::one: return child.pid == which.number;
    case WhichChildren::of_group: return child.group == which.number;
    }
    return false;
}

bool can_be_told(const Process& child, const WaitWish& wish) REQUIRES(process_tree) {
    if (child.zombie) return wish.ended;
    return child.has_news && (child.stopped ? wish.stopped : wish.continued);
}

// A child that is meant: one to tell of if there is any. Null if there is none at all.
Process* child_to_wait_for(Process& parent, const WhichChildren& which, const WaitWish& wish)
    REQUIRES(process_tree) {
    Process* meant = nullptr;
    for (Process& child : parent.children) {
        if (!is_meant(child, which)) continue;
        if (can_be_told(child, wish)) return &child;
        meant = &child;
    }
    return meant;
}

} // namespace

WhichChildren children_by_number(Pid number) {
    if (number.number() > 0) return {WhichChildren::one, number};
    if (number.number() == -1) return {WhichChildren::all, number};
    if (number.number() == 0) return {WhichChildren::of_group, group_of(number).value()};
    if (number.number() == INT32_MIN)
        return {WhichChildren::of_group, number}; // it has no opposite, and no members
    return {WhichChildren::of_group, Pid(-number.number())};
}

SignalCause cause_of(const ChildNews& news) {
    const int pid = news.pid.number();
    if (WIFCONTINUED(news.status)) return {CLD_CONTINUED, pid, SIGCONT};
    if (WIFSTOPPED(news.status)) return {CLD_STOPPED, pid, static_cast<u64>(WSTOPSIG(news.status))};
    if (WIFEXITED(news.status)) return {CLD_EXITED, pid, static_cast<u64>(WEXITSTATUS(news.status))};
    return {CLD_KILLED, pid, static_cast<u64>(WTERMSIG(news.status))};
}

Result<ChildNews> wait_for_child(WhichChildren which, WaitWish wish, Out<int> status) {
    Process& parent = current_process();
    ChildNews news;
    Owned<Process> ended; // its memory goes back at the end, without the lock
    Guard guard(process_tree);
    Process* child = child_to_wait_for(parent, which, wish);
    while (child && !can_be_told(*child, wish)) {
        if (wish.at_once) return news;
        TRY(parent.child_ended.wait(guard));
        child = child_to_wait_for(parent, which, wish);
    }
    if (!child) return Errno::child;
    if (status.address()) TRY(copy_out(*parent.space, status, child->wait_status));
    news = {child->pid, child->wait_status, run_ticks_of(*child) + child->children_run_ticks};
    if (wish.stays) return news;
    child->has_news = false;
    if (!child->zombie) return news;
    parent.children_run_ticks += news.run_ticks;
    leave_family(*child);
    ended = Owned<Process>(child);
    return news;
}
