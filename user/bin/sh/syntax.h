// user/bin/sh/syntax.h: what the parser makes of a script: sequences of and-or lists of pipelines of commands.
#pragma once

#include "text.h"

namespace shell {

struct Sequence;

enum class PartKind {
    text,       // characters
    parameter,  // $name, ${name...}
    command,    // $(...), `...`
    arithmetic, // $((...))
};

// What ${name...} does with the parameter's value.
enum class Operation {
    value,       // ${name}
    length,      // ${#name}
    use_default, // ${name-word}
    set_default, // ${name=word}
    demand,      // ${name?word}
    use_other,   // ${name+word}
    cut_shortest_end,
    cut_longest_end, // ${name%pattern}, ${name%%pattern}
    cut_shortest_start,
    cut_longest_start, // ${name#pattern}, ${name##pattern}
};

// A word is a row of parts, since quotes and expansions may begin and end anywhere in it.
struct Part {
    Part(PartKind what, bool in_quotes) : kind(what), quoted(in_quotes) {}

    PartKind kind;
    bool quoted; // not split into fields, and no pattern
    Text text;   // the characters; or the name of the parameter
    Operation operation = Operation::value;
    bool empty_counts_as_unset = false; // the colon in ${name:-word}
    List<Part> argument;                // the word or pattern of the operation; or the arithmetic expression
    Ref<Sequence> commands;             // of $(...)
};

struct Word {
    List<Part> parts;
};

enum class RedirectionKind { input, output, append, read_and_write, duplicate, here_document };

// The text below a command with <<. The command is parsed before its text is read.
struct HereDocument : Counted {
    Word body;
};

struct Redirection {
    int fd = -1; // the descriptor that changes
    RedirectionKind kind = RedirectionKind::input;
    Word target; // a path; or for `duplicate` a descriptor or "-"
    Ref<HereDocument> here_document;
};

enum class CommandKind { simple, group, subshell, conditional, loop, for_each, choice, function };

struct Command : Counted {
    explicit Command(CommandKind what) : kind(what) {}
    virtual ~Command() = default;

    const CommandKind kind; // which of the structures below this is
    List<Redirection> redirections;
};

struct Assignment {
    Text name;
    Word value;
};

// NAME=value... word...
struct Simple : Command {
    Simple() : Command(CommandKind::simple) {}
    List<Assignment> assignments;
    List<Word> words;
};

// { body; } or ( body )
struct Group : Command {
    using Command::Command;
    Ref<Sequence> body;
};

// if condition; then body; elif condition; then body; else otherwise; fi
struct Conditional : Command {
    struct Branch {
        Ref<Sequence> condition;
        Ref<Sequence> body;
    };
    Conditional() : Command(CommandKind::conditional) {}
    List<Branch> branches;
    Ref<Sequence> otherwise; // may be null
};

// while condition; do body; done
struct Loop : Command {
    Loop() : Command(CommandKind::loop) {}
    bool until = false;
    Ref<Sequence> condition;
    Ref<Sequence> body;
};

// for variable in words; do body; done
struct ForEach : Command {
    ForEach() : Command(CommandKind::for_each) {}
    Text variable;
    bool over_arguments = true; // no `in`: over "$@"
    List<Word> words;
    Ref<Sequence> body;
};

// case subject in pattern | pattern) body ;; esac
struct Choice : Command {
    struct Branch {
        List<Word> patterns;
        Ref<Sequence> body;
    };
    Choice() : Command(CommandKind::choice) {}
    Word subject;
    List<Branch> branches;
};

// name() body
struct Function : Command {
    Function() : Command(CommandKind::function) {}
    Text name;
    Ref<Command> body;
};

struct Pipeline {
    bool negated = false;
    List<Ref<Command>> commands;
};

enum class Connector { always, if_succeeded, if_failed };

// pipeline && pipeline || pipeline
struct AndOr {
    struct Step {
        Connector connector = Connector::always; // to the step before
        Pipeline pipeline;
    };
    List<Step> steps;
    bool background = false;
    Text source; // how it was written
};

struct Sequence : Counted {
    List<AndOr> items;
};

} // namespace shell
