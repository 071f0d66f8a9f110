// user/bin/sh/simple.cpp: simple commands: assignments, functions, builtins and programs (POSIX, 2.9.1).
#include "builtins.h"
#include "shell.h"

#include <unistd.h>

namespace shell {
namespace {

// Variables that are changed for one command, and changed back after it.
class TemporaryVariables {
  public:
    explicit TemporaryVariables(Variables& variables) : variables_(variables) {}
    TemporaryVariables(const TemporaryVariables&) = delete;
    TemporaryVariables& operator=(const TemporaryVariables&) = delete;
    ~TemporaryVariables() {
        for (usize i = before_.size(); i-- > 0;)
            variables_.restore(before_[i].name, before_[i].exists ? &before_[i].variable : nullptr);
    }

    void remember(const List<Assignment>& assignments) {
        for (const Assignment& assignment : assignments) {
            const Variable* variable = variables_.find(assignment.name);
            before_.push({assignment.name, variable != nullptr, variable ? *variable : Variable()});
        }
    }

  private:
    struct Before {
        Text name;
        bool exists;
        Variable variable;
    };

    Variables& variables_;
    List<Before> before_;
};

} // namespace

void Shell::run_simple(const Simple& simple) {
    bool replace = std::exchange(may_be_replaced_, false);
    Expander expander(*this);
    substitution_status_ = 0;
    List<Text> words = expander.fields(simple.words);
    if (expander.failed()) return refuse(expander);
    if (options.trace && !words.empty()) trace(words);

    const Builtin* builtin = words.empty() ? find_builtin(":") : find_builtin(words[0]);
    const Ref<Command>* function = words.empty() ? nullptr : functions.find(words[0]);
    bool no_function = builtin && builtin->special;
    if (function && !no_function) return run_within_shell(simple, words, expander, nullptr, function);
    if (builtin) return run_within_shell(simple, words, expander, builtin, nullptr);
    may_be_replaced_ = replace;
    run_program(simple, words, expander);
}

// Only the program's own process sees the assignments and redirections.
void Shell::run_program(const Simple& simple, List<Text>& words, Expander& expander) {
    bool replace = std::exchange(may_be_replaced_, false);
    pid_t child = replace ? 0 : start_child(0, true);
    if (child == 0) {
        Redirector redirector;
        if (!assign_all(simple, expander, true)) _exit(1);
        if (redirector.apply(simple.redirections, expander)) {
            redirector.keep();
            _exit(execute(words));
        }
        refuse(redirector);
        _exit(1);
    }
    status = child < 0 ? kCannotExecute : wait_for(child);
}

void Shell::run_within_shell(const Simple& simple, List<Text>& words, Expander& expander,
                             const Builtin* builtin, const Ref<Command>* function) {
    Redirector redirector;
    if (!redirector.apply(simple.redirections, expander)) return refuse(redirector);
    TemporaryVariables temporary(variables);
    bool lasting = builtin && builtin->special; // as POSIX wants it; and where there is no command at all
    if (!lasting) temporary.remember(simple.assignments);
    if (!assign_all(simple, expander, function != nullptr)) return;
    if (words.empty()) {
        status = substitution_status_;
    } else if (function) {
        run_function(*function, std::move(words));
    } else {
        status = builtin->run(*this, words);
        if (View(builtin->name) == "exec" && status == 0) redirector.keep();
    }
}

// The body is held by a reference of its own, for it may define its function anew.
void Shell::run_function(const Ref<Command>& body, List<Text> words) {
    Ref<Command> running = body;
    words.erase(0);
    std::swap(positional, words);
    u32 loops_outside = std::exchange(loops, 0);
    ++returnable;
    run_command(*running);
    --returnable;
    loops = loops_outside;
    std::swap(positional, words);
    if (flow == Flow::leave_function) flow = Flow::go_on;
}

bool Shell::assign_all(const Simple& simple, Expander& expander, bool exported) {
    for (const Assignment& assignment : simple.assignments) {
        Text value = expander.text(assignment.value);
        if (expander.failed()) {
            refuse(expander);
            return false;
        }
        variables.set(assignment.name, value);
        if (exported) variables.export_name(assignment.name);
    }
    return true;
}

void Shell::trace(const List<Text>& words) const {
    Text line = "+";
    for (const Text& word : words) line.append(" ").append(word);
    write_all(STDERR_FILENO, line.append("\n"));
}

} // namespace shell
