// main.cpp: the boot order, one call a line.
#include "arch/interrupts.h"
#include "arch/kernel_image.h"
#include "arch/time.h"
#include "debug/crash.h"
#include "debug/failures.h"
#include "debug/log.h"
#include "device/console.h"
#include "device/device_tree.h"
#include "device/plic.h"
#include "device/rtc.h"
#include "device/uart.h"
#include "fs/root.h"
#include "lib/boot_arguments.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "mode/firmware.h"
#include "mode/translation.h"
#include "proc/proc.h"
#include "process/process.h"
#include "process/trace.h"
#include "thread/lock_crash.h"
#include "thread/policy.h"
#include "thread/scheduler.h"

extern "C" {
extern u8 boot_stack[]; // the boot stub's
}

extern "C" {
constinit ThreadBase boot_thread(boot_stack, nullptr); // who runs until there are real threads
constinit u64* start_stacks[kHartsMax] = {}; // the end of the stack of each other hart; below it, its thread
}

namespace {

constexpr char kFirstProgram[] = "/bin/init";

constexpr const char* kOptions[] = {"counts", "crash", "fail", "lesson", "policy"};

constinit char boot_line[8192]; // the boot arguments

template <class T> T must(Result<T> result, const char* what) {
    if (!result) panic("cannot %s (error %d)", what, static_cast<int>(result.error()));
    return std::move(result).value();
}

void number_harts(Cpu& boot_hart) {
    for (usize hart = 0; hart < kHartsMax; hart++) cpus[hart].hart = hart;
    running_thread()->cpu = &boot_hart;
}

// The tree lies in memory that is free afterwards: what is needed of it is copied.
void read_platform(const void* device_tree) {
    must(read_device_tree(device_tree, platform), "read the device tree");
    if (kNanosecondsPerSecond % platform.ticks_per_second != 0)
        panic("the clock has %lu ticks a second, which is no whole number of nanoseconds each",
              platform.ticks_per_second);
    if (strlen(platform.boot_arguments) >= sizeof(boot_line))
        panic("the boot arguments have %lu bytes, and there is room for %lu", strlen(platform.boot_arguments),
              sizeof(boot_line) - 1);
    copy_string(boot_line, platform.boot_arguments, sizeof(boot_line));
    platform.boot_arguments = boot_line;
}

void initialise_memory() {
    const PhysAddr free = translation::initialise(physical(kernel_end));
    pages::initialise(free, platform.memory + platform.memory_size);
}

void initialise_devices() {
    plic::initialise_hart();
    uart::initialise();
    console::initialise({signal_group, check_foreground, describe_group});
    plic::enable(platform.uart_irq);
    rtc::initialise();
}

void greet() {
    log("Stile: %s mode, %u hart%s, %lu MiB of memory\n", kPrivilegeName, platform.harts,
        platform.harts == 1 ? "" : "s", platform.memory_size >> 20);
}

void crash_if_asked() {
    char kind[16];
    if (find_boot_option(platform.boot_arguments, "crash", kind, sizeof(kind)) &&
        !misuse_locks_on_request(kind))
        crash_on_request(kind);
}

void choose_policy() {
    char name[16];
    if (find_boot_option(platform.boot_arguments, "policy", name, sizeof(name))) policy::choose(name);
}

void fail_if_asked() {
    char wish[32];
    if (find_boot_option(platform.boot_arguments, "fail", wish, sizeof(wish))) failures::arm(wish);
}

void tell_unknown_options() {
    char unknown[200];
    if (find_unknown_boot_options(platform.boot_arguments, kOptions, unknown, sizeof(unknown)))
        log("boot options that this kernel does not know: %s\n", unknown);
}

void teach_if_asked() {
    char value[8];
    if (find_boot_option(platform.boot_arguments, "lesson", value, sizeof(value))) trace::begin_lesson();
}

// Its argument is what the boot arguments have after "--": a command to run instead of a shell.
void start_first_program() {
    must(start_first_process(root::file_system().root(), kFirstProgram, platform.boot_arguments),
         "start /bin/init");
}

// Who has run so far goes on as the idle thread of the boot hart.
void start_clock(Cpu& cpu) {
    Thread* idle = must(make<Thread>(boot_stack, &cpu), "make the idle thread").leak(); // stays for ever
    scheduler::initialise_hart(*idle);
}

// Each gets its idle thread, and the end of that one's stack, with the thread in the last words.
void start_hart(usize hart) {
    Thread* idle = must(Thread::create_idle(), "make an idle thread").leak(); // stays for ever
    idle->cpu = &cpus[hart];
    start_stacks[hart] = idle->stack_end();
    start_stacks[hart][-2] = reinterpret_cast<u64>(idle); // a register's value
    if (!firmware::start_hart(hart)) log("hart %lu does not start\n", hart);
}

// A hart that does not come would be missed by nobody else: so they are waited for.
void start_other_harts(usize boot_hart) {
    for (usize hart = 0; hart < platform.harts; hart++)
        if (hart != boot_hart) start_hart(hart);
    const u64 patience = read_time() + platform.ticks_per_second;
    while (scheduler::usage().harts < platform.harts && read_time() < patience) {
    }
    const u32 there = scheduler::usage().harts;
    if (there < platform.harts) log("of %u harts only %u run\n", platform.harts, there);
}

} // namespace

// Called by the boot stub, on the boot stack of the first hart, with interrupts off.
extern "C" [[noreturn]] void kernel_main(usize hart, const void* device_tree) {
    number_harts(cpus[hart]);
    read_platform(device_tree);
    initialise_memory();
    start_clock(cpus[hart]);
    initialise_devices();
    greet();
    root::mount();
    proc::initialise();
    tell_unknown_options();
    crash_if_asked();
    choose_policy();
    teach_if_asked();
    start_other_harts(hart);
    start_first_program();
    root::start_writing_back();
    fail_if_asked();
    scheduler::idle();
}

// Called by the boot stub, on another hart than the first, with interrupts off: its own idle thread runs.
extern "C" [[noreturn]] void secondary_main() {
    scheduler::initialise_hart(*current_thread());
    scheduler::idle();
}
