// tests/reject/kernel/copied_owned.cpp: an object with one owner cannot have two.
// expect: use of deleted function '.*Owned<int>::Owned\(const Owned<int>&\)'
#include "lib/ref.h"

void example(Owned<int>& first) {
#ifdef RIGHT
    const Owned<int> second = std::move(first);
#else
    const Owned<int> second = first;
#endif
}
