# tests/system/test_gdb.py: a class steps through a system call with gdb, and looks around on the way.

import re
from functools import partial

import pytest

from debugger import Debugged, assert_frames, debug_qemu, replay
from harness import ROOT

# The row of write in the table, as gdb shows it.
ROW_OF_WRITE = r"SYSCALL\(4, +write,"

# The release build has no frames to step through line by line.
pytestmark = pytest.mark.exists_in(flavour="class")

RETURN = {"machine": "mret", "supervisor": "sret"}
PRIVILEGE = {"machine": 3, "supervisor": 1}
EPC = {"machine": "mepc", "supervisor": "sepc"}
FROM_KERNEL = {mode: f"(unsigned long)${epc} >= (unsigned long)&kernel_start" for mode, epc in EPC.items()}


@pytest.fixture(scope="module")
def debug(configuration):
    """debug("break sys_write", "continue"): what gdb answers to these commands, on a machine of this configuration."""
    return partial(Debugged, configuration=configuration)


# --- the road of a system call ---


@pytest.fixture(scope="module")
def road(debug, configuration):
    """From the ecall of write in hello to the instruction after it."""
    return debug(
        "ubreak hello write",
        "continue",
        "reach ecall",
        ("call at the ecall", "syscall"),
        ("privilege at the ecall", "print $priv"),
        "set $ecall = $pc",
        ("into the kernel", "stepi"),
        "print $pc == (long)&trap_vector",
        ("privilege in the vector", "print $priv"),
        ("backtrace at the beginning", "backtrace"),
        ("to the return", f"reach {RETURN[configuration.mode]}"),
        ("privilege at the return", "print $priv"),
        ("backtrace at the end", "backtrace"),
        ("out of the kernel", "stepi"),
        "print $pc - $ecall",
        ("privilege after it", "print $priv"),
        "print $a0",
    )


@pytest.mark.quick
@pytest.mark.every_configuration
def test_ecall_raises_the_privilege_and_leads_to_the_vector(road, configuration):
    """[1.1] [C.2] At the ecall the hart is in user mode; one instruction later at the vector, in the kernel's."""
    assert re.search(r"\tecall\n\[U\] .*\n$", road["reach ecall"])
    assert road["call at the ecall"].startswith("4 write(fd=1, ")
    assert road.number("privilege at the ecall") == 0
    assert road["into the kernel"].startswith("trap_vector ()")
    assert road.number("print $pc == (long)&trap_vector") == 1
    assert road.number("privilege in the vector") == PRIVILEGE[configuration.mode]


@pytest.mark.every_configuration
def test_backtrace_at_the_first_and_at_the_last_instruction_of_the_vector(road):
    assert_frames(road["backtrace at the beginning"], "trap_vector", "write", "main", "_start")
    assert_frames(road["backtrace at the end"], "trap_vector", "write", "main", "_start")


@pytest.mark.quick
@pytest.mark.every_configuration
def test_the_return_leads_behind_the_ecall(road, configuration):
    """[C.2] The program goes on 4 further, in user mode, with the result in a0."""
    assert re.search(rf"\t{RETURN[configuration.mode]}\n\[[MS]\] .*\n$", road["to the return"])
    assert road.number("privilege at the return") == PRIVILEGE[configuration.mode]
    assert road.number("print $pc - $ecall") == 4
    assert road.number("privilege after it") == 0
    assert road.number("print $a0") == len("hello\n")


@pytest.mark.exists_in(flavour="class", cpus=1)  # docs/testing.md has the reason
def test_step_goes_from_the_switch_to_the_row_and_into_the_handler(debug, configuration):
    """[C.2] Ordinary step, all the way from the program's call to the handler. The machine's time is that of its
    instructions, so that no program's turn ends meanwhile because this computer is slow."""
    qemu = f"{debug_qemu(configuration)} -icount shift=0"
    steps = debug("ubreak hello main", "continue", *["step"] * 50, qemu=qemu).output
    places = [
        r"^write \(.*\) at user/libc/posix\.cpp",
        r"asm(?:__)? volatile\(\"ecall\"",
        r"^trap_vector \(\) at kernel/trap/vector\.S",
        r"^trap_handler \(.*\) at kernel/trap/trap\.cpp",
        r"system_call \(.*\) at kernel/trap/trap\.cpp",
        r"^dispatch \(.*\) at kernel/syscall/dispatch\.h",
        r"^\d+\t +switch \(",
        rf"^\d+\t{ROW_OF_WRITE}",
        r"^sys_write \(fd=Fd\(1\), bytes=In\(0x[0-9a-f]+\), count=6\) at kernel/syscall/file_calls\.cpp",
    ]
    at = 0
    for place in places:
        match = re.compile(place, re.MULTILINE).search(steps, at)
        assert match, f"step did not come to {place}:\n{steps}"
        at = match.end()
    between = steps[steps.index("switch (") : at]
    assert len(re.findall(r"^\d+\t", between, re.MULTILINE)) == 1, f"only the row is between them:\n{between}"


@pytest.mark.every_configuration
def test_next_steps_over_an_ecall(debug):
    """next at the ecall itself waits behind it, in the same call of the same function."""
    hello = debug(
        *("ubreak hello write", "continue", "reach ecall", "set $ecall = $pc"),
        *("nexti", "print $pc - $ecall", "print $a0", "reach ret"),
    )
    assert hello.number("print $pc - $ecall") == 4
    assert hello.number("print $a0") == len("hello\n")
    assert "write (" in hello["reach ret"]


# --- backtraces and finish ---


@pytest.fixture(scope="module")
def handler(debug):
    """In sys_write, called by hello; then out of it, function by function, into the program."""
    return debug(
        "ubreak hello main",
        ("to main", "continue"),
        "break sys_write",
        "continue",
        ("places to stop at", "info breakpoints 2"),
        "syscall",
        "backtrace",
        "uprint text",
        "uprint sizeof(text)",
        "uprint environ[0]",
        "uprint errno",
        "uprint nothing_of_this_name",
        "frame function main",
        "print text",
        "info frame",
        "walk &text",
        "walk 0",
        "walk 0x800000000000",
        "frame 0",
        ("finish in the handler", "finish"),
        "up-silently 3",
        ("finish in the vector", "finish"),
        "print $priv",
        "print $a0",
        "uprint text[1]",
        "print platform.memory_size",
    )


@pytest.mark.quick
@pytest.mark.every_configuration
def test_backtrace_goes_from_the_handler_into_the_program(handler):
    """[C.2] Handler, switch, trap handler, vector, and on through the program's write to its main."""
    road = ("sys_write", "dispatch", "system_call", "trap_handler", "trap_vector", "write", "main", "_start")
    assert_frames(handler["backtrace"], *road)
    assert re.search(r"in dispatch \(.*\) at kernel/abi/syscalls\.def:\d+$", handler["backtrace"], re.MULTILINE)
    assert re.search(r"main \(\) at user/lessons/hello\.cpp:\d+$", handler["backtrace"], re.MULTILINE)


def test_a_handler_is_one_place(handler):
    """[4.2] The weak function that stands in for a handler where there is none is not another place to stop at."""
    assert re.search(r"^2 .* in sys_write\(", handler["places to stop at"], re.MULTILINE)
    assert "<MULTIPLE>" not in handler["places to stop at"]


@pytest.mark.every_configuration
def test_gdb_tells_which_call_is_under_way(handler):
    """[3.4] By the names and types of its row."""
    assert re.fullmatch(r"4 write\(fd=1, bytes=0x[0-9a-f]+, count=6\)\n", handler["syscall"])


@pytest.mark.every_configuration
def test_uprint_reads_variables_of_the_program(handler):
    assert handler["uprint text"].endswith(' = "hello\\n"\n')
    assert handler.number("uprint sizeof(text)") == len("hello\n") + 1
    assert handler["uprint environ[0]"].endswith('"PATH=/bin"\n')  # many programs have an environ: this is hello's
    assert handler.number("uprint errno") == 0
    assert handler["uprint nothing_of_this_name"] == 'No symbol "nothing_of_this_name" in current context.\n'
    assert handler["uprint text[1]"].endswith("'e'\n")  # in the program itself


def test_frames_of_the_program_can_be_selected_in_the_kernel(handler):
    assert handler["print text"].endswith(' = "hello\\n"\n')
    assert "Saved registers" in handler["info frame"] and "E14" not in handler["info frame"]


def test_walk_shows_how_an_address_is_translated(handler):
    levels = re.findall(r"^level (\d): entry at 0x\w+ is 0x\w{16} (\S{8})", handler["walk &text"], re.MULTILINE)
    assert [level for level, _ in levels] == ["2", "1", "0"]
    assert levels[-1][1].startswith("VRW-U")
    assert re.search(r"^0x3fffff\w+ is 0x8\w{7} in memory$", handler["walk &text"], re.MULTILINE)
    assert "0x0 is not mapped" in handler["walk 0"]
    assert "no page table has this" in handler["walk 0x800000000000"]


@pytest.mark.every_configuration
def test_finish_leads_from_the_handler_up_into_the_program(handler):
    """[C.2] finish in the handler shows its result; finish in the vector goes on in the program."""
    assert "Value returned is" in handler["finish in the handler"]
    assert "= Result(6)" in handler["finish in the handler"]
    assert "write (" in handler["finish in the vector"]
    assert handler.number("print $priv") == 0
    assert handler.number("print $a0") == len("hello\n")


@pytest.mark.every_configuration
def test_the_kernel_can_be_read_from_the_program(handler):
    """In user mode too, where the hart itself may not look."""
    assert handler.number("print platform.memory_size") == 128 << 20


# Steps through the vector on the way in and on the way out; at each instruction the frame below trap_vector's is where
# the trap came from, with its registers. begin() goes to just before that, or to the vector's first instruction.
EVERY_INSTRUCTION = """
import gdb
registers = "sp", "s0", "tp"
def values(frame):
    return [int(frame.read_register(name)) for name in registers]
def check(wanted):
    count, frame = 0, gdb.newest_frame()
    while frame.name() == "trap_vector":
        caller = frame.older()
        instruction = gdb.execute("x/i $pc", to_string=True)
        # At the call of trap_handler the saved pc counts, to which that function has still to add 4.
        place = came_from if "trap_handler" in instruction else goes_on
        assert (int(caller.pc()), values(caller)) == (place, wanted), (instruction, caller.pc(), values(caller), wanted)
        names = []
        while caller:
            names.append(caller.name())
            caller = caller.older()
        assert callers == [name for name in names if name in callers], names
        count += 1
        gdb.execute("stepi")
        frame = gdb.newest_frame()
    return count
wanted = values(gdb.newest_frame())
if from_program:
    gdb.execute("stepi")
print("in:", check(wanted), gdb.newest_frame().name())
gdb.execute("finish")
print("out:", check(wanted), gdb.newest_frame().name())
"""


@pytest.mark.every_configuration
def test_backtrace_is_whole_at_every_instruction_of_the_vector(debug, tmp_path):
    """For a call: the caller is hello's write, with its own stack pointer."""
    script = tmp_path / "every_instruction.py"
    begin = """
import gdb
gdb.execute("reach ecall")
from_program = True
came_from = gdb.newest_frame().pc()
goes_on = came_from + 4
callers = ["write", "main", "start_program", "_start"]
"""
    script.write_text(begin + EVERY_INSTRUCTION)
    answers = debug("ubreak hello write", "continue", f"source {script}")
    assert re.search(r"^in: [3-9]\d trap_handler$", answers.output, re.MULTILINE), answers.output
    assert re.search(r"^out: [3-9]\d (write|sys::\S+.*)$", answers.output, re.MULTILINE), answers.output


@pytest.mark.every_configuration
def test_backtrace_is_whole_at_every_instruction_of_the_vector_in_the_kernel(debug, configuration, tmp_path):
    """For an interrupt of an idle hart: the way in that looks whether there is room on the stack."""
    script = tmp_path / "every_instruction.py"
    begin = f"""
import gdb
from_program = False
came_from = goes_on = int(gdb.parse_and_eval("${EPC[configuration.mode]}")) & (1 << 64) - 1
callers = ["scheduler::idle"]
gdb.execute("delete")
"""
    script.write_text(begin + EVERY_INSTRUCTION)
    idle = "((Thread*)$tp)->process == 0 && $tp != (long)&boot_thread"
    interrupted = f"break *trap_vector if {FROM_KERNEL[configuration.mode]} && {idle}"
    answers = debug("break greet", "continue", "delete", interrupted, ("to the vector", "continue"), f"source {script}", run=None)
    assert re.search(r"^in: [4-9]\d trap_handler$", answers.output, re.MULTILINE), answers.output
    assert re.search(r"^out: [3-9]\d .+$", answers.output, re.MULTILINE), answers.output


@pytest.mark.exists_in(flavour="class", mode="machine")  # docs/testing.md has the reason
def test_backtrace_of_an_interrupted_program(debug):
    """The vector's caller is whatever was interrupted."""
    interrupted = f"break scheduler::timer_interrupt if !({FROM_KERNEL['machine']})"
    answers = debug("ubreak spin main", ("to main", "continue"), interrupted, "continue", "backtrace", run="/lessons/spin")
    assert_frames(answers["backtrace"], "scheduler::timer_interrupt", "trap_handler", "trap_vector", "main", "_start")


def test_backtrace_goes_from_a_handler_of_a_signal_to_what_it_interrupted(debug):
    """The frame on the user's stack has the registers, and the library says where."""
    answers = debug("ubreak signal_handlers note", "continue", "backtrace", run="/tests/signal_handlers")
    frames = [line.split(" in ")[-1] for line in answers["backtrace"].splitlines()]
    places = [r"note \(signal=10\)", "<signal handler called>", r"kill \(", r"handled \(", r"main \("]
    for frame, place in zip(frames, places):
        assert re.search(place, frame), answers["backtrace"]


def test_backtrace_of_the_interrupted_kernel(debug, configuration):
    at_interrupt = f"break scheduler::timer_interrupt if {FROM_KERNEL[configuration.mode]}"
    answers = debug(at_interrupt, "continue", "backtrace", run=None)
    assert_frames(answers["backtrace"], "scheduler::timer_interrupt", "trap_handler", "trap_vector")


# --- the upper half, and several harts ---


@pytest.mark.exists_in(flavour="class", mode="supervisor")
@pytest.mark.every_configuration
def test_the_kernel_is_in_the_upper_half_of_the_same_tables(debug):
    """Its code where it was linked, its stacks a second time with gaps between them; from a program too."""
    answers = debug(
        *("break sys_write", "continue", ("code", "walk &trap_vector"), ("stack", "walk $sp"), "set $kernel_sp = $sp"),
        *("ubreak hello exit", "delete 1", ("to the program", "continue"), "print $priv"),
        *("print *(unsigned long*)$kernel_sp", "print boot_thread.stack_limit == boot_stack", "info symbol trap_vector"),
    )
    assert re.search(r"^level 0: .* VR-X-GAD -> page 0x80\w+\n0xffffffc0802\w+ is 0x802\w+ in memory$", answers["code"], re.M)
    assert re.search(r" VRW--GAD -> page .*\n0xffffffe0\w+ is 0x8\w+ in memory$", answers["stack"], re.M)
    assert answers.number("print $priv") == 0
    answers.number("print *(unsigned long*)$kernel_sp")
    assert "= true\n" in answers["print boot_thread.stack_limit == boot_stack"]


@pytest.mark.exists_in(flavour="class", cpus=4)
@pytest.mark.every_configuration
def test_each_hart_is_a_thread_and_a_step_moves_one_of_them(debug, tmp_path):
    """[C.2] All the way into the handler gdb stays on the hart that makes the call; the others stand where they were."""
    script = tmp_path / "where.py"
    script.write_text(
        """
import gdb
def pc_of(thread):
    thread.switch()
    return int(gdb.parse_and_eval("$pc"))
here = gdb.selected_thread()
others = [pc_of(thread) for thread in sorted(gdb.selected_inferior().threads(), key=lambda thread: thread.num)
          if thread.num != here.num]
here.switch()
print("at", here.num, "others", others)
"""
    )
    steps = ["stepi"] * 70
    answers = debug("ubreak hello write", "continue", "info threads", ("before", f"source {script}"), *steps, ("after", f"source {script}"))
    assert len(re.findall(r"Thread 1\.\d \(CPU#\d", answers["info threads"])) == 4
    assert answers["before"] == answers["after"], answers.output
    assert "trap_handler" in answers.output or "dispatch" in answers.output, answers.output


# --- programs ---


def test_a_breakpoint_in_one_program_is_that_ones_alone(debug):
    """The machine runs init, sh, which starts hello, and every program has a main."""
    answers = debug(
        *("ubreak sh main", ("to sh", "continue"), "info breakpoints", ("to the end", "continue"), "console")
    )
    assert "Breakpoint 1, main (" in answers["to sh"] and "user/bin/sh/main.cpp" in answers["to sh"]
    assert len(re.findall(r" in main\(", answers["info breakpoints"])) == 1
    assert "Breakpoint" not in answers["to the end"]
    assert answers["console"].endswith("hello\n")


def test_ubreak_says_what_is_wrong(debug):
    answers = debug(
        "ubreak", "ubreak nosuch main", "ubreak hello nosuch", "ubreak /bin/hello main", "ubreak /lessons/hello main"
    )
    assert "ubreak PROGRAM PLACE" in answers["ubreak"]
    assert "no program nosuch" in answers["ubreak nosuch main"] and "bin/sh" in answers["ubreak nosuch main"]
    assert "nosuch" in answers["ubreak hello nosuch"] and "Python" not in answers["ubreak hello nosuch"]
    assert "no program /bin/hello" in answers["ubreak /bin/hello main"]
    assert "Breakpoint 1 at" in answers["ubreak /lessons/hello main"]


def test_variables_of_the_program_can_be_changed_in_the_kernel(debug):
    """From the handler, before it reads them."""
    answers = debug(
        *("break sys_write if count == 6", "continue", "frame function main", "set variable text[0] = 'j'", "delete"),
        *(("to the end", "continue"), "console"),
    )
    assert answers["console"].endswith("jello\n")


def test_there_is_no_program_before_the_first_one(debug):
    answers = debug("uprint environ", "break greet", "continue", ("at boot", "uprint environ"), ("walk", "walk -1ul << 40"))
    assert "no program" in answers["at boot"]
    assert "no page table has this" in answers["walk"]


def test_types_are_shown_as_one_would_write_them(debug):
    answers = debug(
        *("break sys_waitpid", ("to the parent", "continue"), "delete", "ubreak cat main", ("to cat", "continue")),
        *("break sys_openat", "continue", "finish", "print platform.uart"),
        run="cat /nosuch",
    )
    assert re.search(r"sys_waitpid \(pid=Pid\(-?\d+\), status=Out\(0x\w+\), ", answers["to the parent"])
    assert re.search(r'sys_openat \(directory=Fd\(-100\), path=Str\(0x\w+ "/nosuch"\), ', answers["continue"])
    assert "= Result(Errno::noent)\n" in answers["finish"]
    assert answers["print platform.uart"].endswith("= PhysAddr(0x10000000)\n")


# --- the book ---


@pytest.mark.parametrize("name", ["trap_path.md", "debugging.md"])
def test_what_gdb_answers_in_the_book_is_what_it_answers(name):
    """[C.2] To bring a document up to date: tests/system/debugger.py docs/trap_path.md"""
    document = (ROOT / "docs" / name).read_text()
    assert replay(document) == document


def test_breakpoints_in_the_book_can_be_set():
    text = "".join((ROOT / "docs" / name).read_text() for name in ("trap_path.md", "debugging.md"))
    breaks = sorted(set(re.findall(r"`(break [^`]+)`", text)) - {"break main"})  # that one is said to be no good
    assert len(breaks) >= 10
    answers = Debugged(*breaks)
    for command in breaks:
        assert re.search(r"^Breakpoint \d+ at 0x\w+: file kernel/", answers[command], re.MULTILINE), answers.output
