// scripts/generate/table.cpp: turns what the compiler knows of the table of system calls into strings and lists.

// The kernel's names come first: the host's headers have macros for some of them.
#include "abi/names.h"
#include "abi/rows.h"
// And then what is made of them.
#include "table.h"
#include <cstddef>

namespace {

// --- types ---

std::string c_integer(usize bytes, bool is_signed) {
    return (is_signed ? "int" : "uint") + std::to_string(bytes * 8) + "_t";
}

// What C calls a structure of this name.
std::string c_structure(const std::string& name) {
#define STRUCTURE(type, c_name)                                                                              \
    if (name == #type) return "struct " #c_name;
#define FIELD(field)
#define END(type)
#include "abi/structures.def"
#undef STRUCTURE
#undef FIELD
#undef END
    return "struct " + name;
}

template <class T> constexpr Kind kind_of() {
    if constexpr (std::is_void_v<T>)
        return Kind::nothing;
    else if constexpr (std::is_same_v<T, never>)
        return Kind::never;
    else if constexpr (std::is_same_v<T, Str>)
        return Kind::string;
    else if constexpr (std::is_enum_v<T>)
        return Kind::enumeration;
    else if constexpr (std::is_integral_v<T>)
        return Kind::integer;
    else if constexpr (requires(T value) { value.raw(); })
        return Kind::number;
    else
        return Kind::structure;
}

// A type, which a row calls by this name, as C writes it.
template <class T> std::string c_type(const std::string& name) {
    constexpr Kind kind = kind_of<T>();
    if constexpr (kind == Kind::nothing || kind == Kind::never)
        return "void";
    else if constexpr (kind == Kind::string)
        return "const char*";
    else if constexpr (kind == Kind::structure)
        return c_structure(name);
    else if constexpr (std::is_same_v<T, char>)
        return "char";
    else if constexpr (kind == Kind::integer)
        return name == "usize" ? "size_t" : name == "int" ? name : c_integer(sizeof(T), std::is_signed_v<T>);
    else if constexpr (requires(T value) { value.number(); } || kind == Kind::enumeration)
        return "int";
    else
        return "size_t"; // an address
}

template <class T> struct Described {
    static Type as(const std::string& name) {
        Type type{kind_of<T>(), name, "", c_type<T>(name), 0, std::is_signed_v<T>};
        if constexpr (!std::is_void_v<T>) type.bytes = sizeof(T);
        return type;
    }
};

// In<T>, Out<T> and whatever else surrounds a T: an address.
template <template <class> class Around, class T> struct Described<Around<T>> {
    static Type as(const std::string& name) {
        const usize start = name.find('<') + 1;
        const std::string target = name.substr(start, name.size() - 1 - start);
        const bool written = std::is_same_v<Around<T>, Out<T>>;
        const Kind kind = written                            ? Kind::written
                          : std::is_same_v<Around<T>, In<T>> ? Kind::read
                                                             : Kind::packed;
        // Of const char* it makes const char* const*.
        const std::string c = c_type<T>(target);
        const std::string constant = written ? c : c.ends_with('*') ? c + " const" : "const " + c;
        return {kind, name, target, constant + "*", sizeof(T), std::is_signed_v<T>};
    }
};

// A row's prototype: what the compiler knows beside the words of kRows.
template <class Prototype> struct Signature;

template <class Result, class... Parameters> struct Signature<Result(Parameters...)> {
    static void describe(const Row& row, Call& call) {
        call.result = Described<Result>::as(std::string(row.result));
        usize n = 0;
        (add<Parameters>(row.parameter(n++), call), ...);
    }
    template <class T> static void add(ParameterText words, Call& call) {
        call.parameters.push_back({Described<T>::as(std::string(words.type)), std::string(words.name)});
    }
};

// --- rows ---

std::vector<ErrorName> all_errors() {
    return {
#define ERROR(name, NAME, number, text) {#name, #NAME, number, text},
#include "abi/errno.def"
#undef ERROR
    };
}

std::vector<ErrorName> errors_of(const Row& row, const std::vector<ErrorName>& known) {
    std::vector<ErrorName> errors;
    for (const Errno each : row.errors)
        for (const ErrorName& error : known)
            if (error.number == static_cast<int>(each)) errors.push_back(error);
    return errors;
}

Call call_of(const Row& row, const std::vector<ErrorName>& known) {
    Call call{};
    call.number = static_cast<unsigned>(row.number);
    call.name = row.name;
    call.frame = has(row.flags, CallFlag::frame);
    call.internal = has(row.flags, CallFlag::internal);
    call.blocks = has(row.flags, CallFlag::blocks);
    call.trapped = has(row.flags, CallFlag::trapped);
    call.errors = errors_of(row, known);
    call.text = row.text;
    call.since = row.since;
    call.status = row.retired ? Status::retired : Status::stub;
    return call;
}

std::vector<Call> all_calls(const std::vector<ErrorName>& errors) {
    std::vector<Call> calls;
    for (const Row& row : kRows) calls.push_back(call_of(row, errors));
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Signature<result parameters>::describe(kRows[number], calls[number]);
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    return calls;
}

// --- the values of enumerations and the fields of structures ---

Enumeration enumeration_of(const char* name, const NameList& list) {
    Enumeration enumeration{name, list.kind == NameKind::bits, {}};
    for (const Name& each : list.names) enumeration.values.push_back({each.text, each.value});
    return enumeration;
}

std::vector<Enumeration> all_enumerations() {
    return {
#define ENUM(type, kind) enumeration_of(#type, names_of<type>),
#define NAMED(value)
#define END(type)
#include "abi/names.def"
#undef ENUM
#undef NAMED
#undef END
    };
}

template <class T> Field field_of(const char* name, usize offset) {
    using Element = std::remove_all_extents_t<T>;
    const bool is_text = std::is_same_v<Element, char>;
    const std::string type = is_text ? "char" : c_integer(sizeof(Element), std::is_signed_v<Element>);
    return {name,
            type,
            sizeof(Element),
            std::is_signed_v<Element>,
            std::extent_v<T>,
            static_cast<unsigned>(offset)};
}

std::vector<Structure> all_structures() {
    std::vector<Structure> structures;
#define STRUCTURE(type, c_name)                                                                              \
    {                                                                                                        \
        using Here = type;                                                                                   \
        Structure structure{#type, #c_name, sizeof(Here), {}};
#define FIELD(field)                                                                                         \
    structure.fields.push_back(field_of<decltype(Here::field)>(#field, offsetof(Here, field)));
#define END(type)                                                                                            \
    structures.push_back(structure);                                                                         \
    }
#include "abi/structures.def"
#undef STRUCTURE
#undef FIELD
#undef END
    return structures;
}

} // namespace

Table compiled_table() {
    const std::vector<ErrorName> errors = all_errors();
    return {all_calls(errors), errors, all_enumerations(), all_structures()};
}
