// scripts/generate/handlers.cpp: which calls have a handler in the kernel, and where.
//
// A handler that somebody wrote is a function of the kernel like any other. Where there is none, the linker took the
// weak function of kernel/syscall/stubs.cpp.
#include "handlers.h"

namespace {

// A path from the root of the tree: of other folders the last part must do.
std::string in_the_tree(const std::string& path) {
    const size_t start = path.find("/kernel/");
    return start != std::string::npos ? path.substr(start + 1) : path.substr(path.rfind('/') + 1);
}

} // namespace

// 0000000080014728 T sys_write(Fd, In<char>, unsigned long)	/path/kernel/syscall/file_calls.cpp:28
bool find_handlers(Table& table, std::istream& symbols) {
    const std::string mark = " T sys_";
    bool found = false;
    for (std::string line; std::getline(symbols, line);) {
        const size_t start = line.find(mark), place = line.rfind('\t');
        if (start == std::string::npos || place == std::string::npos) continue;
        const std::string rest = line.substr(start + mark.size());
        for (Call& call : table.calls) {
            if (call.status != Status::stub || call.name != rest.substr(0, rest.find('('))) continue;
            call.status = Status::implemented;
            call.file = in_the_tree(line.substr(place + 1, line.rfind(':') - place - 1));
            found = true;
        }
    }
    return found;
}
