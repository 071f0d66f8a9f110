// user/bin/sh/main.cpp: the shell: sh [-eux] [file [argument...]] or sh [-eux] -c commands [name [argument...]].
#include "editor.h"
#include "shell.h"

#include <unistd.h>

namespace shell {
namespace {

// Lines from a file or pipe. They are read byte by byte, because what follows a command may be for that command.
class ReadLines : public Source {
  public:
    bool more(Text& script) override {
        char c = 0;
        usize before = script.size();
        while (c != '\n' && read(STDIN_FILENO, &c, 1) == 1) {
            if (c) script.append(c);
        }
        return script.size() > before;
    }
};

struct Invocation {
    Options options;
    bool commands = false; // -c
    List<Text> words;      // what follows the options
};

// False for an option that is unknown.
bool read_options(char** arguments, Invocation& invocation) {
    bool options = true;
    for (; *arguments; ++arguments) {
        View argument(*arguments);
        options = options && argument.size() > 1 && argument[0] == '-';
        if (!options) {
            invocation.words.push(argument);
        } else if (argument == "--") {
            options = false;
        } else {
            for (char letter : argument.from(1)) {
                if (letter == 'c')
                    invocation.commands = true;
                else if (letter == 'e')
                    invocation.options.exit_on_failure = true;
                else if (letter == 'u')
                    invocation.options.unset_is_mistake = true;
                else if (letter == 'x')
                    invocation.options.trace = true;
                else
                    return false;
            }
        }
    }
    return !invocation.commands || !invocation.words.empty();
}

void set_defaults(Variables& variables) {
    variables.unset("IFS"); // whoever started this shell has no say in how it splits words
    for (View assignment : {"PATH=/bin", "HOME=/"}) {
        usize equals = assignment.find('=');
        View name = assignment.first(equals);
        if (variables.find(name)) continue;
        variables.set(name, assignment.from(equals + 1));
        variables.export_name(name);
    }
    char* path = getcwd(nullptr, 0);
    if (path) variables.set("PWD", path);
    release(path);
}

void run_at_terminal(Shell& shell) {
    Editor editor(shell);
    Text profile, path = "/etc/profile";
    shell.foreground.listen();
    if (access(path.c_string(), R_OK) == 0 && shell.read_file(path, profile))
        shell.run_text(std::move(profile));
    shell.foreground.stop_listening();
    shell.run_interactively(editor);
}

void run_input(Shell& shell) {
    ReadLines lines;
    Lexer lexer("", &lines);
    shell.run_script(lexer);
}

int run_invocation(Invocation& invocation) {
    List<Text>& words = invocation.words;
    Shell shell;
    shell.options = invocation.options;
    shell.variables.import(environ);
    set_defaults(shell.variables);
    usize name = invocation.commands ? 1 : 0;
    for (usize i = name + 1; i < words.size(); ++i) shell.positional.push(words[i]);

    Text script;
    if (invocation.commands)
        script = words[0];
    else if (words.empty() && shell.foreground.start())
        run_at_terminal(shell);
    else if (words.empty())
        run_input(shell);
    else if (!shell.read_file(words[0], script))
        return access(words[0].c_string(), F_OK) == 0 ? kCannotExecute : kNotFound;
    if (words.size() > name) shell.set_name(words[name]);
    if (!words.empty()) shell.run_text(std::move(script));
    return shell.status;
}

} // namespace
} // namespace shell

int main(int, char** arguments) {
    shell::Invocation invocation;
    if (!shell::read_options(arguments + 1, invocation)) {
        shell::write_all(STDERR_FILENO, "usage: sh [-eux] [-c commands | file] [argument...]\n");
        return shell::kMistake;
    }
    return shell::run_invocation(invocation);
}
