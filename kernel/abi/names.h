// abi/names.h: the values of the enumerations of the interface, with their names: names_of<OpenFlags>.
//
// Programs and tools of the host use them; the kernel itself does not talk in names.
#pragma once

#include "abi/linux.h"
#include "abi/types.h"
#include <span>

struct Name {
    const char* text;
    i64 value;
};

enum class NameKind : u8 { bits, one_of };

// What a type has names for. A type without them has kind one_of and an empty list.
struct NameList {
    NameKind kind;
    std::span<const Name> names;
};

template <class T> inline constexpr NameList names_of = {NameKind::one_of, {}};

#define ENUM(type, kind) inline constexpr Name type##_names[] = {
#define NAMED(value)     {#value, value},
#define END(type)                                                                                            \
    }                                                                                                        \
    ;
#include "abi/names.def"
#undef ENUM
#undef NAMED
#undef END

#define ENUM(type, kind)                                                                                     \
    template <> inline constexpr NameList names_of<type> = {NameKind::kind, type##_names};
#define NAMED(value)
#define END(type)
#include "abi/names.def"
#undef ENUM
#undef NAMED
#undef END

// Errors by the names that C has for them.
inline constexpr Name Errno_names[] = {
#define ERROR(name, NAME, number, text) {#NAME, number},
#include "abi/errno.def"
#undef ERROR
};
template <> inline constexpr NameList names_of<Errno> = {NameKind::one_of, Errno_names};

// The name of a value; null if it has none.
constexpr const char* name_in(const NameList& list, i64 value) {
    for (const Name& name : list.names)
        if (name.value == value) return name.text;
    return nullptr;
}

// The compiler complains of a switch that lacks an enumerator: so no name is forgotten.
#define ENUM(type, kind)                                                                                     \
    constexpr void all_are_named(type value) {                                                               \
        switch (value) {
#define NAMED(value) case value:
#define END(type)                                                                                            \
    return;                                                                                                  \
    }                                                                                                        \
    }
#include "abi/names.def"
#undef ENUM
#undef NAMED
#undef END
