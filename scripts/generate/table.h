// scripts/generate/table.h: the table of system calls as plain strings and lists, for the writers of files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

enum class Kind {
    nothing, // void
    never,
    integer,
    number, // a class of its own around a number: Fd, Pid
    enumeration,
    string,
    structure,
    read,    // In<T>: memory of the program that the kernel reads
    written, // Out<T>: that it writes
    packed,  // Packed<T>: a whole structure
};

struct Type {
    Kind kind;
    std::string name;   // as a row writes it: In<char>
    std::string target; // of In, Out and Packed: T
    std::string c;      // as a prototype in C writes it: const char*
    size_t bytes;       // of the target, if there is one
    bool is_signed;
};

struct Parameter {
    Type type;
    std::string name;
    std::string words = {}; // what it is for
};

struct ErrorName {
    std::string name;  // badf
    std::string upper; // EBADF
    int number;
    std::string text;
    std::string reason = {}; // when the call that it stands in answers it
};

// Where the kernel has its handler, which the kernel's symbols tell.
enum class Status { implemented, stub, retired };

struct Call {
    unsigned number;
    std::string name;
    Type result;
    std::vector<Parameter> parameters;
    bool frame, internal, blocks, trapped;
    std::vector<ErrorName> errors;
    std::string text;
    std::string more; // beyond the one line of its row
    int since;
    Status status;
    std::string file; // of its handler: kernel/syscall/file_calls.cpp
};

struct Value {
    std::string name;
    int64_t value;
    std::string words = {};
};

struct Enumeration {
    std::string name;
    bool bits; // any of them together
    std::vector<Value> values;
    std::string words = {};
};

struct Field {
    std::string name;
    std::string type; // uint64_t
    size_t bytes;     // of one element
    bool is_signed;
    unsigned count; // of elements, if it is an array; else 0
    unsigned offset;
    std::string words = {};
};

struct Structure {
    std::string name;
    std::string c; // its name in C: stat
    size_t bytes;
    std::vector<Field> fields;
    std::string words = {};
};

struct Table {
    std::vector<Call> calls; // in the order of their numbers
    std::vector<ErrorName> errors;
    std::vector<Enumeration> enumerations;
    std::vector<Structure> structures;
};

// From the table that this program was compiled with. Every call that is not retired is a stub in it (handlers.h).
Table compiled_table();
