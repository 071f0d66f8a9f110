// user/bin/sh/variable_builtins.cpp: the builtins that change variables and parameters: export, read, set, shift, unset.
#include "builtins.h"
#include "editor.h"
#include "shell.h"

#include <signal.h>
#include <unistd.h>

namespace shell {
namespace {

// In single quotes, so that the shell can read it again.
Text quoted(View value) {
    Text text = "'";
    for (char c : value) {
        if (c == '\'')
            text.append("'\\''");
        else
            text.append(c);
    }
    return text.append("'");
}

int list_variables(Shell& shell, View prefix, bool only_exported) {
    List<Text> lines;
    for (const Variable& variable : shell.variables.all()) {
        if (only_exported ? !variable.exported : !variable.set) continue;
        Text line = join(prefix, variable.name);
        if (variable.set) line.append("=").append(quoted(variable.value));
        lines.push(line.append("\n"));
    }
    sort(lines, [](const Text& a, const Text& b) { return comes_before(a, b); });
    Text all;
    for (const Text& line : lines) all.append(line);
    return print(shell, all);
}

bool* option_named(Options& options, char letter) {
    switch (letter) {
    case 'e': return &options.exit_on_failure;
    case 'u': return &options.unset_is_mistake;
    case 'x': return &options.trace;
    default: return nullptr;
    }
}

// One line, without its end. A backslash joins lines, unless raw. False at the end of the input.
bool read_line(Shell& shell, bool raw, Text& line) {
    if (shell.editor && isatty(STDIN_FILENO)) { // with its keys
        Editor::Outcome outcome = shell.editor->read("", line, false);
        if (outcome == Editor::Outcome::interrupted) shell.flow = Flow::interrupted;
        return outcome == Editor::Outcome::line;
    }
    constexpr usize kBetweenLooks = 4096; // a line may have no end, but Ctrl-C ends it
    bool escaped = false;
    char c;
    for (usize bytes = 1; read(STDIN_FILENO, &c, 1) == 1; ++bytes) { // what follows the line is for others
        if (bytes % kBetweenLooks == 0 && !shell.going_on()) return false;
        if (escaped && c == '\n') {
            line.truncate(line.size() - 1);
            escaped = false;
            continue;
        }
        if (c == '\n') return true;
        if (c) line.append(c);
        escaped = !raw && !escaped && c == '\\';
    }
    return false;
}

// Takes the fields from a line one by one, as words are split: blanks around a separator belong to it.
class FieldReader {
  public:
    FieldReader(View line, View separators, bool raw) : line_(line), separators_(separators), raw_(raw) {}

    Text next() {
        skip_blanks();
        Text field;
        while (at_ < line_.size() && !separates(line_[at_])) append_character(field);
        skip_blanks();
        if (at_ < line_.size() && separates(line_[at_])) ++at_;
        return field;
    }

    Text rest() {
        skip_blanks();
        Text all;
        usize wanted = 0; // without the blanks at the end
        while (at_ < line_.size()) {
            bool blank = is_blank(line_[at_]);
            append_character(all);
            if (!blank) wanted = all.size();
        }
        all.truncate(wanted);
        return all;
    }

  private:
    bool separates(char c) const { return separators_.contains(c); }
    bool is_blank(char c) const { return (c == ' ' || c == '\t' || c == '\n') && separates(c); }
    void skip_blanks() {
        while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
    }
    void append_character(Text& field) {
        if (!raw_ && line_[at_] == '\\' && at_ + 1 < line_.size()) ++at_;
        field.append(line_[at_++]);
    }

    View line_;
    View separators_;
    bool raw_;
    usize at_ = 0;
};

} // namespace

int run_export(Shell& shell, const List<Text>& words) {
    if (words.size() == 1 || (words.size() == 2 && words[1] == "-p"))
        return list_variables(shell, "export ", true);
    for (usize i = 1; i < words.size(); ++i) {
        View word = words[i];
        usize equals = word.find('=');
        View name = equals == View::kNowhere ? word : word.first(equals);
        if (!is_name(name)) return complain_about(shell, words, join(word, ": not a name"));
        if (equals != View::kNowhere) shell.variables.set(name, word.from(equals + 1));
        shell.variables.export_name(name);
    }
    return 0;
}

int run_unset(Shell& shell, const List<Text>& words) {
    bool of_functions = words.size() > 1 && words[1] == "-f";
    for (usize i = of_functions || (words.size() > 1 && words[1] == "-v") ? 2 : 1; i < words.size(); ++i) {
        if (!is_name(words[i])) return complain_about(shell, words, join(words[i], ": not a name"));
        if (of_functions)
            shell.functions.remove(words[i]);
        else
            shell.variables.unset(words[i]);
    }
    return 0;
}

int run_set(Shell& shell, const List<Text>& words) {
    if (words.size() == 1) return list_variables(shell, "", false);
    usize i = 1;
    for (; i < words.size() && words[i].size() > 1 && (words[i][0] == '-' || words[i][0] == '+'); ++i) {
        if (words[i] == "--") break;
        for (char letter : words[i].view().from(1)) {
            bool* option = option_named(shell.options, letter);
            if (!option)
                return complain_about(shell, words, join(words[i], ": only -e, -u and -x are known"));
            *option = words[i][0] == '-';
        }
    }
    if (i == words.size()) return 0; // options only
    List<Text> positional;
    for (i += words[i] == "--"; i < words.size(); ++i) positional.push(words[i]);
    shell.positional = std::move(positional);
    return 0;
}

int run_shift(Shell& shell, const List<Text>& words) {
    i64 count = 1;
    bool good = words.size() <= 2 && (words.size() == 1 || parse_number(words[1], count)) && count >= 0;
    if (!good) return complain_about(shell, words, "usage: shift [count]");
    if (static_cast<u64>(count) > shell.positional.size())
        return complain_about(shell, words, "too few parameters");
    List<Text> rest;
    for (usize i = static_cast<usize>(count); i < shell.positional.size(); ++i)
        rest.push(shell.positional[i]);
    shell.positional = std::move(rest);
    return 0;
}

// read [-r] name...: a line is split as words are, and the last name gets all that is left.
int run_read(Shell& shell, const List<Text>& words) {
    bool raw = words.size() > 1 && words[1] == "-r";
    usize first = raw ? 2 : 1;
    for (usize i = first; i < words.size(); ++i) {
        if (!is_name(words[i])) return complain_about(shell, words, join(words[i], ": not a name"));
    }
    if (first == words.size()) return complain_about(shell, words, "usage: read [-r] name...");
    Text line;
    bool complete = read_line(shell, raw, line);
    if (shell.flow == Flow::interrupted) return kSignalled + SIGINT;
    Text separators;
    if (!shell.look_up("IFS", separators)) separators = " \t\n";
    FieldReader reader(line, separators, raw);
    for (usize i = first; i < words.size(); ++i) {
        bool last = i + 1 == words.size();
        shell.assign(words[i], last ? reader.rest() : reader.next());
    }
    return complete ? 0 : 1;
}

} // namespace shell
