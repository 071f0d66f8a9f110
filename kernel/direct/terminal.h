// direct/terminal.h: what keys mean at the terminal, when the program is linked with the kernel.
#pragma once

#include "abi/result.h"

// From now on Ctrl-C and Ctrl-\ end the machine, whose only group of processes this is.
Result<void> obey_terminal(Pid group);
