// user/bin/sh/shell.h: a shell: its state, and how it runs what the parser made.
#pragma once

#include "expander.h"
#include "files.h"
#include "foreground.h"
#include "functions.h"
#include "jobs.h"
#include "lexer.h"
#include "variables.h"

namespace shell {

struct Builtin;
class Editor;

// What the command just run wants of the commands around it.
enum class Flow {
    go_on,
    break_loop,
    continue_loop,
    leave_function, // return
    leave_shell,    // exit
    interrupted,    // Ctrl-C, or a mistake after which the rest of the line is pointless
};

struct Options {
    bool exit_on_failure = false;  // set -e
    bool unset_is_mistake = false; // set -u
    bool trace = false;            // set -x
};

// Exit statuses with a meaning of their own (POSIX, 2.8.2).
constexpr int kMistake = 2; // in the script, or in the use of a command
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;
constexpr int kSignalled = 128; // plus the signal's number

class Shell : public Surroundings {
  public:
    Shell();
    // $0, which begins the shell's messages.
    void set_name(Text name) { name_ = std::move(name); }

    // script.cpp: running commands as they become complete, until `exit` or the end.
    void run_script(Lexer& lexer);
    void run_text(Text script);
    bool read_file(const Text& path, Text& script); // false, with a complaint, if it is no script
    void run_interactively(Editor& the_editor);

    // children.cpp: processes.
    pid_t start_child(pid_t group, bool in_foreground); // 0 in the child, -1 if there can be none
    int wait_for(pid_t child);                          // its exit status
    int wait_for(const List<pid_t>& children);          // that of the last
    int wait_for(Job job);                              // the same; if it is stopped it becomes a job
    int wait_for_job(pid_t pid);                        // the same, while Ctrl-C is noticed
    int resume(const Job& job, bool in_foreground);     // after SIGTSTP; an exit status
    int exit_status(int wait_status);                   // from what waitpid told
    int execute(List<Text>& words); // become that program. Only a failure comes back, as an exit status
    void look_after_jobs();         // finds out what has become of them; does not wait
    void tell_of_jobs();

    // Whether the next command's turn comes: nothing has told this one to stop, nor has Ctrl-C.
    bool going_on();

    // Messages on the standard error output.
    void complain(View message) const;
    // After a mistake that ends a script, or at the prompt a line.
    void give_up(int exit_status_then);

    // Surroundings
    bool look_up(View name, Text& value) override;
    void assign(View name, View value) override { variables.set(name, value); }
    const List<Text>& arguments() const override { return positional; }
    bool output_of(const Sequence& commands, Text& output) override;
    bool unset_is_mistake() const override { return options.unset_is_mistake; }

    // What builtins work on.
    Variables variables;
    Functions functions;
    List<Text> positional; // $1, $2, ...
    Options options;
    Jobs jobs;
    Foreground foreground;
    Editor* editor = nullptr; // of an interactive shell
    int status = 0;           // $?
    Flow flow = Flow::go_on;
    i64 levels = 0;     // how many loops break_loop or continue_loop concerns
    u32 loops = 0;      // around the command that runs, within the same function
    u32 returnable = 0; // functions and `.` scripts around it

  private:
    static constexpr u32 kMaximumDepth = 1000; // of commands within commands, calls of functions included
    static constexpr usize kMaximumOutput = 1 << 20; // bytes of a $(...)
    static constexpr usize kMaximumScript = 1 << 20; // bytes of a file

    // execute.cpp: constructs.
    void run(const Sequence& sequence);
    void run_and_or(const AndOr& and_or);
    void run_pipeline(const Pipeline& pipeline);
    void run_stages(const List<Ref<Command>>& commands);
    bool start_stage(const Command& command, bool last, int& input, List<pid_t>& children);
    void run_command(const Command& command);
    void run_construct(const Command& command);
    void run_subshell(const Group& group);
    void run_conditional(const Conditional& conditional);
    void run_loop(const Loop& loop);
    void run_for_each(const ForEach& loop);
    void run_choice(const Choice& choice);
    bool condition_holds(const Sequence& condition);
    bool loop_is_over();

    // simple.cpp: simple commands.
    void run_simple(const Simple& simple);
    void run_program(const Simple& simple, List<Text>& words, Expander& expander);
    void run_within_shell(const Simple& simple, List<Text>& words, Expander& expander, const Builtin* builtin,
                          const Ref<Command>* function);
    void run_function(const Ref<Command>& body, List<Text> words);
    bool assign_all(const Simple& simple, Expander& expander, bool exported);
    void trace(const List<Text>& words) const;

    void start_background(const AndOr& and_or);
    void note_stop(Job job);

    // children.cpp: what a child does.
    [[noreturn]] void run_and_exit(const Command& command);
    [[noreturn]] void run_and_exit(const AndOr& and_or);
    [[noreturn]] void run_and_exit(const Sequence& sequence);
    int try_folders(List<Text>& words);
    int try_program(const Text& path, List<Text>& words);

    bool look_up_special(char name, Text& value);
    void complain_of(const Lexer& lexer) const;
    void refuse(const Expander& expander);
    void refuse(const Redirector& redirector);

    Text name_ = "sh";
    pid_t pid_;
    pid_t last_background_ = 0;
    Text source_;                  // of what runs in the foreground
    int substitution_status_ = 0;  // of the last $(...) of this command
    bool may_be_replaced_ = false; // in a child that has nothing to do after this command
    u32 depth_ = 0;
    u32 conditions_ = 0; // around the command that runs: `set -e` does not count there
};

} // namespace shell
