// process/first_process.cpp: the process that the kernel itself starts: it is made from a file, as after execve.
#include "lib/string.h"
#include "memory/heap.h"
#include "process/process.h"
#include "process/program.h"

Result<void> start_first_process(Ref<Inode> root, const char* path, const char* argument) {
    Owned<Process> process = TRY(make<Process>());
    process->signals = TRY(make<SignalTable>());
    process->directory.change_to(std::move(root));
    Owned<ArgumentBlock> arguments = TRY(ArgumentBlock::create());
    TRY(arguments->add_argument(path));
    if (*argument) TRY(arguments->add_argument(argument));
    TRY(arguments->add_path(path));
    Program program = TRY(load_program(process->directory.inode(), path, *arguments));
    process->space = std::move(program.space);
    copy_string(process->name, base_name(path), sizeof(process->name));
    TrapFrame frame{};
    program.begin(frame);
    Owned<Thread> thread = TRY(Thread::create(process.get(), process->space.get(), frame));
    {
        Guard guard(process_tree);
        set_personality(*process, *thread, program.personality);
    }
    TRY(start_process(std::move(process), std::move(thread), nullptr, Out<u32>(u64{0})));
    return {};
}
