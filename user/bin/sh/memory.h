// user/bin/sh/memory.h: where the shell's memory comes from, and objects that several owners share.
#pragma once

#include "abi/integers.h"
#include <new>
#include <utility>

namespace shell {

// Never null: without memory the shell ends with a message, since it could not go on with half a command.
void* allocate(usize bytes);
void* reallocate(void* memory, usize bytes);
void release(void* memory);
[[noreturn]] void out_of_memory();

// The base of what a Ref points to: it counts its owners.
class Counted {
  public:
    Counted() = default;
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

  private:
    template <class> friend class Ref;
    u32 owners_ = 0;
};

// One owner of a shared object. The last owner destroys it. T must be the exact type of the object, or have a
// virtual destructor.
template <class T> class Ref {
  public:
    Ref() = default;
    explicit Ref(T* object) : object_(object) {
        if (object_) ++object_->owners_;
    }
    Ref(const Ref& other) : Ref(other.object_) {}
    Ref(Ref&& other) : object_(std::exchange(other.object_, {})) {}
    template <class Derived> Ref(const Ref<Derived>& other) : Ref(static_cast<T*>(other.raw())) {}
    Ref& operator=(Ref other) {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() {
        if (!object_ || --object_->owners_) return;
        object_->~T();
        release(object_);
    }

    template <class... Arguments> static Ref make(Arguments&&... arguments) {
        return Ref(new (allocate(sizeof(T))) T(std::forward<Arguments>(arguments)...));
    }

    explicit operator bool() const { return object_; }
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }
    T* raw() const { return object_; }

  private:
    T* object_ = nullptr;
};

} // namespace shell
