// abi/types.h: the types that may cross between a program and the kernel, and how each becomes a register.
//
// A row of syscalls.def is a C++ prototype made of these types. User memory appears in it only as In, Out or Str:
// an address, never a pointer, so that the kernel cannot follow it by accident. A descriptor is an Fd and a process
// a Pid, a thread a Tid, new memory a Mapping, so that swapped arguments do not compile. A row may also take one
// structure, whole: Packed<T> (abi/packed.h).
#pragma once

#include "abi/integers.h"
#include "abi/packed.h"
#include "abi/structures.h"
#include <concepts>
#include <type_traits>

enum class Errno : int {
    none = 0,
#define ERROR(name, NAME, number, text) name = number,
#include "abi/errno.def"
#undef ERROR
};

// The largest error number: results from -4095 to -1 are errors, as on Linux.
constexpr i64 kErrnoMax = 4095;

using Stat = struct stat;
using DirectoryEntry = struct dirent;
using FileSystemInfo = struct statfs;
using PollEntry = struct pollfd;
using TerminalSettings = struct termios;
using TerminalSize = struct winsize;

// The result type of a call that does not come back.
struct never {};

// Memory of the program that the kernel reads: the address of the first of some T.
template <class T> class In {
  public:
    [[gnu::always_inline]] constexpr explicit In(u64 address) : address_(address) {}
    In(const T* first) : address_(reinterpret_cast<u64>(first)) {} // a program passes its pointer as a number
    constexpr u64 address() const { return address_; }
    constexpr u64 raw() const { return address_; }

  private:
    u64 address_;
};

// Memory of the program that the kernel writes: the address of the first of some T.
template <class T> class Out {
  public:
    [[gnu::always_inline]] constexpr explicit Out(u64 address) : address_(address) {}
    Out(T* first) : address_(reinterpret_cast<u64>(first)) {} // a program passes its pointer as a number
    constexpr u64 address() const { return address_; }
    constexpr u64 raw() const { return address_; }

  private:
    u64 address_;
};

// A string of the program that ends with a zero byte.
class Str {
  public:
    [[gnu::always_inline]] constexpr explicit Str(u64 address) : address_(address) {}
    Str(const char* text)
        : address_(reinterpret_cast<u64>(text)) {} // a program passes its pointer as a number
    constexpr u64 address() const { return address_; }
    constexpr u64 raw() const { return address_; }

  private:
    u64 address_;
};

// A file descriptor. It is 64 bits wide inside: a class that holds an int costs an instruction at every call,
// because the calling convention leaves the upper half of such a register undefined.
class Fd {
  public:
    // For code that has only a number, such as POSIX's int interfaces; the kernel checks every descriptor anyway.
    static constexpr Fd unchecked(int number) { return Fd(number); }
    constexpr int number() const { return static_cast<int>(number_); }
    constexpr u64 raw() const { return static_cast<u64>(number_); }
    constexpr bool operator==(const Fd&) const = default;

  private:
    friend struct Register;
    [[gnu::always_inline]] constexpr explicit Fd(i64 number) : number_(number) {}
    i64 number_;
};

constexpr Fd kStandardInput = Fd::unchecked(0);
constexpr Fd kStandardOutput = Fd::unchecked(1);
constexpr Fd kStandardError = Fd::unchecked(2);
constexpr Fd kCurrentDirectory = Fd::unchecked(AT_FDCWD);

// Memory that map made, by its first address: what unmap and protect take.
class Mapping {
  public:
    // For code that has only a number, such as POSIX's munmap; the kernel checks every range anyway.
    static constexpr Mapping unchecked(u64 address) { return Mapping(address); }
    // The pages from this offset on are a mapping too.
    constexpr Mapping from(u64 offset) const { return Mapping(address_ + offset); }
    constexpr u64 address() const { return address_; }
    constexpr u64 raw() const { return address_; }
    constexpr bool operator==(const Mapping&) const = default;

  private:
    friend struct Register;
    [[gnu::always_inline]] constexpr explicit Mapping(u64 address) : address_(address) {}
    u64 address_;
};

// The number of a process, or of a process group.
class Pid {
  public:
    [[gnu::always_inline]] constexpr explicit Pid(int number) : number_(number) {}
    constexpr int number() const { return static_cast<int>(number_); }
    constexpr u64 raw() const { return static_cast<u64>(number_); }
    constexpr bool operator==(const Pid&) const = default;

  private:
    i64 number_;
};

// The number of a thread. A process's first thread has the number of the process; no other two are the same.
class Tid {
  public:
    [[gnu::always_inline]] constexpr explicit Tid(int number) : number_(number) {}
    constexpr int number() const { return static_cast<int>(number_); }
    constexpr u64 raw() const { return static_cast<u64>(number_); }
    constexpr bool operator==(const Tid&) const = default;

  private:
    i64 number_;
};

// The only place where a value becomes a register or a register a value: all widening and narrowing is here.
// Always inline, as the constructors above: in a class build too, a call costs no more than its registers.
struct Register {
    // 32-bit values are kept sign-extended, unsigned ones too, as the RISC-V calling convention keeps them.
    template <class T> [[gnu::always_inline]] static constexpr u64 put(T value) {
        static_assert(fits<T>, "a parameter is one register: pass user memory as In, Out or Str");
        if constexpr (requires { value.raw(); })
            return value.raw();
        else if constexpr (sizeof(T) == 4)
            return static_cast<u64>(static_cast<i64>(static_cast<i32>(value)));
        else
            return static_cast<u64>(value);
    }

    // Drops what does not fit: the upper half that a hostile program sets behind an int is not seen by any handler.
    template <class T> [[gnu::always_inline]] static constexpr T get(u64 raw) {
        static_assert(fits<T>, "a parameter is one register: pass user memory as In, Out or Str");
        if constexpr (std::is_same_v<T, Fd>)
            return Fd(static_cast<i32>(raw));
        else if constexpr (std::is_same_v<T, Pid> || std::is_same_v<T, Tid>)
            return T(static_cast<i32>(raw));
        else
            return static_cast<T>(raw);
    }

    template <class T> static constexpr bool fits =
        !std::is_pointer_v<T> && std::is_trivially_copyable_v<T> &&
        (std::is_integral_v<T> || std::is_enum_v<T> || requires(T v) { v.raw(); });
};
