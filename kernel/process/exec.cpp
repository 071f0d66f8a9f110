// process/exec.cpp: another program in the same process.
#include "lib/string.h"
#include "memory/heap.h"
#include "process/path_buffer.h"
#include "process/process.h"
#include "process/program.h"
#include "thread/scheduler.h"

Result<void> execute(Str path, In<Str> arguments, In<Str> environment, TrapFrame& frame) {
    // Step 1: all that comes from the old program, and all that can fail.
    Process& process = current_process();
    const PathBuffer path_text = TRY(PathBuffer::copy_in(*process.space, path));
    Owned<ArgumentBlock> block = TRY(ArgumentBlock::create());
    TRY(block->add_arguments(*process.space, arguments));
    TRY(block->add_environment(*process.space, environment));
    TRY(block->add_path(path_text.text()));
    Program program = TRY(load_program(process.directory.inode(), path_text.text(), *block));

    // Step 2: the point of no return. The other threads go.
    TRY(become_only_thread());
    process.files.close_on_exec();
    {
        Guard guard(process_tree);
        copy_string(process.name, base_name(path_text.text()), sizeof(process.name));
        set_personality(process, *current_thread(), program.personality);
    }
    reset_handlers();
    program.begin(frame);
    current_thread()->floating_point = {};
    change_space(std::move(program.space)); // the old one goes here
    return {};
}
