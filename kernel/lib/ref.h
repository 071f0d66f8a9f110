// lib/ref.h: shared and single ownership of kernel objects.
//
//   Ref<File>   one of several owners: the last one to go deletes the object, which is a RefCounted
//   Owned<T>    the only owner
#pragma once

#include "abi/integers.h"
#include "lib/assert.h"
#include "lib/atomic.h"
#include "lib/noncopyable.h"
#include <utility>

class RefCounted : NonCopyable {
  public:
    void retain() { references_.fetch_add(1, Order::relaxed); }
    // For whoever finds the object without owning it, in a table that its destructor leaves. False: it is too
    // late.
    bool retain_if_alive() {
        u64 count = references_.load(Order::relaxed);
        while (count > 0)
            if (references_.compare_exchange(count, count + 1, Order::acquire)) return true;
        return false;
    }
    bool release() {
        return references_.fetch_sub(1, Order::acquire_release) == 1;
    } // true: that was the last
    u64 references() const { return references_.load(Order::relaxed); }

  private:
    Atomic<u64> references_ = 1; // a word
};

template <class T> class Ref {
  public:
    Ref() = default;
    static Ref adopt(T* object) { // takes over the reference that a new object is born with
        Ref ref;
        ref.object_ = object;
        return ref;
    }
    Ref(const Ref& other) : object_(other.object_) {
        if (object_) object_->retain();
    }
    // {}, not nullptr: gdb 13 hangs when it is to show a call of std::exchange with that.
    Ref(Ref&& other) : object_(std::exchange(other.object_, {})) {}
    template <class U> Ref(Ref<U>&& other) : object_(other.leak()) {} // Ref<Pipe> to Ref<File>
    Ref& operator=(Ref other) {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() {
        if (object_ && object_->release()) delete object_;
    }

    T* get() const { return object_; }
    T* leak() { return std::exchange(object_, {}); } // the caller now holds the reference
    T& operator*() const { return *object_; }
    T* operator->() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }

  private:
    T* object_ = nullptr;
};

template <class T> class Owned : NonCopyable {
  public:
    Owned() = default;
    explicit Owned(T* object) : object_(object) {}
    Owned(Owned&& other) : object_(std::exchange(other.object_, {})) {}
    Owned& operator=(Owned&& other) {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Owned() { delete object_; }

    T* get() const { return object_; }
    T* leak() { return std::exchange(object_, {}); }
    T& operator*() const { return *object_; }
    T* operator->() const { return object_; }
    explicit operator bool() const { return object_ != nullptr; }

  private:
    T* object_ = nullptr;
};
