// user/bin/sh/builtins.cpp: the table of builtins, and those that steer the shell.
#include "builtins.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shell {
namespace {

int run_true(Shell&, const List<Text>&) { return 0; }

int run_false(Shell&, const List<Text>&) { return 1; }

// The only argument of break, exit and their like: a number, or nothing. False, with a complaint, for anything else.
bool read_argument(Shell& shell, const List<Text>& words, i64& number) {
    if (words.size() == 1) return true;
    if (words.size() == 2 && parse_number(words[1], number)) return true;
    complain_about(shell, words,
                   words.size() == 2 ? join(words[1], ": not a number") : Text("too many arguments"));
    return false;
}

int leave_loops(Shell& shell, const List<Text>& words, Flow flow) {
    i64 levels = 1;
    if (!read_argument(shell, words, levels)) return kMistake;
    if (levels < 1) return complain_about(shell, words, join(words[1], ": must be at least 1"));
    if (!shell.loops) return complain_about(shell, words, "not in a loop");
    shell.levels = levels < shell.loops ? levels : shell.loops;
    shell.flow = flow;
    return 0;
}

int run_break(Shell& shell, const List<Text>& words) { return leave_loops(shell, words, Flow::break_loop); }

int run_continue(Shell& shell, const List<Text>& words) {
    return leave_loops(shell, words, Flow::continue_loop);
}

int run_exit(Shell& shell, const List<Text>& words) {
    i64 status = shell.status;
    if (!read_argument(shell, words, status)) return kMistake;
    shell.flow = Flow::leave_shell;
    return static_cast<int>(status & 0xff);
}

int run_return(Shell& shell, const List<Text>& words) {
    i64 status = shell.status;
    if (!read_argument(shell, words, status)) return kMistake;
    if (!shell.returnable) return complain_about(shell, words, "not in a function");
    shell.flow = Flow::leave_function;
    return static_cast<int>(status & 0xff);
}

// `.`: runs a file's commands in this shell.
int run_dot(Shell& shell, const List<Text>& words) {
    if (words.size() != 2) return complain_about(shell, words, "usage: . file");
    ++shell.returnable;
    Text script;
    if (shell.read_file(words[1], script))
        shell.run_text(std::move(script));
    else
        shell.give_up(1);
    --shell.returnable;
    if (shell.flow == Flow::leave_function) shell.flow = Flow::go_on;
    return shell.status;
}

int run_eval(Shell& shell, const List<Text>& words) {
    Text script;
    for (usize i = 1; i < words.size(); ++i) script.append(words[i]).append(' ');
    shell.run_text(std::move(script));
    return shell.status;
}

// Without words it is there for its redirections.
int run_exec(Shell& shell, const List<Text>& words) {
    if (words.size() == 1) return 0;
    List<Text> command = words;
    command.erase(0);
    shell.foreground.hand_over();
    int failure = shell.execute(command);
    shell.foreground.come_back();
    shell.give_up(failure);
    return failure;
}

int run_cd(Shell& shell, const List<Text>& words) {
    if (words.size() > 2) return complain_about(shell, words, "too many arguments");
    View variable = words.size() == 1 ? "HOME" : words[1] == "-" ? "OLDPWD" : "";
    Text path;
    if (variable.empty())
        path = words[1];
    else if (!shell.look_up(variable, path))
        return complain_about(shell, words, join(variable, ": not set"));
    if (chdir(path.c_string()) < 0)
        return complain_about(shell, words, join(path, ": ", View(strerror(errno))));
    Text before;
    if (shell.look_up("PWD", before)) shell.assign("OLDPWD", before);
    char* now = getcwd(nullptr, 0);
    shell.assign("PWD", now ? View(now) : path.view());
    release(now);
    return variable == "OLDPWD" ? print(shell, path.append("\n")) : 0;
}

int run_pwd(Shell& shell, const List<Text>& words) {
    char* path = getcwd(nullptr, 0);
    if (!path) return complain_about(shell, words, strerror(errno));
    Text line = join(View(path), "\n");
    release(path);
    return print(shell, line);
}

int run_help(Shell& shell, const List<Text>& words) {
    constexpr usize kLongest = 1 << 16;
    Text text;
    int fd = open("/etc/help", O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && read_all(fd, kLongest, text);
    if (fd >= 0) close(fd);
    return good ? print(shell, text)
                : complain_about(shell, words, join("/etc/help: ", View(strerror(errno))));
}

bool is_program(const Text& path) {
    struct stat status;
    return stat(path.c_string(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & S_IXUSR);
}

Text describe(Shell& shell, const Text& name) {
    const Builtin* builtin = find_builtin(name);
    if (shell.functions.find(name) && !(builtin && builtin->special)) return "a function";
    if (builtin) return "part of the shell";
    if (name.view().contains('/')) return is_program(name) ? name : Text();
    Text path;
    shell.look_up("PATH", path);
    for (View rest = path, folder; take_part(rest, ':', folder);) {
        Text candidate = join(folder, "/", name);
        if (is_program(candidate)) return candidate;
    }
    return {};
}

int run_type(Shell& shell, const List<Text>& words) {
    int status = 0;
    for (usize i = 1; i < words.size(); ++i) {
        Text what = describe(shell, words[i]);
        if (what.empty())
            status = complain_about(shell, words, join(words[i], ": not found"));
        else
            status |= print(shell, join(words[i], ": ", what, "\n"));
    }
    return status;
}

constexpr Builtin kBuiltins[] = {
    {".", run_dot, true},         {":", run_true, true},      {"[", run_test, false},
    {"break", run_break, true},   {"cd", run_cd, false},      {"continue", run_continue, true},
    {"bg", run_bg, false},        {"fg", run_fg, false},      {"eval", run_eval, true},
    {"exec", run_exec, true},     {"exit", run_exit, true},   {"export", run_export, true},
    {"false", run_false, false},  {"help", run_help, false},  {"jobs", run_jobs, false},
    {"kill", run_kill, false},    {"pwd", run_pwd, false},    {"read", run_read, false},
    {"return", run_return, true}, {"set", run_set, true},     {"shift", run_shift, true},
    {"test", run_test, false},    {"true", run_true, false},  {"type", run_type, false},
    {"umask", run_umask, false},  {"unset", run_unset, true}, {"wait", run_wait, false},
};

} // namespace

const Builtin* find_builtin(View name) {
    for (const Builtin& builtin : kBuiltins) {
        if (name == View(builtin.name)) return &builtin;
    }
    return nullptr;
}

List<Text> builtin_names() {
    List<Text> names;
    for (const Builtin& builtin : kBuiltins) names.push(builtin.name);
    return names;
}

int print(Shell& shell, View text) {
    if (write_all(STDOUT_FILENO, text)) return 0;
    shell.complain(join("standard output: ", View(strerror(errno))));
    return 1;
}

int complain_about(const Shell& shell, const List<Text>& words, View what) {
    shell.complain(join(words[0], ": ", what));
    return 1;
}

} // namespace shell
