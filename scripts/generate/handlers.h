// scripts/generate/handlers.h: which calls have a handler in the kernel, and where.
#pragma once

#include "table.h"
#include <istream>

// Tells the table what `nm -C -l` says about a kernel. False if that is none.
bool find_handlers(Table& table, std::istream& symbols);
