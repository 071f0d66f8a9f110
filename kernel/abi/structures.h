/* abi/structures.h: every structure and enumeration of the interface. Plain C. */
#pragma once

#include "abi/counters.h"
#include "abi/files.h"
#include "abi/locks.h"
#include "abi/memory.h"
#include "abi/poll.h"
#include "abi/processes.h"
#include "abi/signals.h"
#include "abi/terminal.h"
#include "abi/trace.h"
#include "abi/weights.h"
