// file/poll.cpp: waiting for several files: a link in the queue of each, and one sleep.
#include "file/poll.h"
#include "memory/heap.h"
#include "thread/poll_queue.h"
#include "thread/scheduler.h"

namespace {

// Some have two names.
constexpr int other_names_of(int events) {
    return (events & POLLIN ? POLLRDNORM : 0) | (events & POLLOUT ? POLLWRNORM : 0);
}
constexpr int first_names_of(int events) {
    return (events & POLLRDNORM ? POLLIN : 0) | (events & POLLWRNORM ? POLLOUT : 0);
}

// One entry with a file, from the first look to the answer.
struct Polled {
    Polled(Ref<File> polled_file, PollEntry& entry_of_file, int always_told, Poller& poller)
        : file(std::move(polled_file)), entry(entry_of_file), asked_for(entry.events | always_told),
          link_in_queue(poller, asked_for | first_names_of(asked_for)) {}
    ~Polled() { file->stop_polling(link_in_queue); }
    int answer() const {
        const int events = file->readiness();
        return (events | other_names_of(events)) & asked_for;
    }

    const Ref<File> file;
    PollEntry& entry;
    const int asked_for;
    PollLink link_in_queue;
    ListLink link;
};

class PollSet : NonCopyable {
  public:
    explicit PollSet(int always_told) : always_told_(always_told) {}
    ~PollSet() {
        while (Polled* polled = polled_.pop_front()) delete polled;
    }

    Result<void> add(Descriptors& files, PollEntry& entry);
    Result<usize> wait(u64 deadline); // how many have an answer

  private:
    usize answer();

    const int always_told_;
    usize invalid_ = 0; // have no file, and have their answer
    Poller poller_;
    List<Polled, &Polled::link> polled_;
};

Result<void> PollSet::add(Descriptors& files, PollEntry& entry) {
    entry.revents = 0;
    if (entry.fd < 0) return {};
    Result<Ref<File>> file = files.file(Fd::unchecked(entry.fd));
    if (!file) {
        invalid_++;
        entry.revents = POLLNVAL;
        return {};
    }
    Polled* polled = TRY(make<Polled>(std::move(file).value(), entry, always_told_, poller_)).leak();
    polled_.push_back(polled);
    polled->file->start_polling(polled->link_in_queue);
    return {};
}

usize PollSet::answer() {
    usize ready = invalid_;
    for (Polled& polled : polled_) {
        polled.entry.revents = static_cast<short>(polled.answer());
        ready += polled.entry.revents != 0;
    }
    return ready;
}

// Looks again after each time that it was told of something, as another thread may have been faster.
Result<usize> PollSet::wait(u64 deadline) {
    while (true) {
        const usize ready = answer();
        if (ready > 0) return ready;
        TRY(scheduler::check_signal()); // also if there is no time to wait
        if (deadline == kPollAtOnce) return 0;
        const Result<void> told = poller_.wait(deadline);
        if (told.error() == Errno::timedout) return answer();
        TRY(told);
    }
}

} // namespace

Result<usize> poll_files(Descriptors& files, std::span<PollEntry> entries, u64 deadline, int always_told) {
    PollSet set(always_told);
    for (PollEntry& entry : entries) TRY(set.add(files, entry));
    return set.wait(deadline);
}
