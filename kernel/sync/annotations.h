// sync/annotations.h: what clang's -Wthread-safety checks: which lock guards what. Other compilers see nothing.
#pragma once

#if defined(__clang__)
#define THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define THREAD_SAFETY(attribute)
#endif

#define CAPABILITY(name)        THREAD_SAFETY(capability(name))
#define SCOPED_CAPABILITY       THREAD_SAFETY(scoped_lockable)
#define GUARDED_BY(lock)        THREAD_SAFETY(guarded_by(lock))
#define REQUIRES(...)           THREAD_SAFETY(requires_capability(__VA_ARGS__))
#define ACQUIRE(...)            THREAD_SAFETY(acquire_capability(__VA_ARGS__))
#define RELEASE(...)            THREAD_SAFETY(release_capability(__VA_ARGS__))
#define ACQUIRE_SHARED(...)     THREAD_SAFETY(acquire_shared_capability(__VA_ARGS__))
#define RELEASE_SHARED(...)     THREAD_SAFETY(release_shared_capability(__VA_ARGS__))
#define RETURN_CAPABILITY(lock) THREAD_SAFETY(lock_returned(lock))
#define EXCLUDES(...)           THREAD_SAFETY(locks_excluded(__VA_ARGS__))
#define NO_THREAD_SAFETY        THREAD_SAFETY(no_thread_safety_analysis)
