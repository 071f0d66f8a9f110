// user/bin/sh/execute.cpp: how sequences, pipelines and constructs run. Each leaves its exit status in `status`.
#include "pattern.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace shell {

bool Shell::going_on() {
    if (flow == Flow::go_on && foreground.interrupted()) {
        status = kSignalled + SIGINT;
        flow = Flow::interrupted;
    }
    return flow == Flow::go_on;
}

void Shell::run(const Sequence& sequence) {
    for (const AndOr& and_or : sequence.items) {
        if (and_or.background)
            start_background(and_or);
        else
            run_and_or(and_or);
        if (!going_on()) return;
    }
}

void Shell::run_and_or(const AndOr& and_or) {
    source_ = and_or.source;
    for (const AndOr::Step& step : and_or.steps) {
        if (step.connector == Connector::if_succeeded && status != 0) continue;
        if (step.connector == Connector::if_failed && status == 0) continue;
        bool decides = &step != &and_or.steps.last() || step.pipeline.negated;
        conditions_ += decides;
        run_pipeline(step.pipeline);
        conditions_ -= decides;
        if (flow != Flow::go_on) return;
    }
}

void Shell::run_pipeline(const Pipeline& pipeline) {
    if (pipeline.commands.size() == 1)
        run_command(*pipeline.commands[0]);
    else
        run_stages(pipeline.commands);
    if (flow != Flow::go_on) return;
    if (pipeline.negated) status = !status;
    if (status != 0 && options.exit_on_failure && !conditions_) flow = Flow::leave_shell;
}

// Each command of a longer pipeline is a child, and all of them are one process group.
void Shell::run_stages(const List<Ref<Command>>& commands) {
    List<pid_t> children;
    int input = -1;
    bool complete = true;
    for (const Ref<Command>& command : commands) {
        complete = start_stage(*command, &command == &commands.last(), input, children);
        if (!complete) break;
    }
    if (input >= 0) close(input);
    int last_status = wait_for(children);
    status = complete ? last_status : kCannotExecute;
}

// input: what the stage before writes into; then what this one writes into, or -1.
bool Shell::start_stage(const Command& command, bool last, int& input, List<pid_t>& children) {
    int ends[2] = {-1, -1};
    if (!last && pipe2(ends, O_CLOEXEC) < 0) {
        complain(join("pipe: ", View(strerror(errno))));
        return false;
    }
    pid_t child = start_child(children.empty() ? 0 : children[0], true);
    if (child == 0) {
        if (ends[0] >= 0) close(ends[0]);
        if (input >= 0) move_descriptor(input, STDIN_FILENO);
        if (ends[1] >= 0) move_descriptor(ends[1], STDOUT_FILENO);
        run_and_exit(command);
    }
    if (input >= 0) close(input);
    if (ends[1] >= 0) close(ends[1]);
    input = ends[0];
    if (child < 0) return false;
    children.push(child);
    return true;
}

void Shell::run_command(const Command& command) {
    if (++depth_ > kMaximumDepth) {
        complain("commands are nested too deeply");
        give_up(kMistake);
    } else if (command.kind == CommandKind::simple) {
        run_simple(static_cast<const Simple&>(command));
    } else if (command.kind == CommandKind::subshell) {
        run_subshell(static_cast<const Group&>(command));
    } else {
        Redirector redirector;
        Expander expander(*this);
        if (redirector.apply(command.redirections, expander)) {
            run_construct(command);
        } else {
            refuse(redirector);
        }
    }
    --depth_;
}

void Shell::run_construct(const Command& command) {
    switch (command.kind) {
    case CommandKind::group: return run(*static_cast<const Group&>(command).body);
    case CommandKind::conditional: return run_conditional(static_cast<const Conditional&>(command));
    case CommandKind::loop: return run_loop(static_cast<const Loop&>(command));
    case CommandKind::for_each: return run_for_each(static_cast<const ForEach&>(command));
    case CommandKind::choice: return run_choice(static_cast<const Choice&>(command));
    case CommandKind::function: {
        const auto& function = static_cast<const Function&>(command);
        functions.define(function.name, function.body);
        status = 0;
        return;
    }
    case CommandKind::simple:
    case CommandKind::subshell: return; // run_command has done these
    }
}

void Shell::run_subshell(const Group& group) {
    pid_t child = start_child(0, true);
    if (child == 0) {
        Redirector redirector;
        Expander expander(*this);
        if (redirector.apply(group.redirections, expander)) {
            redirector.keep();
            run_and_exit(*group.body);
        }
        refuse(redirector);
        _exit(1);
    }
    status = child < 0 ? kCannotExecute : wait_for(child);
}

bool Shell::condition_holds(const Sequence& condition) {
    ++conditions_;
    run(condition);
    --conditions_;
    return status == 0;
}

void Shell::run_conditional(const Conditional& conditional) {
    for (const Conditional::Branch& branch : conditional.branches) {
        bool holds = condition_holds(*branch.condition);
        if (flow != Flow::go_on) return;
        if (holds) return run(*branch.body);
    }
    status = 0;
    if (conditional.otherwise) run(*conditional.otherwise);
}

// After the body of a loop, and after a condition that did not just answer.
bool Shell::loop_is_over() {
    if (flow != Flow::break_loop && flow != Flow::continue_loop) return !going_on();
    if (--levels > 0) return true; // it is about a loop around this one
    bool over = flow == Flow::break_loop;
    flow = Flow::go_on;
    return over;
}

void Shell::run_loop(const Loop& loop) {
    ++loops;
    int result = 0;
    for (;;) {
        bool holds = condition_holds(*loop.condition);
        if (flow == Flow::go_on) {
            if (holds == loop.until) break;
            run(*loop.body);
        }
        result = status;
        if (loop_is_over()) break;
    }
    --loops;
    if (flow == Flow::go_on) status = result;
}

void Shell::run_for_each(const ForEach& loop) {
    Expander expander(*this);
    List<Text> values = loop.over_arguments ? positional : expander.fields(loop.words);
    if (expander.failed()) return refuse(expander);
    ++loops;
    status = 0;
    for (const Text& value : values) {
        variables.set(loop.variable, value);
        run(*loop.body);
        if (loop_is_over()) break;
    }
    --loops;
}

void Shell::run_choice(const Choice& choice) {
    Expander expander(*this);
    Text subject = expander.text(choice.subject);
    if (expander.failed()) return refuse(expander);
    for (const Choice::Branch& branch : choice.branches) {
        for (const Word& word : branch.patterns) {
            Pattern pattern(expander.pattern(word));
            if (expander.failed()) return refuse(expander);
            if (!pattern.matches(subject)) continue;
            status = 0;
            return run(*branch.body);
        }
    }
    status = 0;
}

} // namespace shell
