// user/tests/errors/main.cpp: errors that the rows of the table list come about, and arrive as these errors: in all three forms.
//
// Those that need a broken disk, odd files, no memory or a signal are in programs of their own. Nothing is forgotten: the kernel
// counts what is answered, and tests/every_row.py looks at the counts of all tests.
#include "../tap.h"
#include "abi/rows.h"
#include "attempts.h"

namespace attempts {

namespace {

void attempt(const Case& one) {
    const Row& row = kRows[static_cast<u64>(one.call)];
    tap::All all(
        tap::words("%s answers %s: %s [0.9] [0.10] [3.3]", row.name.data(), tap::name_of(one.error), one.how)
            .text);
    for (const auto form : {sys::Form::raw, sys::Form::typed, sys::Form::with_errno}) {
        sys::form = form;
        all.fails(one.attempt(), one.error, sys::kFormNames[static_cast<int>(form)]);
    }
    sys::form = sys::Form::raw;
    all.check(row.lists(one.error), "the row does not list this error");
}

} // namespace

int run() {
    prepare();
    for (const Case& one : file_cases()) attempt(one);
    for (const Case& one : other_cases()) attempt(one);
    return tap::done();
}

} // namespace attempts

int main() { return attempts::run(); }
