// tests/host/fakes/arch/thread_pointer.h: in place of the kernel's: no thread of it runs here.
#pragma once

struct ThreadBase;

inline ThreadBase* thread_in_tp = nullptr;
