// user/bin/uname.cpp: which system this is, and in which mode its kernel runs.
#include "tool.h"

#include <stile.h>

namespace {

constexpr unsigned kMachineMode = 3; // the numbers of the privileged architecture manual, section 1.2
constexpr unsigned kSupervisorMode = 1;

const char* mode_name(unsigned privilege) {
    if (privilege == kMachineMode) return "machine-mode";
    return privilege == kSupervisorMode ? "supervisor-mode" : "unknown-mode";
}

} // namespace

int main(int count, char** arguments) {
    bool system = false, machine = false, mode = false;
    int option;
    while ((option = getopt(count, arguments, "asmv")) != -1) {
        if (option == '?') return usage("uname [-amsv]");
        system = system || option == 's' || option == 'a';
        mode = mode || option == 'v' || option == 'a';
        machine = machine || option == 'm' || option == 'a';
    }
    if (optind < count) return usage("uname [-amsv]");
    if (!machine && !mode) system = true;
    struct SystemInfo info;
    if (system_info(&info) < 0) return complain("uname", "system_info");
    const char* separator = "";
    auto print = [&](bool wanted, const char* text) {
        if (!wanted) return;
        printf("%s%s", separator, text);
        separator = " ";
    };
    print(system, "Stile");
    print(mode, mode_name(info.privilege));
    print(machine, "riscv64");
    putchar('\n');
    return finish("uname", 0);
}
