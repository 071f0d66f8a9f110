// user/libc/thread_locals.cpp: the destructors of C++ objects that each thread has one of.

#include "thread.h"
#include <errno.h>
#include <stdlib.h>

namespace {

// One object to be destroyed when its thread ends.
struct Object {
    void (*destructor)(void* object);
    void* object;
    Object* next;
};
__thread Object* objects; // the one made last is the first

} // namespace

namespace libc {

void destroy_thread_locals() {
    while (Object* const last = objects) {
        objects = last->next;
        last->destructor(last->object);
        free(last);
    }
}

} // namespace libc

// The name that the C++ ABI gives it (Itanium C++ ABI, 3.3.5, as extended for threads).
extern "C" int __cxa_thread_atexit(void (*destructor)(void*), void* object, void*) {
    Object* entry = static_cast<Object*>(malloc(sizeof(Object)));
    if (!entry) return -1;
    *entry = {destructor, object, objects};
    objects = entry;
    return 0;
}
