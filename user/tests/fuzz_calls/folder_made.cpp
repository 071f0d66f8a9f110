// user/tests/fuzz_calls/folder_made.cpp: how the fuzzer's own folder comes and goes.
#include "../child.h"
#include "../tap.h"
#include "own_folder.h"
#include <sys/stat.h>

void own_folder::make() {
    if (mkdir(OWN_FOLDER, 0755) != 0) tap::bail_out("no folder to work in");
}

void own_folder::remove() {
    const auto ending = child::run([] { return execl("/bin/rm", "rm", "-r", OWN_FOLDER, nullptr); });
    if (ending != child::exits(0)) tap::bail_out("the folder cannot be removed");
}
