// user/bin/edit/main.cpp: a small editor: edit file.
#include "../tool.h"
#include "editor.h"

namespace {

// What went wrong, in words; null if nothing did.
const char* edit(Document& document, const char* path) {
    Screen screen;
    if (!screen.is_on()) return "it takes a terminal to edit";
    Editor editor(document, screen, path);
    return editor.run() ? nullptr : "not saved: the terminal is gone";
}

} // namespace

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || count - optind != 1) return usage("edit file");
    const char* path = arguments[optind];
    Document document;
    if (!document.load(path)) return complain("edit", path);
    const char* problem = edit(document, path);
    if (!problem) return 0;
    fprintf(stderr, "edit: %s: %s\n", path, problem);
    return 1;
}
