// memory/heap.h: memory for kernel objects: new and delete, which may fail instead of panicking.
//
//   auto pipe = TRY(make<Pipe>());        Owned<Pipe>
//   auto file = TRY(make_ref<InodeFile>(...)); Ref<InodeFile>
//
// Objects are up to 2016 bytes. They lie in pages cut into equal slots; a page goes back to the page allocator when
// its last object is deleted, so that free memory after some work is what it was before.
#pragma once

#include "abi/result.h"
#include "lib/ref.h"
#include <new>

constexpr usize kObjectSizeMax = 2016; // bytes

template <class T, class... Arguments> Result<Owned<T>> make(Arguments&&... arguments) {
    static_assert(sizeof(T) <= kObjectSizeMax);
    T* object = new (std::nothrow) T(std::forward<Arguments>(arguments)...);
    if (!object) return Errno::nomem;
    return Owned<T>(object);
}

template <class T, class... Arguments> Result<Ref<T>> make_ref(Arguments&&... arguments) {
    static_assert(sizeof(T) <= kObjectSizeMax);
    T* object = new (std::nothrow) T(std::forward<Arguments>(arguments)...);
    if (!object) return Errno::nomem;
    return Ref<T>::adopt(object);
}
