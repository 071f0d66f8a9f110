// file/poll.cpp: waiting for several files: a link in the queue of each, and one sleep.
#include "file/poll.h"
#include "memory/heap.h"
#include "thread/poll_queue.h"

namespace {

constexpr int kAlwaysTold = POLLERR | POLLHUP;

// One entry with a file, from the first look to the answer.
struct Polled {
    Polled(Ref<File> polled_file, usize place, int asked_for, Poller& poller)
        : file(std::move(polled_file)), index(place), link_in_queue(poller, asked_for | kAlwaysTold) {}
    ~Polled() { file->stop_polling(link_in_queue); }
    int answer() { return file->readiness() & link_in_queue.events; }

    const Ref<File> file;
    const usize index; // in the program's array
    PollLink link_in_queue;
    ListLink link;
};

class PollSet : NonCopyable {
  public:
    PollSet(AddressSpace& space, Out<PollEntry> entries) : space_(space), entries_(entries.address()) {}
    ~PollSet() {
        while (Polled* polled = polled_.pop_front()) delete polled;
    }

    Result<void> add_all(Descriptors& files, usize count);
    Result<usize> wait(u64 deadline); // how many have an answer

  private:
    Result<void> add(Descriptors& files, usize index);
    Result<usize> answer();
    Result<void> answer(usize index, int events);

    AddressSpace& space_;
    const u64 entries_; // the address of the first
    usize invalid_ = 0; // have no file, and have their answer
    Poller poller_;
    List<Polled, &Polled::link> polled_;
};

Result<void> PollSet::add_all(Descriptors& files, usize count) {
    for (usize index = 0; index < count; index++) TRY(add(files, index));
    return {};
}

Result<void> PollSet::add(Descriptors& files, usize index) {
    PollEntry entry;
    TRY(copy_in(space_, entry, In<PollEntry>(entries_ + index * sizeof(PollEntry))));
    if (entry.fd < 0) return answer(index, 0);
    Result<Ref<File>> file = files.file(Fd::unchecked(entry.fd));
    if (!file) {
        invalid_++;
        return answer(index, POLLNVAL);
    }
    Polled* polled = TRY(make<Polled>(std::move(file).value(), index, entry.events, poller_)).leak();
    polled_.push_back(polled);
    polled->file->start_polling(polled->link_in_queue);
    return {};
}

Result<void> PollSet::answer(usize index, int events) {
    const u64 place = entries_ + index * sizeof(PollEntry) + offsetof(PollEntry, revents);
    return copy_out(space_, Out<short>(place), static_cast<short>(events));
}

Result<usize> PollSet::answer() {
    usize ready = invalid_;
    for (Polled& polled : polled_) {
        const int events = polled.answer();
        TRY(answer(polled.index, events));
        ready += events != 0;
    }
    return ready;
}

// Looks again after each time that it was told of something, as another thread may have been faster.
Result<usize> PollSet::wait(u64 deadline) {
    while (true) {
        const usize ready = TRY(answer());
        if (ready > 0 || deadline == kPollAtOnce) return ready;
        const Result<void> told = poller_.wait(deadline);
        if (told.error() == Errno::timedout) return answer();
        TRY(told);
    }
}

} // namespace

Result<usize> poll_files(Descriptors& files, AddressSpace& space, Out<PollEntry> entries, usize count,
                         u64 deadline) {
    if (count > OPEN_FILES_MAX) return Errno::inval;
    PollSet set(space, entries);
    TRY(set.add_all(files, count));
    return set.wait(deadline);
}
