// user/libc/keys.cpp: values that each thread has its own of, by keys that are made while the program runs.

#include "lock.h"
#include "thread.h"
#include <errno.h>

namespace {

// A key that was deleted may be made again: its next generation. Values of an older one count as null.
struct Key {
    void (*destructor)(void* value);
    bool in_use;
    u32 generation;
};

libc::Lock lock;
Key keys[PTHREAD_KEYS_MAX];

// The value of a key with a destructor, which then forgets it; false if there is nothing to do.
bool take_value(pthread_key_t number, void*& value, void (*&destructor)(void*)) {
    const libc::Holder holder(lock);
    const Key& key = keys[number];
    value = pthread_getspecific(number);
    destructor = key.in_use ? key.destructor : nullptr;
    if (!value || !destructor) return false;
    libc::this_thread->values[number].value = nullptr;
    return true;
}

} // namespace

namespace libc {

// Destructors may set values anew: then it is tried again, but not for ever.
void destroy_key_values() {
    bool any = true;
    for (int round = 0; any && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
        any = false;
        for (pthread_key_t number = 0; number < PTHREAD_KEYS_MAX; number++) {
            void* value;
            void (*destructor)(void*);
            if (!take_value(number, value, destructor)) continue;
            destructor(value);
            any = true;
        }
    }
}

} // namespace libc

extern "C" {

int pthread_key_create(pthread_key_t* answer, void (*destructor)(void*)) {
    const libc::Holder holder(lock);
    for (pthread_key_t number = 0; number < PTHREAD_KEYS_MAX; number++) {
        Key& key = keys[number];
        if (key.in_use) continue;
        key = {destructor, true, key.generation + 1};
        *answer = number;
        return 0;
    }
    return EAGAIN;
}

int pthread_key_delete(pthread_key_t number) {
    const libc::Holder holder(lock);
    if (number >= PTHREAD_KEYS_MAX || !keys[number].in_use) return EINVAL;
    keys[number].in_use = false;
    return 0;
}

void* pthread_getspecific(pthread_key_t number) {
    if (number >= PTHREAD_KEYS_MAX) return nullptr;
    const pthread_::Value& own = libc::this_thread->values[number];
    return own.generation == keys[number].generation ? own.value : nullptr;
}

int pthread_setspecific(pthread_key_t number, const void* value) {
    if (number >= PTHREAD_KEYS_MAX || !keys[number].in_use) return EINVAL;
    // POSIX takes a pointer to const and gives it back without.
    libc::this_thread->values[number] = {const_cast<void*>(value), keys[number].generation};
    return 0;
}

} // extern "C"
