// syscall/counter_calls.cpp: the handlers of calls about counters, in the table's order.
#include "debug/counters.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

static_assert(counters::kCallPlaces <= CALL_COUNTS_MAX && kCauseSlots <= CAUSE_COUNTS_MAX,
              "a program can ask for all counters at once");

// Hands a list to a program entry by entry: those that have counted nothing are left out, those beyond its end only told of.
template <class T> class Listing {
  public:
    Listing(Out<T> list, usize room) : list_(list), room_(room) {}

    Result<void> add(const T& entry) {
        if (entry.count == 0) return {};
        const usize index = found_++;
        if (index >= room_) return {};
        return copy_out(*current_process().space, Out<T>(list_.address() + index * sizeof(T)), entry);
    }
    usize found() const { return found_; }

  private:
    const Out<T> list_;
    const usize room_;
    usize found_ = 0;
};

} // namespace

Result<usize> sys_call_counts(Out<CallCount> list, usize count) {
    if (count > CALL_COUNTS_MAX) return Errno::inval;
    Listing listing(list, count);
    for (usize place = 0; place < counters::kCallPlaces; place++)
        TRY(listing.add(counters::call_count(place)));
    return listing.found();
}

Result<usize> sys_cause_counts(Out<CauseCount> list, usize count) {
    if (count > CAUSE_COUNTS_MAX) return Errno::inval;
    Listing listing(list, count);
    for (usize place = 0; place < kCauseSlots; place++) TRY(listing.add(counters::cause_count(place)));
    return listing.found();
}
