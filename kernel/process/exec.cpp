// process/exec.cpp: another program in the same process.
#include "lib/string.h"
#include "memory/heap.h"
#include "process/path_buffer.h"
#include "process/process.h"
#include "process/program.h"
#include "thread/scheduler.h"

namespace {

// A program that does not know where it is runs itself anew by this name. The other links of /proc lead to no programs.
void follow_own_program(const PathBuffer& path) {
    if (strcmp(path.text(), "/proc/self/exe") != 0) return;
    Guard guard(process_tree);
    if (const Ref<Command>& command = current_process().command)
        copy_string(path.text(), command->path(), PATH_MAX_BYTES);
}

} // namespace

Result<void> execute(Str path, In<Str> arguments, In<Str> environment, TrapFrame& frame) {
    // Step 1: all that comes from the old program, and all that can fail.
    Process& process = current_process();
    const PathBuffer path_text = TRY(PathBuffer::copy_in(*process.space, path));
    follow_own_program(path_text);
    Owned<ArgumentBlock> block = TRY(ArgumentBlock::create());
    TRY(block->add_arguments(*process.space, arguments));
    TRY(block->add_environment(*process.space, environment));
    TRY(block->add_path(path_text.text()));
    Program program = TRY(load_program(process.directory.inode(), path_text.text(), *block));
    Ref<Command> command = TRY(Command::create(process.directory.inode(), program.path, *block));

    // Step 2: the point of no return. The other threads go.
    TRY(become_only_thread());
    process.files.close_on_exec();
    {
        Guard guard(process_tree);
        copy_string(process.name, base_name(path_text.text()), sizeof(process.name));
        set_personality(process, *current_thread(), program.personality);
        std::swap(process.command, command); // the old one goes without this lock
    }
    reset_handlers();
    program.begin(frame);
    current_thread()->floating_point = {};
    change_space(std::move(program.space)); // the old one goes here
    return {};
}
