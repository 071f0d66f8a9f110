// lib/list.h: a doubly linked list whose links live inside its elements, so that it never allocates.
//
//   struct Thread { ListLink queue_link; ... };
//   List<Thread, &Thread::queue_link> queue;
//
// An element is in at most one list per link. The list does not own its elements.
#pragma once

#include "abi/integers.h"
#include "lib/assert.h"
#include "lib/noncopyable.h"

struct ListLink : NonCopyable {
    ListLink* next = nullptr; // null when in no list
    ListLink* previous = nullptr;
    bool linked() const { return next != nullptr; }
};

template <class T, ListLink T::*link> class List : NonCopyable {
  public:
    constexpr List() { head_.next = head_.previous = &head_; }

    bool empty() const { return head_.next == &head_; }
    T* first() const { return empty() ? nullptr : owner(head_.next); }
    T* after(const T* element) const { // null at the end
        ListLink* next = (element->*link).next;
        return next == &head_ ? nullptr : owner(next);
    }

    void push_front(T* element) { insert_after(&head_, &(element->*link)); }
    void push_back(T* element) { insert_after(head_.previous, &(element->*link)); }
    // The place before an element that is in this list; at the end for null.
    void insert_before(T* place, T* element) {
        insert_after(place ? (place->*link).previous : head_.previous, &(element->*link));
    }

    // Takes out an element that is in this list.
    static void remove(T* element) {
        ListLink* it = &(element->*link);
        kassert(it->linked());
        it->previous->next = it->next;
        it->next->previous = it->previous;
        it->next = it->previous = nullptr;
    }

    T* pop_front() { // null when empty
        T* element = first();
        if (element) remove(element);
        return element;
    }

    // For range-for. The element at hand may be removed only if the loop ends there.
    class Iterator {
      public:
        explicit Iterator(ListLink* at) : at_(at) {}
        T& operator*() const { return *owner(at_); }
        Iterator& operator++() {
            at_ = at_->next;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

      private:
        ListLink* at_;
    };
    Iterator begin() const { return Iterator(head_.next); }
    Iterator end() const { return Iterator(const_cast<ListLink*>(&head_)); }

  private:
    // From a link back to the element around it: the distance of the member is a constant.
    static T* owner(ListLink* it) {
        alignas(T) static constexpr char kProbe[sizeof(T)] = {};
        const T* probe = reinterpret_cast<const T*>(kProbe); // only for the distance; never read
        const auto distance = reinterpret_cast<const char*>(&(probe->*link)) - kProbe;
        return reinterpret_cast<T*>(reinterpret_cast<char*>(it) - distance); // the link is a member of a T
    }

    static void insert_after(ListLink* place, ListLink* it) {
        kassert(!it->linked());
        it->previous = place;
        it->next = place->next;
        place->next->previous = it;
        place->next = it;
    }

    ListLink head_;
};
