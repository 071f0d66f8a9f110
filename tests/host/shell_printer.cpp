// tests/host/shell_printer.cpp: writes a syntax tree of the shell in parentheses.
#include "tests/host/shell_printer.h"

using namespace shell;

namespace {

std::string string_of(View text) { return std::string(text.begin(), text.end()); }

std::string print(const List<Part>& parts);
std::string print(const Command& command);
std::string print(const Sequence& sequence) { return print_tree(sequence); }
std::string print(const Word& word) { return print(word.parts); }

const char* name_of(Operation operation) {
    switch (operation) {
    case Operation::value: return "";
    case Operation::length: return "length";
    case Operation::use_default: return "-";
    case Operation::set_default: return "=";
    case Operation::demand: return "?";
    case Operation::use_other: return "+";
    case Operation::cut_shortest_end: return "%";
    case Operation::cut_longest_end: return "%%";
    case Operation::cut_shortest_start: return "#";
    case Operation::cut_longest_start: return "##";
    }
    return "unknown";
}

// Quoted text in quotes, everything else as it is; expansions in braces, with a Q if they are quoted.
std::string print(const Part& part) {
    std::string text = string_of(part.text);
    if (part.kind == PartKind::text) return part.quoted ? "'" + text + "'" : text;
    std::string inside = "${" + text;
    if (part.operation != Operation::value) {
        inside += std::string(" ") + (part.empty_counts_as_unset ? ":" : "") + name_of(part.operation);
        inside += " " + print(part.argument);
    }
    if (part.kind == PartKind::command) inside = "$(" + print(*part.commands);
    if (part.kind == PartKind::arithmetic) inside = "$((" + print(part.argument);
    return inside + (part.quoted ? "}Q" : "}");
}

std::string print(const List<Part>& parts) {
    std::string text;
    for (const Part& part : parts) text += print(part);
    return text;
}

std::string print(const Redirection& redirection) {
    static const char* const symbols[] = {"<", ">", ">>", "<>", "&", "<<"};
    std::string text = std::to_string(redirection.fd) + symbols[static_cast<int>(redirection.kind)];
    bool here = redirection.kind == RedirectionKind::here_document;
    return text + print(here ? redirection.here_document->body : redirection.target);
}

std::string print(const Simple& simple) {
    std::string text = "(";
    for (const Assignment& assignment : simple.assignments) {
        text += "let " + string_of(assignment.name) + "=" + print(assignment.value) + " ";
    }
    for (const Word& word : simple.words) text += "[" + print(word) + "] ";
    if (text.back() == ' ') text.pop_back();
    return text + ")";
}

std::string print(const Conditional& conditional) {
    std::string text = "(if";
    for (const Conditional::Branch& branch : conditional.branches) {
        text += " " + print(*branch.condition) + " then " + print(*branch.body);
    }
    if (conditional.otherwise) text += " else " + print(*conditional.otherwise);
    return text + ")";
}

std::string print(const ForEach& loop) {
    std::string text = "(for " + string_of(loop.variable);
    if (!loop.over_arguments) text += " in";
    for (const Word& word : loop.words) text += " [" + print(word) + "]";
    return text + " do " + print(*loop.body) + ")";
}

std::string print(const Choice& choice) {
    std::string text = "(case " + print(choice.subject);
    for (const Choice::Branch& branch : choice.branches) {
        for (const Word& pattern : branch.patterns) text += " |" + print(pattern);
        text += ") " + print(*branch.body);
    }
    return text + ")";
}

std::string print_construct(const Command& command) {
    switch (command.kind) {
    case CommandKind::simple: return print(static_cast<const Simple&>(command));
    case CommandKind::group: return "{" + print(*static_cast<const Group&>(command).body) + "}";
    case CommandKind::subshell: return "(sub " + print(*static_cast<const Group&>(command).body) + ")";
    case CommandKind::conditional: return print(static_cast<const Conditional&>(command));
    case CommandKind::loop: {
        const auto& loop = static_cast<const Loop&>(command);
        return (loop.until ? "(until " : "(while ") + print(*loop.condition) + " do " + print(*loop.body) +
               ")";
    }
    case CommandKind::for_each: return print(static_cast<const ForEach&>(command));
    case CommandKind::choice: return print(static_cast<const Choice&>(command));
    case CommandKind::function: {
        const auto& function = static_cast<const Function&>(command);
        return "(function " + string_of(function.name) + " " + print(*function.body) + ")";
    }
    }
    return "unknown";
}

std::string print(const Command& command) {
    std::string text = print_construct(command);
    for (const Redirection& redirection : command.redirections) text += " " + print(redirection);
    return text;
}

std::string print(const Pipeline& pipeline) {
    std::string text = pipeline.negated ? "! " : "";
    for (const Ref<Command>& command : pipeline.commands) {
        if (&command != pipeline.commands.begin()) text += " | ";
        text += print(*command);
    }
    return text;
}

} // namespace

std::string print_tree(const Sequence& sequence) {
    std::string text;
    for (const AndOr& and_or : sequence.items) {
        if (&and_or != sequence.items.begin()) text += "; ";
        for (const AndOr::Step& step : and_or.steps) {
            if (step.connector == Connector::if_succeeded) text += " && ";
            if (step.connector == Connector::if_failed) text += " || ";
            text += print(step.pipeline);
        }
        if (and_or.background) text += " & <" + string_of(and_or.source) + ">";
    }
    return text;
}
