// process/first_process.cpp: the process that the kernel itself starts: it is made from a file, as after execve.
#include "lib/boot_arguments.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "process/process.h"
#include "process/program.h"

namespace {

// What stands behind two dashes is one argument; the variables are its environment.
Result<void> add_boot_arguments(ArgumentBlock& arguments, const char* line) {
    if (const char* rest = rest_of_boot_arguments(line); rest && *rest) TRY(arguments.add_argument(rest));
    char variable[128];
    while (next_boot_variable(line, variable, sizeof(variable))) TRY(arguments.add_variable(variable));
    return {};
}

} // namespace

Result<void> start_first_process(Ref<Inode> root, const char* path, const char* boot_arguments) {
    Owned<Process> process = TRY(make<Process>());
    process->signals = TRY(make<SignalTable>());
    process->directory.change_to(std::move(root));
    Owned<ArgumentBlock> arguments = TRY(ArgumentBlock::create());
    TRY(arguments->add_argument(path));
    TRY(add_boot_arguments(*arguments, boot_arguments));
    TRY(arguments->add_path(path));
    Program program = TRY(load_program(process->directory.inode(), path, *arguments));
    Ref<Command> command = TRY(Command::create(process->directory.inode(), program.path, *arguments));
    process->space = std::move(program.space);
    copy_string(process->name, base_name(path), sizeof(process->name));
    TrapFrame frame{};
    program.begin(frame);
    Owned<Thread> thread = TRY(Thread::create(process.get(), process->space.get(), frame));
    {
        Guard guard(process_tree);
        set_personality(*process, *thread, program.personality);
        process->command = std::move(command);
    }
    TRY(start_process(std::move(process), std::move(thread), nullptr, Out<u32>(u64{0})));
    return {};
}
