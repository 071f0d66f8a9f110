// user/bin/sh/script.cpp: where commands come from: a string, a file, a pipe, or somebody at the terminal.
#include "editor.h"
#include "parser.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace shell {
namespace {

// Lines from the terminal.
class TypedLines : public Source {
  public:
    explicit TypedLines(Editor& editor) : editor_(editor) {}

    void start_command() {
        first_ = true;
        interrupted_ = false;
    }
    bool interrupted() const { return interrupted_; }

    bool more(Text& script) override {
        Text line;
        Editor::Outcome outcome = editor_.read(first_ ? prompt() : Text("> "), line, true);
        first_ = false;
        interrupted_ = outcome == Editor::Outcome::interrupted;
        if (outcome == Editor::Outcome::line) script.append(line).append('\n');
        return outcome == Editor::Outcome::line;
    }

  private:
    // The name of the system; and where in it one is, unless at its root.
    static Text prompt() {
        char* path = getcwd(nullptr, 0);
        Text text = "stile";
        if (path && View(path) != "/") text.append(":").append(path);
        release(path);
        return text.append("$ ");
    }

    Editor& editor_;
    bool first_ = true;
    bool interrupted_ = false;
};

// The bytes of a script from a file. False, with errno, if it cannot be read; a program is no script.
bool read_script(int fd, usize most, Text& script) {
    constexpr usize kLooksLikeProgram = 256; // bytes at the start of which none may be zero
    char bytes[1024];
    bool start = true;
    for (;;) {
        ssize_t count = read(fd, bytes, sizeof bytes);
        if (count <= 0) return count == 0;
        usize size = static_cast<usize>(count);
        bool program =
            start && View(bytes, size < kLooksLikeProgram ? size : kLooksLikeProgram).contains('\0');
        if (program || script.size() + size > most) {
            errno = program ? ENOEXEC : EFBIG;
            return false;
        }
        start = false;
        for (char byte : View(bytes, size)) {
            if (byte) script.append(byte);
        }
    }
}

} // namespace

Shell::Shell() : pid_(getpid()) {}

void Shell::complain(View message) const { write_all(STDERR_FILENO, join(name_, ": ", message, "\n")); }

void Shell::complain_of(const Lexer& lexer) const {
    Text place = "line ";
    place.append_number(lexer.message_line());
    complain(join(place, ": ", lexer.message()));
}

void Shell::give_up(int exit_status_then) {
    status = exit_status_then;
    flow = foreground.active() ? Flow::interrupted : Flow::leave_shell;
}

// A command whose words came to nothing. If Ctrl-C was the reason, all is said and done.
void Shell::refuse(const Expander& expander) {
    if (flow != Flow::go_on) return;
    complain(expander.error());
    give_up(1);
}

void Shell::refuse(const Redirector& redirector) {
    if (flow != Flow::go_on) return;
    complain(redirector.error());
    status = 1;
}

void Shell::run_script(Lexer& lexer) {
    Parser parser(lexer);
    bool nothing = true;
    while (going_on()) {
        Ref<Sequence> line = parser.parse_line();
        if (lexer.failed()) {
            complain_of(lexer);
            return give_up(kMistake);
        }
        if (!line) break;
        nothing = nothing && line->items.empty();
        run(*line);
        lexer.forget_what_was_read();
    }
    if (nothing) status = 0;
}

void Shell::run_text(Text script) {
    if (++depth_ > kMaximumDepth) {
        complain("commands are nested too deeply");
        give_up(kMistake);
    } else {
        Lexer lexer(std::move(script));
        run_script(lexer);
    }
    --depth_;
}

bool Shell::read_file(const Text& path, Text& script) {
    int fd = open(path.c_string(), O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && read_script(fd, kMaximumScript, script);
    if (!good) complain(join(path, ": ", View(strerror(errno))));
    if (fd >= 0) close(fd);
    return good;
}

void Shell::run_interactively(Editor& the_editor) {
    editor = &the_editor;
    TypedLines lines(the_editor);
    Lexer lexer("", &lines);
    while (flow != Flow::leave_shell) {
        tell_of_jobs();
        lexer.start_over();
        lines.start_command();
        flow = Flow::go_on;
        Ref<Sequence> sequence = Parser(lexer).parse_line();
        if (lines.interrupted()) {
            status = kSignalled + SIGINT;
        } else if (lexer.failed()) {
            complain_of(lexer);
            status = kMistake;
        } else if (sequence) {
            foreground.listen();
            run(*sequence);
            foreground.stop_listening();
        } else {
            return; // Ctrl-D
        }
    }
}

bool Shell::look_up(View name, Text& value) {
    value.clear();
    i64 number = 0;
    if (name.size() == 1 && View("?$#0!-").contains(name[0])) return look_up_special(name[0], value);
    if (parse_number(name, number)) {
        if (number < 1 || static_cast<u64>(number) > positional.size()) return false;
        value = positional[static_cast<usize>(number - 1)];
        return true;
    }
    const Variable* variable = variables.find(name);
    if (!variable || !variable->set) return false;
    value = variable->value;
    return true;
}

bool Shell::look_up_special(char name, Text& value) {
    switch (name) {
    case '?': value.append_number(status); return true;
    case '$': value.append_number(pid_); return true;
    case '#': value.append_number(static_cast<i64>(positional.size())); return true;
    case '0': value.append(name_); return true;
    case '!':
        if (last_background_) value.append_number(last_background_);
        return last_background_ != 0;
    default: // -
        if (options.exit_on_failure) value.append('e');
        if (options.unset_is_mistake) value.append('u');
        if (options.trace) value.append('x');
        if (foreground.active()) value.append('i');
        return true;
    }
}

} // namespace shell
