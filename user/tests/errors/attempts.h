// user/tests/errors/attempts.h: what attempts work with that are to fail, and those that take more than one call.
#pragma once

#include "../in_form.h"
#include <span>

namespace attempts {

namespace sys = in_form; // each call is made in the form that is asked for
using sys::Call;

// A call, the error that it answers, and how that comes about.
struct Case {
    Call call;
    Errno error;
    const char* how;
    i64 (*attempt)();
};
std::span<const Case> file_cases();
std::span<const Case> other_cases();

constexpr Fd kNone = Fd::unchecked(-1);
constexpr Pid kNobody{0x7fff'fffe};
constexpr u64 kBad = 8; // an address in the page that is never mapped
constexpr FileMode kNoMode{};
constexpr MapProtection kWriteAndExecute = static_cast<MapProtection>(PROT_WRITE | PROT_EXEC);
constexpr MapFlags kPrivate = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS);
constexpr MapFlags kNoReplace = static_cast<MapFlags>(kPrivate | MAP_FIXED_NOREPLACE);

// What the attempts work with: opened and filled by prepare().
extern Fd console;
extern Fd root;
extern Fd program; // a regular file
extern Fd zero;
extern Fd reader;
extern Fd writer;
extern char buffer[256];
extern char long_name[300];
extern char long_argument[ARGUMENT_BYTES_MAX + 1];
extern Stat a_stat;
extern SignalAction an_action;
extern SignalAction an_odd_action;
void prepare();

i64 open_at(const char* path, int flags);
i64 open_here(const char* path, int flags);
Fd open_or_stop(const char* path, int flags);
void open_pipe();
// Answers what a call says when no descriptor is left.
i64 without_descriptors(i64 (*attempt)());
i64 write_without_reader();
// Until no more of them can wait; then they are forgotten.
i64 send_too_many(i64 (*send)());
i64 execute(const char* path);
i64 execute_with_too_much();
// In a child: the test itself stays where it is.
i64 begin_session_twice();
i64 wait_with_bad_pointer();
// Should it succeed after all, the terminal is given back.
i64 give_terminal_to_nobody();
i64 change_settings_at_no_moment();
// What no thread ever runs: the calls below fail before there is one.
i64 create_with_word(u64 word);
u64 page_of(const void* pointer);
Mapping memory_at(u64 address);
// A process may have so many regions.
i64 unmap_with_all_regions_in_use();

} // namespace attempts
