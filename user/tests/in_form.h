// user/tests/in_form.h: every system call in whichever of its three forms is asked for at the moment.
//
// in_form::write.raw(fd, bytes, count) makes the call raw, typed or with errno, as in_form::form says, and answers what
// a register would: a value, or -errno. In a file that says `namespace sys = in_form;` in a namespace of its own, all
// calls are made like that.
#pragma once

#include "tap.h"
#include <errno.h>
#include <syscalls.h>

extern "C" {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) long call_##name parameters;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
}

namespace in_form {

using namespace ::sys;

enum class Form { raw, typed, with_errno };
inline Form form = Form::raw;
constexpr const char* kFormNames[] = {"raw", "typed", "errno"};

// What the C form says, as a register would.
template <class... Parameters, class... Values>
i64 with_errno(long (*function)(Parameters...), Values&&... values) {
    constexpr int kUntouched = 12345;
    errno = kUntouched;
    const i64 answer = function(values...);
    return answer == -1 && errno != kUntouched ? -errno : answer;
}

// One row: its wrapper, and its function for C.
template <const auto& wrapper, auto* function> struct InForm {
    template <class... Values> auto operator()(Values&&... values) const { return wrapper(values...); }

    template <class... Values> i64 raw(Values&&... values) const {
        if (form == Form::with_errno) return with_errno(function, values...);
        const int before = errno;
        const i64 answer = form == Form::raw ? wrapper.raw(values...) : typed(values...);
        if (errno != before) tap::ok(false, "only the form with errno has to do with errno [3.3]");
        return answer;
    }

  private:
    template <class... Values> static i64 typed(Values&&... values) {
        if constexpr (std::is_void_v<decltype(wrapper(values...))>)
            wrapper(values...); // which does not come back
        else
            return wrapper(values...).raw();
    }
};

// Does something that makes calls once for each form.
inline void in_each_form(void (*what)()) {
    for (const Form each : {Form::raw, Form::typed, Form::with_errno}) {
        tap::note("%s calls", kFormNames[static_cast<int>(each)]);
        form = each;
        what();
    }
    form = Form::raw;
}

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    inline constexpr InForm<::sys::name, call_##name> name;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

} // namespace in_form
